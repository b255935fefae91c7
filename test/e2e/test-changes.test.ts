import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Report, reportSchema } from '../../src/core/report.ts';
import { createGithubDouble, type GithubDouble } from '../support/github-double.ts';
import { createOpenaiDouble, type OpenaiDouble } from '../support/openai-double.ts';
import { createRepository, type Repository } from '../support/repository.ts';
import { runAction, runCli } from '../support/runner.ts';
import {
  changePrompt,
  DATASET,
  pullRequest,
  REPOSITORY,
  SUITE,
  startOnMain,
  wrongWithNew,
} from './scenario.ts';

/** Pull requests that change what they are measured by, or what the prompt is made of. */
let repository: Repository;
let github: GithubDouble;
let provider: OpenaiDouble;

beforeEach(async () => {
  [repository, github, provider] = await Promise.all([
    createRepository(),
    createGithubDouble({ repository: REPOSITORY }),
    createOpenaiDouble(wrongWithNew()),
  ]);
});

afterEach(async () => {
  await Promise.all([repository, github, provider].map((one) => one[Symbol.asyncDispose]()));
});

async function run(
  base: string,
  head: string,
): Promise<{ report: Report; exitCode: number | null; comment: string }> {
  const result = await runAction({
    cwd: repository.path,
    event: pullRequest(base, head),
    inputs: { 'github-token': 'ghs_0123456789abcdef' },
    githubDouble: github,
    openaiDouble: provider,
  });
  expect(result.refusedConnections).toEqual([]);
  const comment = github.state.comments.map(({ body }) => body).join('\n=====\n');
  return { report: reportSchema.parse(result.report), exitCode: result.exitCode, comment };
}

/** The first lines of a comment, without the marker. */
const top = (comment: string, lines = 8) =>
  comment
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('<!--'))
    .slice(0, lines)
    .join('\n');

describe('the gate', () => {
  it('is that of base where the pull request loosens it, and both are told in the first lines', async () => {
    const base = await startOnMain(repository);
    await repository.write({
      'evals/triage.yml': SUITE.replace('max-drop: 0.25', 'max-drop: 1\n  confirm-trials: 0').replace(
        'check: exact',
        'check: exact\n    threshold: 0',
      ),
    });
    const head = await changePrompt(repository);
    provider.answer = wrongWithNew(1, 2, 3, 4, 5);
    const { report, exitCode, comment } = await run(base, head);
    expect(exitCode).toBe(1);
    expect(report.decision).toMatchObject({ outcome: 'fail', reasons: [{ code: 'regressed' }, {}, {}] });
    expect(report.decision.headGate?.outcome).not.toBe('fail');
    expect(top(comment, 2)).toContain(
      'Base’s gate decides: **fail**. With this pull request’s own gate it would be **',
    );
    expect(comment).toContain('This pull request changes its own test.');
    // Only the threshold differs: the scores are base's, and nothing is asked twice.
    expect(report.suites[0]).toMatchObject({ comparisons: [{ scorer: 'exact' }] });
  });

  it('is not passed by deleting the case that fails', async () => {
    const base = await startOnMain(repository);
    await repository.write({ 'evals/data/triage.jsonl': `${DATASET.split('\n').slice(0, 11).join('\n')}\n` });
    const head = await changePrompt(repository);
    provider.answer = wrongWithNew(12);
    const { report, exitCode, comment } = await run(base, head);
    expect(exitCode).toBe(1);
    expect(report.decision.reasons[0]).toMatchObject({ code: 'must-pass', cases: ['c12'] });
    // Head's policy still asks for the tag, which none of its cases has any more.
    expect(report.decision.headGate).toMatchObject({
      outcome: 'warn',
      reasons: [{ code: 'must-pass-unused', tags: ['safety'] }, {}],
    });
    expect(top(comment)).toContain(
      'Base’s gate decides: **fail**. With this pull request’s own gate it would be **warn**.',
    );
    expect(comment).toContain('1 case removed: `c12`. It was run all the same and decides.');
    expect(comment).toMatch(
      /\*\*1 removed case,\*\* which base’s policy protects: it decides all the same:\n\n- `c12` ✗ broke/,
    );
  });

  it.each([
    ['editing what is expected', '"expected":"yes","tags":["safety"]', '"expected":"no","tags":["safety"]'],
    ['taking the tag away', ',"tags":["safety"]', ''],
    ['emptying the variables', '"input":"message 12"', '"input":"message 0"'],
    [
      'another id and another expectation',
      '"id":"c12","input":"message 12","expected":"yes"',
      '"id":"c13","input":"message 12","expected":"no"',
    ],
  ])('is not passed by %s', async (_title, from, to) => {
    const base = await startOnMain(repository);
    const edited = DATASET.replace(from, to);
    expect(edited).not.toBe(DATASET);
    await repository.write({ 'evals/data/triage.jsonl': `${edited}\n` });
    const head = await changePrompt(repository);
    provider.answer = wrongWithNew(12);
    const { report, exitCode } = await run(base, head);
    expect(exitCode).toBe(1);
    expect(report.decision.reasons[0]).toMatchObject({ code: 'must-pass' });
    expect(report.decision.reasons[0]?.cases?.[0]).toMatch(/^c12/);
  });

  it('is not passed by removing the suite while its prompt stays', async () => {
    const base = await startOnMain(repository);
    await repository.remove('evals/triage.yml');
    const head = await changePrompt(repository);
    const { report, exitCode, comment } = await run(base, head);
    expect(exitCode).toBe(1);
    expect(report.suites).toMatchObject([{ state: 'removed', severity: 'fail', promptRemains: true }]);
    expect(top(comment, 1)).toContain('this change removes the suite `triage`, and its prompt stays');
  });

  it('warns of a suite that goes with its prompt', async () => {
    const base = await startOnMain(repository);
    for (const path of ['evals/triage.yml', 'prompts/triage.md']) await repository.remove(path);
    const head = await repository.commit('Remove triage');
    const { report, exitCode } = await run(base, head);
    expect([exitCode, report.decision.outcome]).toEqual([0, 'warn']);
  });

  it('says plainly that it is adopted for the first time', async () => {
    await repository.write({ 'README.md': 'x\n' });
    const base = await repository.commit('Start');
    await repository.branch('adopt');
    await repository.write({
      'evals/triage.yml': SUITE,
      'evals/data/triage.jsonl': `${DATASET}\n`,
      'prompts/triage.md': 'Old prompt. {{input}}\n',
    });
    const head = await repository.commit('Adopt');
    const { report, comment } = await run(base, head);
    expect(report.decision).toMatchObject({ outcome: 'warn', reasons: [{ code: 'first-adoption' }] });
    expect(top(comment, 1)).toContain('this change brings the first suites');
  });
});

