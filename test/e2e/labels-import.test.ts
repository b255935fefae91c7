import { mkdir, mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { criterionOf } from '../../src/core/criterion.ts';
import { readItems } from '../../src/human/item.ts';
import { type Label, outputKey, printLabel } from '../../src/human/label.ts';
import { readLabels } from '../../src/human/label-file.ts';
import { REVIEW_JUDGE, reviewReport } from '../support/review-report.ts';
import { runCli } from '../support/runner.ts';

const VERSION = criterionOf(REVIEW_JUDGE).version;
const vars = (index: number) => ({ message: `Where is my order ${index}?`, locale: 'en' });

/** Imports a file into a fresh folder, as often as there are flags for. */
async function imported(
  name: string,
  content: unknown,
  flags: readonly string[] = [],
  more: Record<string, unknown> = {},
) {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'prompt-ratchet-import-'));
  await mkdir(join(folder.path, '.prompt-ratchet'));
  const files = { '.prompt-ratchet/report.json': reviewReport(3), [name]: content, ...more };
  for (const [path, value] of Object.entries(files)) {
    await writeFile(join(folder.path, path), typeof value === 'string' ? value : JSON.stringify(value));
  }
  const run = () => runCli(['labels', 'import', name, ...flags], { cwd: folder.path });
  const result = await run();
  const text = await readFile(join(folder.path, 'evals/labels/support.jsonl'), 'utf8').catch(() => '');
  const again = await run();
  const after = await readFile(join(folder.path, 'evals/labels/support.jsonl'), 'utf8').catch(() => '');
  const { labels, problems } = readLabels({ path: 'x', text });
  expect(problems).toEqual([]);
  // What labels are about is kept beside them, whole.
  const items = readItems({
    path: 'i',
    text: await readFile(join(folder.path, 'evals/labels/support.items.jsonl'), 'utf8').catch(() => ''),
  });
  expect(items.problems).toEqual([]);
  const about = labels.flatMap((label) =>
    label.kind === 'output' ? [label.output] : label.kind === 'pair' ? [label.a, label.b] : [],
  );
  expect([...items.items.keys()].sort()).toEqual([...new Set(about)].sort());
  // Nothing is added twice.
  expect(after).toBe(text);
  return { ...result, labels, again };
}

const bound = (index: number, output: string, over: Record<string, unknown>) => ({
  kind: 'output',
  case: `case-${index}`,
  criterion: 'helpful',
  criterionVersion: VERSION,
  output: outputKey(vars(index), output),
  blind: false,
  ...over,
});

