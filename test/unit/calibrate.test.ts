import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { parse as parseAsYaml } from 'yaml';
import type { JudgeFile } from '../../src/core/config/judges.ts';
import { resolveJudge } from '../../src/core/config/resolve-judge.ts';
import { criterionOf } from '../../src/core/criterion.ts';
import { splitOf } from '../../src/human/improve.ts';
import { readJudged } from '../../src/human/judged.ts';
import { judgeHash } from '../../src/judges/judge.ts';
import { runCli } from '../../src/shells/cli.ts';
import { JUDGE_YAML, labelFiles } from '../support/labels.ts';
import { completion, createModelServer } from '../support/model-server.ts';
import { createRepository } from '../support/repository.ts';

const SUITE = `target: { prompt: p.md, model: m }\ndataset: d.jsonl\nscorers:\n${JUDGE_YAML}`;
const FILES = { 'evals/s.yml': SUITE, 'evals/p.md': 'Say {{input}}', 'evals/d.jsonl': '{"input":"a"}\n' };

interface Answers {
  /** What the judge answers of an output that it finds good, and of one that it finds bad. */
  verdicts?: readonly [unknown, unknown];
  /** What is proposed, from the present words. */
  propose?: (present: Record<string, unknown>) => unknown;
}

/** A judge that says of an output what its word is; with mended words it hears people. */
async function calibrateIn(
  files: Readonly<Record<string, string>>,
  argv: readonly string[],
  { verdicts = ['1', '0'], propose = () => ({ criterion: 'MENDED', levels: ['no', 'yes'] }) }: Answers = {},
) {
  await using repository = await createRepository();
  await repository.write({ ...FILES, ...files });
  await repository.commit('all');
  let proposals = 0;
  await using server = await createModelServer((response, call) => {
    const { messages } = call.body as { messages: { content: string }[] };
    const text = messages.at(-1)?.content ?? '';
    if (messages[0]?.content.startsWith('You improve')) {
      proposals += 1;
      const present: Record<string, unknown> = JSON.parse(/PRESENT WORDS: (.*)/.exec(text)?.[1] ?? '');
      return completion(JSON.stringify(propose(present)))(response, call);
    }
    const good = messages.some(({ content }) => content.includes('MENDED'))
      ? !/"l[23]-/.test(text) && !/\nl[23]-/.test(text)
      : /\nGOOD\n/.test(text);
    return completion(JSON.stringify({ reasoning: 'r', verdict: verdicts[good ? 0 : 1] }))(response, call);
  });
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const exitCode = await runCli(['calibrate', ...argv], {
    env: { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: 'sk-test-0123456789' },
    cwd: repository.path,
    demoFolder: '',
    pagesFolder: '',
    stdout,
    stderr,
    onSignal: () => undefined,
  });
  const read = (path: string) => readFile(join(repository.path, path), 'utf8').catch(() => undefined);
  return {
    exitCode,
    out: String(stdout.read() ?? ''),
    err: String(stderr.read() ?? ''),
    calls: server.calls,
    proposals,
    suite: await read('evals/s.yml'),
    judged: await read('evals/labels/s.judged.jsonl'),
    proposal:
      (await read('evals/labels/s.helpful.proposal.md')) ??
      (await read('evals/labels/s.helpful_kind.proposal.md')),
  };
}