describe('what a prompt is made of', () => {
  const files = {
    'evals/triage.yml': SUITE.replace('triage.md', 'triage.j2'),
    'evals/data/triage.jsonl': `${DATASET}\n`,
    'prompts/triage.j2': '{% include "parts/word.j2" %} prompt. {{ input }}',
    'prompts/parts/word.j2': 'Old',
  };

  it('is touched through a file that it includes, and by nothing else', async () => {
    await repository.write(files);
    const base = await repository.commit('Add the suite');
    await repository.branch('change');
    await repository.write({ 'prompts/parts/word.j2': 'New' });
    const head = await repository.commit('Change the include');
    provider.answer = wrongWithNew(12);
    const { report, exitCode, comment } = await run(base, head);
    expect(exitCode).toBe(1);
    expect(comment).toContain('c12');
    expect(comment).toContain('included file `prompts/parts/word.j2` +1 −1 lines');
    const [suite] = report.suites;
    expect(suite && 'files' in suite && suite.files?.map(({ path, reasons }) => [path, ...reasons])).toEqual([
      ['evals/data/triage.jsonl', 'dataset'],
      ['evals/triage.yml', 'suite'],
      ['prompts/parts/word.j2', 'include'],
      ['prompts/triage.j2', 'prompt'],
    ]);
    await repository.checkout('main');
    await repository.branch('other');
    await repository.write({ 'prompts/parts/other.txt': 'x', 'src/app.ts': 'x' });
    const unrelated = await run(base, await repository.commit('Something else'));
    expect(unrelated.report.suites).toMatchObject([{ state: 'untouched' }]);
    expect(unrelated.report.uncovered).toEqual([{ path: 'prompts/parts/other.txt', status: 'added' }]);
  });

  it('is told when no suite tests it', async () => {
    const base = await startOnMain(repository);
    await repository.write({
      'prompts/summary.prompt.yml': 'messages: [{ role: user, content: "Sum up {{input}}" }]\n',
      'prompts/README.md': 'About prompts.\n',
      'prompts/data.json': '{"a":1}\n',
    });
    const head = await repository.commit('Add a prompt');
    const { report, exitCode, comment } = await run(base, head);
    expect([exitCode, report.decision.outcome]).toEqual([0, 'warn']);
    expect(top(comment, 1)).toContain('1 changed prompt is tested by no suite');
    expect(comment).toContain(
      '**1 changed prompt is tested by no suite:** `prompts/summary.prompt.yml` (added).',
    );
    expect(github.state.checkRuns.at(-1)).toMatchObject({
      output: { summary: expect.stringContaining('`prompts/summary.prompt.yml`') },
    });
    const found = await runCli(['discover', '--json'], { cwd: repository.path });
    expect(JSON.parse(found.stdout)).toEqual({
      version: 1,
      prompts: [
        { path: 'prompts/summary.prompt.yml', covered: false },
        { path: 'prompts/triage.md', covered: true },
      ],
      suites: [{ path: 'evals/triage.yml', ok: true }],
    });
    const plain = await runCli(['discover'], { cwd: repository.path });
    expect([plain.exitCode, plain.stdout]).toEqual([
      0,
      '1 prompt is tested by no suite (2 prompts, 1 suite):\n  prompts/summary.prompt.yml\n',
    ]);
  });
});
