import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MeasuredSuite, type Report, reportSchema } from '../../src/core/report.ts';
import { createOpenaiDouble, type OpenaiDouble } from '../support/openai-double.ts';
import { createRepository, type Repository } from '../support/repository.ts';
import { MODEL_KEY, type ProcessResult, runCli } from '../support/runner.ts';

let repository: Repository;
let provider: OpenaiDouble;

beforeEach(async () => {
  [repository, provider] = await Promise.all([createRepository(), createOpenaiDouble()]);
});

afterEach(async () => {
  await Promise.all([repository[Symbol.asyncDispose](), provider[Symbol.asyncDispose]()]);
});

/** Twenty-four replies; every other one is rude. */
const CASES = Array.from(
  { length: 24 },
  (_, index) =>
    `  - { id: r${index}, vars: { nth: ${index} }, output: ${index % 2 ? 'Get lost' : 'You are welcome'} ${index}., label: ${index % 2 ? 'fail' : 'pass'} }`,
).join('\n');
const fileOf = (criterion: string) =>
  `judge: { judge: checklist, model: judge-1, price: { input: 1, output: 2 }, criteria: { polite: ${criterion} } }\ncases:\n${CASES}\n`;
const PATH = 'evals/judges/polite.yml';

async function start(
  files: Record<string, string> = { [PATH]: fileOf('The reply is polite.') },
): Promise<void> {
  await repository.write(files);
  await repository.commit('Add the labelled cases');
  await repository.branch('change');
}

async function compare(
  options: { env?: Record<string, string>; args?: string[] } = {},
): Promise<{ result: ProcessResult; report: Report; measured: MeasuredSuite }> {
  const env = options.env ?? { OPENAI_BASE_URL: provider.baseUrl, OPENAI_API_KEY: MODEL_KEY };
  const result = await runCli(['compare', ...(options.args ?? [])], { cwd: repository.path, env });
  expect(result.refusedConnections).toEqual([]);
  const text = await readFile(join(repository.path, '.prompt-ratchet/report.json'), 'utf8');
  const report = reportSchema.parse(JSON.parse(text));
  return { result, report, measured: report.suites[0] as MeasuredSuite };
}

/** A judge that sees rudeness, unless its criterion asks for something else. */
function judge(): void {
  provider.answer = (body) => {
    const user = body.messages[1]?.content ?? '';
    const shown = user.split('<<<OUTPUT')[1] ?? '';
    const isStrict = user.includes('The reply is polite.');
    const verdict = isStrict && shown.includes('Get lost') ? 'no' : 'yes';
    return JSON.stringify({
      evidence: [shown.includes('Get lost') ? 'Get lost' : 'You are welcome'],
      reasoning: 'as seen',
      verdict,
    });
  };
}

describe('a change of a judge is run on its labelled cases', () => {
  it('and blocks where it is proven to agree less with people', async () => {
    await start();
    judge();
    await repository.write({ [PATH]: fileOf('The reply is a reply.') });
    const { result, report, measured } = await compare();
    expect(result.exitCode).toBe(1);
    expect(report.decision.reasons[0]).toMatchObject({
      code: 'regressed',
      scorer: 'agreement',
      severity: 'fail',
    });
    expect(measured).toMatchObject({
      name: 'judge polite',
      state: 'touched',
      model: { base: 'judge-1', head: 'judge-1' },
      changes: [{ kind: 'message', what: 'the judge’s criterion' }],
    });
    expect(measured.judge?.base).toMatch(/^[0-9a-f]{16}$/);
    expect(measured.judge?.base).not.toBe(measured.judge?.head);
    expect(
      measured.comparisons.map(({ scorer, gating, base, head, pairs }) => [
        scorer,
        gating,
        pairs,
        base,
        head,
      ]),
    ).toEqual([
      ['agreement', true, 24, 1, 0.5],
      ['sensitivity', false, 12, 1, 1],
      ['specificity', false, 12, 1, 0],
    ]);
    const [, broken] = measured.cases;
    expect(broken).toMatchObject({ id: 'r1', expected: 'fail', outcome: 'broke' });
    const trial = broken?.head?.trials[0];
    // What the call used counts as the target's: cost and latency of a judge are compared, too.
    expect(trial).toMatchObject({
      ok: true,
      output: 'pass\n\nas seen',
      usage: { inputTokens: expect.any(Number) },
    });
    expect(measured.metrics.head).toMatchObject({ costUsd: expect.any(Number) });
    expect(report.totals.judgeCalls).toBe(0);
    expect(result.stdout).toContain('agreement of judge polite regressed by 50 pp');
  });

  it('and passes where it agrees as before', async () => {
    await start();
    judge();
    const other = fileOf('The reply is polite.').replace(
      'judge: checklist,',
      'judge: checklist, repeats: 2,',
    );
    await repository.write({ [PATH]: `${other}policy: { max-drop: 0.2 }\n` });
    const { result, measured } = await compare();
    expect(measured.comparisons[0]).toMatchObject({ scorer: 'agreement', base: 1, head: 1 });
    expect(result.exitCode).toBe(0);
  });

  it('asks nothing where the judge stays as it is', async () => {
    await start();
    await repository.write({ [PATH]: `# A comment.\n${fileOf('The reply is polite.')}` });
    const { result, report } = await compare();
    expect(report.suites).toMatchObject([{ state: 'untouched' }]);
    expect(provider.calls).toEqual([]);
    expect(result.exitCode).toBe(0);
  });

  it('counts what cannot be read as disagreement, and what could not be asked as unmeasured', async () => {
    await start();
    await repository.write({ [PATH]: fileOf('The reply is a reply.') });
    provider.answer = ({ messages }) =>
      messages[1]?.content.includes('is polite')
        ? JSON.stringify({ reasoning: 'r', verdict: 'yes' })
        : 'I like it.';
    const { result, measured } = await compare();
    expect(measured.comparisons[0]).toMatchObject({ base: 0.5, head: 0, verdict: 'regressed' });
    expect(result.exitCode).toBe(1);
    const without = await compare({ env: {} });
    expect(without.result.exitCode).toBe(2);
    expect(without.report.decision.reasons[0]).toMatchObject({ code: 'unmeasured', kind: 'unmeasured' });
  });
});