describe('labels import', () => {
  test('reads CSV, and says of each row that it skips why', async () => {
    const rows = [
      'case,output,a,b,verdict,rater,at,note,blind',
      'case-0,"one, two",,,pass,ada,2026-01-01T10:00:00+02:00,"a ""note""",true',
      'case-1,x,,,Yes completely,ada,,,',
      'case-1,x,,,"Yes, completely.",ada b,,,',
      'case-2,,left,right,tie,ada,,,',
      'nowhere,x,,,pass,ada,,,',
      'case-0,x,,,pass,,,,',
      'case-0,x,,,,ada,,,',
      'case-0,x,,,4,ada,,,',
      'case-0,x,,,pass,ada,yesterday,,',
      'case-0,x,y,z,pass,ada,,,',
    ];
    const { labels, stdout, stderr, exitCode, again } = await imported('ratings.csv', `${rows.join('\n')}\n`);
    expect(exitCode).toBe(0);
    expect(labels).toMatchObject([
      bound(0, 'one, two', {
        verdict: 'pass',
        rater: 'ada',
        blind: true,
        note: 'a "note"',
        at: '2026-01-01T08:00:00.000Z',
      }),
      bound(1, 'x', { verdict: 1, rater: 'ada-b' }),
      { kind: 'pair', a: outputKey(vars(2), 'left'), b: outputKey(vars(2), 'right'), verdict: 'tie' },
    ]);
    expect(labels.every((label) => !('probability' in label))).toBe(true);
    expect(stdout).toBe('3 labels added to evals/labels/support.jsonl, 0 were there, 7 skipped.\n');
    expect(stderr.trim().split('\n').sort()).toEqual([
      'Skipped row 10: it has one output, and two',
      'Skipped row 2: "Yes completely" is no verdict on one output',
      'Skipped row 5: the report has no case "nowhere", and its variables are not there',
      'Skipped row 6: it does not say who rated; name them with --rater',
      'Skipped row 7: it has no verdict',
      'Skipped row 8: "4" is no verdict on one output; name the ends of the scale, such as --scale 1..5',
      'Skipped row 9: "yesterday" is no time',
    ]);
    expect(again.stdout).toBe('0 labels added to evals/labels/support.jsonl, 3 were there, 7 skipped.\n');
  });

  test("reads people's thumbs of a promptfoo export, and no machine's", async () => {
    const result = (index: number, output: unknown, type: string, pass: boolean) => ({
      vars: vars(index),
      testCase: { vars: vars(index), assert: [] },
      response: { output, tokenUsage: {} },
      success: pass,
      gradingResult: {
        pass,
        score: pass ? 1 : 0,
        reason: '',
        comment: 'nice',
        componentResults: [{ pass, score: pass ? 1 : 0, reason: 'Manual result', assertion: { type } }],
      },
    });
    const { labels, stderr, exitCode } = await imported(
      'out.json',
      {
        evalId: 'e',
        results: {
          version: 3,
          timestamp: '2026-02-03T04:05:06.000Z',
          results: [
            result(0, 'a', 'human', true),
            result(1, 'b', 'human', false),
            result(2, 'c', 'llm-rubric', true),
            result(2, { no: 'text' }, 'human', true),
            { strange: true },
          ],
        },
      },
      ['--rater', 'ada'],
    );
    expect(exitCode).toBe(0);
    expect(labels).toMatchObject([
      bound(0, 'a', { verdict: 'pass', rater: 'ada', note: 'nice', at: '2026-02-03T04:05:06.000Z' }),
      bound(1, 'b', { verdict: 'fail', rater: 'ada' }),
    ]);
    expect(stderr).toBe(
      'Skipped result 3: no person rated it\nSkipped result 4: its output is no text\nSkipped result 5: no person rated it\n',
    );
  });

  test('reads Langfuse scores with their traces', async () => {
    const score = (over: Record<string, unknown>) => ({
      id: 's',
      traceId: 't0',
      name: 'helpfulness',
      value: 4,
      dataType: 'NUMERIC',
      source: 'ANNOTATION',
      comment: null,
      authorUserId: 'clx1',
      timestamp: '2026-02-03T04:05:06.000Z',
      ...over,
    });
    const scores = [
      score({}),
      score({ traceId: 't1', value: 5, comment: 'great' }),
      score({ source: 'EVAL' }),
      score({ name: 'tone' }),
      score({ traceId: 'gone' }),
    ];
    const traces = [
      { id: 't0', input: vars(0), output: 'a' },
      { id: 't1', input: 'raw', output: { role: 'assistant', content: 'b' }, metadata: { case: 'case-1' } },
    ];
    const flags = [
      '--traces',
      'traces.jsonl',
      '--question',
      'helpfulness',
      '--criterion',
      'helpful',
      '--scale',
      '1..5',
    ];
    const { labels, stderr } = await imported('scores.json', { data: scores, meta: {} }, flags, {
      'traces.jsonl': traces.map((trace) => JSON.stringify(trace)).join('\n'),
    });
    expect(labels).toMatchObject([
      bound(0, 'a', { verdict: 0.75, rater: 'clx1' }),
      bound(1, 'b', { verdict: 1, note: 'great' }),
    ]);
    expect(stderr.trim().split('\n').sort()).toEqual([
      'Skipped score 3: it is of the source EVAL, not of a person',
      'Skipped score 4: it is about "tone"',
      'Skipped score 5: its trace is not among the traces',
    ]);
    const bare = await imported('scores.json', scores);
    expect([bare.exitCode, bare.stderr]).toEqual([2, expect.stringContaining('--traces FILE')]);
  });

  test('reads Argilla responses, and no suggestions', async () => {
    const record = (fields: Record<string, string>, responses: unknown, more = {}) => ({
      id: 'r',
      fields,
      metadata: {},
      suggestions: { helpful: { value: 'pass', score: 0.9, agent: 'model' } },
      responses,
      vectors: {},
      status: 'completed',
      ...more,
    });
    const { labels, stderr } = await imported('records.json', [
      record(
        { ...vars(0), response: 'a' },
        {
          helpful: [
            { value: 'pass', user_id: 'u-1' },
            { value: 'fail', user_id: 'u-2' },
          ],
        },
      ),
      record({ ...vars(1), response_a: 'x', response_b: 'y' }, { helpful: [{ value: 'a', user_id: 'u-1' }] }),
      record(
        { shown: 'x', output: 'z' },
        { helpful: [{ value: 'no', user_id: 'u-1' }] },
        { metadata: { case: 'case-2' } },
      ),
      record({ ...vars(2), response: 'b' }, {}),
      record({ ...vars(2), response: 'b' }, { tone: [{ value: 'pass', user_id: 'u-1' }] }),
      record(
        { ...vars(2), response: 'b' },
        { helpful: [{ value: 'pass', user_id: 'u-1', status: 'draft' }] },
      ),
      record(vars(2), { helpful: [{ value: 'pass', user_id: 'u-1' }] }),
    ]);
    expect(labels).toMatchObject([
      bound(0, 'a', { verdict: 'pass', rater: 'u-1' }),
      bound(0, 'a', { verdict: 'fail', rater: 'u-2' }),
      { kind: 'pair', case: 'case-1', a: outputKey(vars(1), 'x'), b: outputKey(vars(1), 'y'), verdict: 'a' },
      bound(2, 'z', { verdict: 'fail' }),
    ]);
    expect(stderr.trim().split('\n').sort()).toEqual([
      'Skipped record 4: no person answered it',
      'Skipped record 5, tone: the suite has no criterion "tone"; it has: helpful',
      'Skipped record 6, helpful: it is draft, not submitted',
      'Skipped record 7: it has none of the fields output, response, completion, answer',
    ]);
  });

  test('takes what the review page exports as it is', async () => {
    const own: Label = {
      kind: 'output',
      case: 'case-0',
      criterion: 'helpful',
      criterionVersion: VERSION,
      rater: 'ada',
      blind: true,
      probability: 0.25,
      seconds: 4.5,
      at: '2026-01-01T10:00:00Z',
      output: outputKey(
        vars(0),
        'Thank you for writing about order 0. We sent the parcel back to you; it arrives in two days.',
      ),
      verdict: 'pass',
    };
    const text = `${printLabel(own)}${printLabel({ ...own, criterion: 'tone' })}nonsense\n`;
    const { labels, stderr } = await imported('support.jsonl', text, ['--format', 'labels']);
    expect(labels).toEqual([own]);
    expect(stderr).toContain('Skipped line 3: this is not JSON');
    expect(stderr).toContain('Skipped label of case-0: the suite has no criterion "tone"');
    expect(
      (await imported('a.json', printLabel(own) + printLabel({ ...own, rater: 'bob' }))).labels,
    ).toHaveLength(2);
    expect((await imported('a.json', printLabel(own), ['--dry-run'])).labels).toEqual([]);
  });

  test.each([
    ['a.csv', 'case,output,verdikt\n', [], 'Did you mean "verdict"?'],
    ['a.csv', 'case,output\n', [], '"verdict" is missing'],
    ['a.csv', 'case,output,verdict\n"open', [], 'not well-formed CSV'],
    ['a.json', '{"results": 3}', [], 'no promptfoo export'],
    ['a.json', '[{"x": 1}]', [], 'cannot be told'],
    ['a.json', 'hello', [], 'not JSON'],
    ['a.csv', '', ['--suite', 'other'], 'no measured suite "other": support'],
    ['a.csv', '', ['--scale', '5..1'], '--scale'],
    ['a.csv', '', ['--format', 'xls'], '--format'],
  ] as const)('says what is wrong with %s: %s %o', async (name, content, flags, words) => {
    const { exitCode, stderr, labels } = await imported(name, content, flags);
    expect([exitCode, stderr, labels]).toEqual([2, expect.stringContaining(words), []]);
  });
});