describe('prompt-ratchet calibrate', () => {
  test('asks about what nobody has judged, writes it down, and shows every figure with its interval', async () => {
    const { exitCode, out, calls, judged } = await calibrateIn(
      labelFiles([18, 2, 2, 18], { judged: false }),
      ['s'],
    );
    expect(exitCode).toBe(0);
    expect(calls).toHaveLength(40);
    expect(out).toContain('trusted');
    for (const name of [
      'agreement',
      "Cohen's kappa",
      "Gwet's AC1",
      'sensitivity',
      'specificity',
      "Youden's J",
    ]) {
      expect(out).toMatch(new RegExp(`${name}\\s+\\S+.*? to `));
    }
    const { judged: lines, problems } = readJudged({ path: 'j', text: judged ?? '' });
    expect(problems).toEqual([]);
    expect(lines).toHaveLength(40);
  });

  test('weighs no judge by the part of the answers that a recording has', async () => {
    const recording = { 'evals/r.jsonl': '{"prompt-ratchet-recording":1}\n' };
    const files = { ...labelFiles([3, 0, 0, 2], { judged: false }), ...recording };
    const { exitCode, err, calls } = await calibrateIn(files, ['s', '--replay', 'evals/r.jsonl']);
    expect(exitCode).toBe(2);
    expect(calls).toEqual([]);
    expect(err).toMatch(/E_RECORDING.*"helpful" of "s" is asked about case "l\d-\d", nor to 4 more/s);
  });

  test('asks nothing that is written down', async () => {
    const { calls, out, exitCode } = await calibrateIn(labelFiles([12, 8, 8, 12]), ['--json']);
    expect(calls).toEqual([]);
    expect(exitCode).toBe(1);
    const { suites } = JSON.parse(out);
    expect(suites[0]).toMatchObject({
      name: 's',
      judges: [{ scorer: 'helpful', trust: 'distrusted', labels: 40 }],
    });
    expect(suites[0].judges[0].youden).toEqual({
      value: expect.closeTo(0.2),
      lower: expect.any(Number),
      upper: expect.any(Number),
    });
  });

  test('writes nothing when told so', async () => {
    const { judged } = await calibrateIn(labelFiles([5, 0, 0, 5], { judged: false }), ['--no-write']);
    expect(judged).toBeUndefined();
  });

  test('a suite that is not there is named with its likely meaning', async () => {
    const { exitCode, err } = await calibrateIn({}, ['t']);
    expect(exitCode).toBe(2);
    expect(err).toContain('There is no suite "t"');
  });

  test('labels whose text was not kept are told, and none is guessed', async () => {
    const { 'evals/labels/s.items.jsonl': _items, ...rest } = labelFiles([18, 2, 2, 18], { judged: false });
    const { out, calls } = await calibrateIn(rest, []);
    expect(calls).toEqual([]);
    expect(out).toContain('The text of 40 labelled outputs is not in evals/labels/s.items.jsonl');
  });

  test('--improve proposes a wording from dev labels, looks at the held-out ones once, and edits nothing', async () => {
    const { proposal, calls, proposals, suite, judged } = await calibrateIn(labelFiles([20, 10, 14, 16]), [
      '--improve',
    ]);
    expect(proposals).toBe(1);
    expect(suite).toBe(SUITE);
    expect(proposal).toContain('criterion: "MENDED');
    expect(proposal).toContain('labels of the old one expire');
    expect(proposal).toContain('On the held-out labels, looked at once');
    // What was tried is no word of the judge that decides.
    expect(judged).toBe(labelFiles([20, 10, 14, 16])['evals/labels/s.judged.jsonl']);
    const asked = calls.map(({ body }) => JSON.stringify(body));
    const ids = (kind: number, count: number) =>
      Array.from({ length: count }, (_, index) => `l${kind}-${index}`);
    const all = [...ids(0, 20), ...ids(1, 10), ...ids(2, 14), ...ids(3, 16)];
    const shown = asked.find((text) => text.includes('You improve')) ?? '';
    for (const id of all.filter((one) => splitOf(one) !== 'dev')) expect(shown).not.toContain(`"${id}\\`);
    const held = all.filter((id) => splitOf(id) === 'test');
    const judgedTest = held.map(
      (id) => asked.filter((text) => new RegExp(`[\\\\"n]${id}[\\\\"]`).test(text)).length,
    );
    expect(Math.max(...judgedTest)).toBe(1);
  });

  const KINDS: readonly [JudgeFile, readonly [unknown, unknown], RegExp][] = [
    [
      { judge: 'rubric', criterion: 'Is {{output}} kind?', levels: ['no', 'yes'] },
      ['1', '0'],
      /^guidance: "MENDED/m,
    ],
    [
      { judge: 'checklist', criteria: { kind: 'It is kind to {{input}}.' } },
      ['yes', 'no'],
      /^guidance:\n {2}"kind": "MENDED/m,
    ],
    [{ judge: 'reference' }, ['same', 'contradicts'], /^guidance: "MENDED/m],
    [{ judge: 'reference', question: 'Who is {{input}}?' }, ['same', 'contradicts'], /^guidance: "MENDED/m],
    [{ judge: 'faithfulness' }, ['supported', 'unsupported'], /^guidance: "MENDED/m],
    [
      { judge: 'classify', question: 'How is {{output}}?', choices: { good: 1, bad: 0 } },
      ['good', 'bad'],
      /^guidance: "MENDED/m,
    ],
    [
      {
        judge: 'custom',
        prompt: 'Rate {{output}}.',
        answer: { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] },
        score: 'ok',
      },
      [{ ok: true }, { ok: false }],
      /^guidance: "MENDED/m,
    ],
  ];
  test.each(KINDS)(
    '--improve proposes guidance for %o, which leaves what people are asked as it is',
    async (parts, verdicts, proposed) => {
      const file = { ...parts, name: 'helpful', model: 'judge-a' } as JudgeFile;
      const [spec] = resolveJudge(file, 'helpful', { path: 's' });
      if (!spec) throw new Error('no judge');
      const { proposal, suite, proposals } = await calibrateIn(
        {
          'evals/s.yml': `target: { prompt: p.md, model: m }\ndataset: d.jsonl\nscorers: [${JSON.stringify(file)}]\n`,
          ...labelFiles([20, 10, 14, 16], { spec }),
        },
        ['--improve'],
        { verdicts, propose: (present) => ({ ...present, guidance: 'MENDED rules' }) },
      );
      expect(proposals).toBe(1);
      expect(proposal).toMatch(proposed);
      expect(proposal).toContain('so that their labels stay');
      expect(proposal).not.toMatch(/^(?:criterion|criteria|question|prompt|levels):/m);
      expect(proposal).toMatch(/\| proposed \| +\d+ \| +1/);
      // What is proposed is what the configuration takes, and what the judge is then told.
      const yaml = /```yaml\n([\s\S]*?)```/.exec(proposal ?? '')?.[1] ?? '';
      const [taken] = resolveJudge({ ...file, ...parseAsYaml(yaml) }, 'helpful', { path: 's' });
      expect(taken?.guidance).toContain('MENDED rules');
      expect(criterionOf(taken ?? spec).version).toBe(criterionOf(spec).version);
      expect(judgeHash(taken ?? spec)).not.toBe(judgeHash(spec));
      expect(suite).toBeDefined();
    },
  );

  test.each([
    ['another placeholder', { criterion: 'Does {{secret}} help?', levels: ['a', 'b'] }],
    ['fewer levels', { criterion: 'MENDED', levels: ['a'] }],
    ['no criterion', { levels: ['a', 'b'] }],
    ['no object', 'MENDED'],
  ])('--improve takes no proposal with %s', async (_what, answer) => {
    const { proposal, err } = await calibrateIn(labelFiles([20, 10, 14, 16]), ['--improve'], {
      propose: () => answer,
    });
    expect(err).toContain('cannot be used');
    expect(proposal).not.toContain('MENDED');
  });

  test('--improve shows the judge outputs that people judged, of their own part of the labels', async () => {
    const { calls } = await calibrateIn(labelFiles([20, 10, 14, 16]), ['--improve']);
    const shown = calls
      .map(({ body }) => (body as { messages: { content: string }[] }).messages[0]?.content ?? '')
      .find((content) => content.includes('Outputs that people have judged before'));
    const ids = [...(shown ?? '').matchAll(/- Input \{"input":"(l\d-\d+)"\}/g)].map(([, id]) => id ?? '');
    expect(ids.length).toBe(4);
    expect(ids.map(splitOf)).toEqual(['examples', 'examples', 'examples', 'examples']);
    // Of each verdict one that the judge gets wrong comes first: kinds 1 and 2.
    expect([ids[0], ids[2]].map((id) => id?.slice(0, 2))).toEqual(['l1', 'l2']);
  });

  test('--improve refuses to choose by too few labels', async () => {
    const { proposal, proposals } = await calibrateIn(labelFiles([3, 2, 2, 3]), ['--improve']);
    expect(proposals).toBe(0);
    expect(proposal).toContain('too few to choose by');
  });
});