describe('a change of the words of a built-in judge', () => {
  const SOURCE = (instruction: string) =>
    `export const TASK = \`CRITERION\n{{criterion}}\n\n{{data}}\n\n${instruction}\`;\n`;
  const FILES = {
    [PATH]: fileOf('The reply is polite.').replace(
      'cases:',
      'texts: { task: ../../src/words.ts#TASK }\ncases:',
    ),
    'src/words.ts': SOURCE('Decide.'),
  };

  it('touches the suite, is asked with its own words on each side, and shows them', async () => {
    await start(FILES);
    judge();
    await repository.write({ 'src/words.ts': SOURCE('Be kind.') });
    const { measured } = await compare();
    expect(measured.changes).toMatchObject([
      {
        kind: 'message',
        what: 'the judge’s task',
        base: expect.stringContaining('Decide.'),
        head: expect.stringContaining('Be kind.'),
      },
    ]);
    const said = provider.calls.map(
      ({ body }) => /(?:Decide|Be kind)\./.exec(body?.messages[1]?.content ?? '')?.[0],
    );
    expect(said.filter((one) => one === 'Decide.')).toHaveLength(24);
    expect(said.filter((one) => one === 'Be kind.')).toHaveLength(24);
  });

  it('is recorded, replayed without a key, and red where an answer is missing', async () => {
    await start(FILES);
    judge();
    await repository.write({ 'src/words.ts': SOURCE('Be kind.') });
    await compare({ args: ['--record', 'answers.jsonl'] });
    const replayed = await compare({ env: {}, args: ['--replay', 'answers.jsonl'] });
    expect(replayed.measured.comparisons[0]).toMatchObject({ base: 1, head: 1, lost: 0 });
    // The recording came with the change: it cannot turn the check green.
    expect(replayed.report.decision.reasons).toContainEqual(expect.objectContaining({ code: 'replayed' }));
    await repository.write({ 'src/words.ts': SOURCE('Be strict.') });
    const missing = await compare({ env: {}, args: ['--replay', 'answers.jsonl'] });
    expect(missing.result.exitCode).toBe(2);
    expect(missing.measured.comparisons[0]).toMatchObject({ lost: 24, verdict: 'inconclusive' });
  });
});

describe('a judge of pairs', () => {
  it('has its position beside its agreement', async () => {
    const pairs = Array.from(
      { length: 8 },
      (_, index) => `  - { id: p${index}, first: 'Good ${index}.', second: 'Bad ${index}.', label: first }`,
    ).join('\n');
    const file = (criterion: string) =>
      `judge: { judge: pairwise, model: judge-1, criterion: ${criterion} }\ncases:\n${pairs}\n`;
    await start({ [PATH]: file('Better.') });
    // At base it sees which is good, at head it takes whatever is shown first.
    provider.answer = ({ messages }) => {
      const user = messages[1]?.content ?? '';
      const goodFirst = user.indexOf('Good') < user.indexOf('Bad');
      const verdict = user.includes('Better.') ? (goodFirst ? '1' : '2') : '1';
      return JSON.stringify({ evidence: [], reasoning: 'r', verdict });
    };
    await repository.write({ [PATH]: file('Any.') });
    const { measured, result } = await compare();
    expect(measured.comparisons.map(({ scorer, base, head }) => [scorer, base, head])).toEqual([
      ['agreement', 1, 0],
      ['position', 1, 0],
    ]);
    expect(result.exitCode).toBe(1);
    // Two orders on two sides, and the fresh trials that confirm: the cost bound knew of all of them.
    expect(provider.calls.length).toBeGreaterThanOrEqual(32);
  });
});
