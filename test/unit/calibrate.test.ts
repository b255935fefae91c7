import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { splitOf } from '../../src/human/improve.ts';
import { readJudged } from '../../src/human/judged.ts';
import { runCli } from '../../src/shells/cli.ts';
import { JUDGE_YAML, labelFiles } from '../support/labels.ts';
import { completion, createModelServer } from '../support/model-server.ts';
import { createRepository } from '../support/repository.ts';

const SUITE = `target: { prompt: p.md, model: m }\ndataset: d.jsonl\nscorers:\n${JUDGE_YAML}`;
const FILES = { 'evals/s.yml': SUITE, 'evals/p.md': 'Say {{input}}', 'evals/d.jsonl': '{"input":"a"}\n' };

/** A judge that says of an output what its word is; with a mended wording it hears people. */
async function calibrateIn(files: Readonly<Record<string, string>>, argv: readonly string[]) {
  await using repository = await createRepository();
  await repository.write({ ...FILES, ...files });
  await repository.commit('all');
  let proposals = 0;
  await using server = await createModelServer((response, call) => {
    const { messages } = call.body as { messages: { content: string }[] };
    const text = messages.at(-1)?.content ?? '';
    if (messages[0]?.content.startsWith('You improve')) {
      proposals += 1;
      return completion(JSON.stringify({ criterion: 'MENDED', levels: ['no', 'yes'] }))(response, call);
    }
    const good = text.includes('MENDED')
      ? !/"l[23]-/.test(text) && !/\nl[23]-/.test(text)
      : /\nGOOD\n/.test(text);
    return completion(JSON.stringify({ reasoning: 'r', verdict: good ? '1' : '0' }))(response, call);
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
    proposal: await read('evals/labels/s.helpful.proposal.md'),
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

  test('--improve refuses to choose by too few labels', async () => {
    const { proposal, proposals } = await calibrateIn(labelFiles([3, 2, 2, 3]), ['--improve']);
    expect(proposals).toBe(0);
    expect(proposal).toContain('too few to choose by');
  });
});
