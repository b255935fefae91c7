import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reportSchema } from '../../src/core/report.ts';
import { createOpenaiDouble, type OpenaiDouble } from '../support/openai-double.ts';
import { createRepository, type Repository } from '../support/repository.ts';
import { MODEL_KEY, type ProcessResult, runCli } from '../support/runner.ts';
import { SUITE, startOnMain } from './scenario.ts';

let repository: Repository;
let provider: OpenaiDouble;

beforeEach(async () => {
  [repository, provider] = await Promise.all([createRepository(), createOpenaiDouble()]);
});

afterEach(async () => {
  await Promise.all([repository[Symbol.asyncDispose](), provider[Symbol.asyncDispose]()]);
});

async function cli(...args: string[]): Promise<ProcessResult> {
  const env = { OPENAI_BASE_URL: provider.baseUrl, OPENAI_API_KEY: MODEL_KEY };
  const result = await runCli(args, { cwd: repository.path, env });
  expect(result.refusedConnections).toEqual([]);
  return result;
}

/** The verdicts that a judge's request allows. */
function verdictsIn(body: object): string[] {
  const text = JSON.stringify(body);
  return (/"enum":(\[[^\]]*"cannot_judge"\])/.exec(text)?.[1] ?? '[]').match(/[^"[\],]+/g) ?? [];
}

const judged = (verdict: string) => JSON.stringify({ reasoning: 'as asked', verdict });

describe('judge test', () => {
  const FILE = `judge: { judge: checklist, model: judge-1, criteria: { polite: The answer is polite. } }
cases:
  - { id: a, output: Thank you., label: pass }
  - { id: b, output: Please sit., label: pass }
  - { id: c, output: Get lost., label: fail }
  - { id: d, output: Go away and thank me., label: fail }
`;

  it('prints agreement, sensitivity, specificity and consistency with intervals, and what was wrong', async () => {
    await repository.write({ 'evals/judges/polite.yml': FILE });
    provider.answer = ({ messages }) =>
      judged(/thank|Please/i.test(messages[1]?.content.split('<<<OUTPUT')[1] ?? '') ? 'yes' : 'no');
    const { stdout, exitCode } = await cli('judge', 'test');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('evals/judges/polite.yml: checklist by judge-1');
    expect(stdout).toMatch(/agreement +75 % {2}\[30 %, 95 %\] of 4 cases, kappa 0\.50/);
    expect(stdout).toMatch(/sensitivity +100 % {2}\[34 %, 100 %\].*\(2\)/);
    expect(stdout).toMatch(/specificity +50 % {2}\[9 %, 91 %\].*\(2\)/);
    expect(stdout).toMatch(/repeats +100 %.*\(4\)/);
    expect(stdout).toContain('d: fail, judged pass');
    expect(provider.calls).toHaveLength(8);
    expect((await cli('judge', 'test', '--min-agreement', '0.9')).exitCode).toBe(1);
  });

  it('says where an endpoint gives nothing, and is no green exit', async () => {
    await repository.write({ 'evals/judges/polite.yml': FILE });
    provider.answer = () => 'I like it.';
    const { stdout, exitCode } = await cli('judge', 'test', '--repeats', '1', '--json');
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      judges: [{ quality: { cases: 4, unjudged: 4, agreement: { value: 0 } } }],
    });
  });

  it('reads our own cases: every built-in judge has some, and a fair share of each label', async () => {
    const folder = join(import.meta.dirname, '../../evals/judges');
    const files = (await readdir(folder)).filter((name) => name.endsWith('.yml')).sort();
    expect(files).toEqual(
      ['checklist', 'classify', 'faithfulness', 'pairwise', 'reference', 'rubric'].map(
        (name) => `${name}.yml`,
      ),
    );
    for (const file of files) {
      await repository.write({ [`evals/judges/${file}`]: await readFile(join(folder, file), 'utf8') });
    }
    // Their words are read from the source.
    const source = join(import.meta.dirname, '../../src/judges');
    for (const file of await readdir(source)) {
      await repository.write({ [`src/judges/${file}`]: await readFile(join(source, file), 'utf8') });
    }
    // A judge that always takes the first choice: right about what is labelled so, blind to the rest.
    provider.answer = (body) => judged(verdictsIn(body)[0] ?? 'none');
    const { stdout, exitCode } = await cli('judge', 'test', '--repeats', '1', '--json');
    expect(exitCode).toBe(0);
    const { judges } = JSON.parse(stdout) as {
      judges: { judge: string; quality: Record<string, { value: number; of: number }> & { cases: number } }[];
    };
    for (const { judge, quality } of judges) {
      expect(quality.cases).toBeGreaterThanOrEqual(20);
      expect(quality['agreement']?.value).toBeLessThan(0.6);
      if (judge === 'pairwise') expect(quality['positions']).toMatchObject({ value: 0, of: 22 });
      else expect(quality['sensitivity']?.value).toBe(1 - (quality['specificity']?.value ?? 1));
    }
  });

  it.each([
    ['no task', ['judge'], /needs to be told/],
    ['no file', ['judge', 'test'], /No file with labelled cases/],
    ['a number that is none', ['judge', 'test', '--repeats', 'many'], /--repeats has to be/],
  ])('refuses %s', async (_name, args, message) => {
    await repository.write({ 'README.md': 'x\n' });
    const { stderr, exitCode } = await cli(...args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('compare', () => {
  const SCORERS = `
  - { check: length, min: 1, name: some }
  - { judge: rubric, model: j, criterion: Clear., levels: [No., Yes.], requires: [some], canaries: [Nonsense.], repeats: 2 }
  - { judge: checklist, model: j, name: list, criteria: { short: It is short., kind: It is kind. } }
  - { judge: reference, model: j }
  - { judge: faithfulness, model: j, context: '{{input}}' }
  - { judge: classify, model: j, question: 'Is {{output}} fine?', choices: { fine: 1, bad: 0 } }
  - { judge: pairwise, panel: [{ model: j }, { model: k }], criterion: Better. }
  - judge: custom
    model: j
    prompt: Rate it.
    answer: { type: object, properties: { stars: { type: integer, minimum: 1, maximum: 5 } }, required: [stars] }
    score: stars
`;

  it('runs every kind of judge, and the report says who judged', async () => {
    await startOnMain(repository, SUITE.replace('\n  - check: exact', SCORERS.trimEnd()));
    await repository.write({ 'prompts/triage.md': 'New prompt. {{input}}\n' });
    provider.answer = (body) => {
      if (!JSON.stringify(body).includes('cannot_judge')) return `said to ${body.messages[0]?.content}`;
      const user = body.messages[1]?.content ?? '';
      if (user.startsWith('TASK')) return JSON.stringify({ reasoning: 'r', verdict: { stars: 4 } });
      const verdicts = verdictsIn(body);
      return judged(user.includes('Nonsense.') ? '0' : (verdicts[verdicts.includes('1') ? 1 : 0] ?? ''));
    };
    const result = await cli('compare');
    const report = reportSchema.parse(
      JSON.parse(await readFile(join(repository.path, '.prompt-ratchet/report.json'), 'utf8')),
    );
    const [measured] = report.suites;
    if (measured?.state !== 'touched') throw new Error(`${measured?.state}: ${result.stderr}`);
    const rows = measured.comparisons.map(({ scorer, head, gating, judge }) => [
      scorer,
      head,
      gating,
      judge?.length,
    ]);
    expect(rows).toEqual([
      ['some', 1, true, undefined],
      ['rubric', 1, true, 16],
      ['list/short', 1, true, 16],
      ['list/kind', 1, true, 16],
      ['reference', 1, true, 16],
      ['faithfulness', 1, true, 16],
      ['classify', 1, true, 16],
      ['pairwise', 0.5, false, 16],
      ['custom', 0.75, true, 16],
    ]);
    expect(measured.comparisons[7]).toMatchObject({ judgedBy: ['j', 'k'], positions: { consistent: 0 } });
    expect(result.exitCode).toBe(0);
  });

  it('lets a judge of pairs decide where a scorer cannot, and says so', async () => {
    const scorers = `
  - { judge: rubric, name: helpful, model: j, criterion: Helpful., levels: [No., Yes.] }
  - { judge: pairwise, name: better, model: j, criterion: Better., breaks-ties: helpful }`;
    const suite = SUITE.replace('\n  - check: exact', scorers).replace('max-drop: 0.25', 'max-drop: 0.05');
    await startOnMain(repository, suite);
    await repository.write({ 'prompts/triage.md': 'New prompt. {{input}}\n' });
    provider.answer = (body) => {
      if (!JSON.stringify(body).includes('cannot_judge')) return `${body.messages[0]?.content}`;
      const user = body.messages[1]?.content ?? '';
      // Every output helps; the one of the old prompt is better, in whatever order.
      return judged(!user.includes('Better.') ? '1' : user.indexOf('Old') < user.indexOf('New') ? '1' : '2');
    };
    const { exitCode, stdout } = await cli('compare');
    const report = reportSchema.parse(
      JSON.parse(await readFile(join(repository.path, '.prompt-ratchet/report.json'), 'utf8')),
    );
    const [measured] = report.suites;
    if (measured?.state !== 'touched') throw new Error(measured?.state);
    expect(measured.comparisons).toMatchObject([
      { scorer: 'helpful', delta: 0, verdict: 'regressed', brokenBy: 'better', alpha: 0.04 },
      { scorer: 'better', delta: -1, gating: false, breaksTies: 'helpful', alpha: 0.01 },
    ]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      'helpful of triage is undecided by itself, and better prefers the outputs of base by',
    );
    expect(stdout).toMatch(/helpful .*regressed \(by pairs\)/);
    expect(stdout).toMatch(/better .*regressed \(breaks ties\)/);
    const explained = await cli('explain');
    expect(explained.stdout).toContain('by itself undecided; the pairs of better decided: delta −1.00');
    expect(explained.stdout).toContain('decides in place of helpful where that is undecided');
  });

  it.each([
    ['ties of what is no scorer', 'breaks-ties: other', /no scorer of single outputs/],
    ['ties, and a severity', 'breaks-ties: exact, severity: warn', /a `severity` of its own/],
  ])('refuses %s', async (_name, part, message) => {
    await startOnMain(repository);
    const pairs = `  - check: exact\n  - { judge: pairwise, model: j, criterion: Better., ${part} }`;
    await repository.write({ 'evals/triage.yml': SUITE.replace('  - check: exact', pairs) });
    const { exitCode, stdout, stderr } = await cli('compare');
    expect(exitCode).not.toBe(0);
    expect(stdout + stderr).toMatch(message);
  });

  it.each([
    ['a required check that is none', 'requires: [other]', /requires "other"/],
    ['a judge without a model', 'model: null', /model/],
  ])('refuses %s', async (_name, part, message) => {
    await startOnMain(repository);
    const suite = (await readFile(join(repository.path, 'evals/triage.yml'), 'utf8')).replace(
      /scorers:[\s\S]*?(?=\n\w|$)/,
      `scorers:\n  - { judge: checklist, ${part.startsWith('model') ? '' : 'model: j, '}${part}, criteria: { a: B. } }`,
    );
    await repository.write({ 'evals/triage.yml': suite });
    const { exitCode, stdout, stderr } = await cli('compare');
    expect(exitCode).not.toBe(0);
    expect(stdout + stderr).toMatch(message);
  });
});
