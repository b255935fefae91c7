import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Report, reportSchema } from '../../src/core/report.ts';
import { VERSION } from '../../src/version.ts';
import { createOpenaiDouble, type OpenaiDouble } from '../support/openai-double.ts';
import { createRepository, type Repository } from '../support/repository.ts';
import { MODEL_KEY, type ProcessResult, runCli } from '../support/runner.ts';
import { changePrompt, readRequest, SUITE, startOnMain, wrongWithNew } from './scenario.ts';

let repository: Repository;
let provider: OpenaiDouble;

beforeEach(async () => {
  [repository, provider] = await Promise.all([createRepository(), createOpenaiDouble(wrongWithNew())]);
});

afterEach(async () => {
  await Promise.all([repository[Symbol.asyncDispose](), provider[Symbol.asyncDispose]()]);
});

const withKey = () => ({ OPENAI_BASE_URL: provider.baseUrl, OPENAI_API_KEY: MODEL_KEY });

async function cli(...args: string[]): Promise<ProcessResult> {
  const result = await runCli(args, { cwd: repository.path, env: withKey() });
  expect(result.refusedConnections).toEqual([]);
  return result;
}

async function report(): Promise<Report> {
  return reportSchema.parse(
    JSON.parse(await readFile(join(repository.path, '.prompt-ratchet/report.json'), 'utf8')),
  );
}

describe('compare', () => {
  it('judges the work tree with its uncommitted changes against the default branch', async () => {
    await startOnMain(repository);
    await repository.write({ 'prompts/triage.md': 'New prompt. {{input}}\n' });
    provider.answer = wrongWithNew(12);
    const result = await cli('compare');
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain('c12');
    const { base, head, decision } = await report();
    expect({ base: base.label, head }).toEqual({ base: 'main', head: { label: 'work tree' } });
    expect(decision.reasons[0]).toMatchObject({ code: 'must-pass' });
    expect(await repository.git('status', '--porcelain')).toContain(' M prompts/triage.md');
  });

  it('writes the report as a page and as JUnit XML beside it, or where flags say', async () => {
    await startOnMain(repository);
    await repository.write({ 'prompts/triage.md': 'New prompt. {{input}}\n' });
    provider.answer = wrongWithNew(12);
    const read = (path: string) => readFile(join(repository.path, path), 'utf8');
    const beside = await cli('compare');
    expect(beside.stderr).toContain('.prompt-ratchet/report.html');
    const page = await read('.prompt-ratchet/report.html');
    const data = /<script type="application\/json" id="data">(.*)<\/script>/.exec(page)?.[1];
    expect(reportSchema.parse(JSON.parse(data ?? ''))).toEqual(await report());
    expect(await read('.prompt-ratchet/report.junit.xml')).toContain('<failure type="must-pass"');
    await cli('compare', '--html', 'out/page.html', '--junit', 'out/tests.xml');
    expect(await read('out/page.html')).toMatch(/^<!doctype html>/);
    expect(await read('out/tests.xml')).toMatch(/^<\?xml/);
  });

  it('does without what only stands beside the report where that cannot be written, not where it was named', async () => {
    await startOnMain(repository);
    await repository.write({ 'prompts/triage.md': 'New prompt. {{input}}\n', 'r.html/in-the-way': '' });
    const beside = await cli('compare', '--report-path', 'r.json');
    expect(beside.exitCode).toBe(0);
    expect(beside.stderr).toMatch(/r\.html is not written/);
    const named = await cli('compare', '--html', 'r.html');
    expect(named.exitCode).toBe(2);
    expect(named.stderr).toContain('E_OUTPUT');
  });

  it('takes untracked suites and data in the work tree', async () => {
    await repository.write({ 'README.md': 'x\n' });
    await repository.commit('Start');
    await repository.write({
      'evals/triage.yml': SUITE,
      'evals/data/triage.jsonl': '{"id":"one","input":"message 1","expected":"yes"}\n',
      'prompts/triage.md': 'New prompt. {{input}}\n',
    });
    const result = await cli('compare');
    expect(result.exitCode).toBe(0);
    expect((await report()).suites).toMatchObject([{ state: 'new', cases: [{ id: 'one' }] }]);
  });

  it('compares two refs, and works from a folder of the repository', async () => {
    const base = await startOnMain(repository);
    const head = await changePrompt(repository);
    const result = await runCli(
      [
        'compare',
        '--base',
        base,
        '--head',
        head,
        '--config',
        '../evals/*.yml',
        '--report-path',
        '../out/report.json',
      ],
      { cwd: join(repository.path, 'prompts'), env: withKey() },
    );
    expect(result.exitCode).toBe(2);
    await repository.git('checkout', '--quiet', 'main');
    const inRoot = await cli('compare', '--base', base, '--head', head, '--markdown', 'comment.md');
    expect(inRoot.exitCode).toBe(0);
    expect(await readFile(join(repository.path, 'comment.md'), 'utf8')).toContain('triage');
    expect((await report()).head).toEqual({ label: head, sha: head });
  });

  it('takes a folder with a pattern in its name for what it is', async () => {
    await repository.write({
      'apps/[slug]/evals/a.yml':
        'target: { prompt: ../p.md, model: m }\ndataset: d.jsonl\nscorers: [{ check: exact }]\n',
      'apps/[slug]/evals/d.jsonl': '{"id":"one","input":"message 1","expected":"yes"}\n',
      'apps/[slug]/p.md': 'New prompt. {{input}}\n',
      'apps/s/evals/other.yml': 'nonsense: true\n',
    });
    await repository.commit('Apps');
    const result = await runCli(['compare'], { cwd: join(repository.path, 'apps/[slug]'), env: {} });
    expect(result.exitCode).toBe(0);
    const text = await readFile(join(repository.path, 'apps/[slug]/.prompt-ratchet/report.json'), 'utf8');
    expect(JSON.parse(text).suites).toMatchObject([{ path: 'apps/[slug]/evals/a.yml', state: 'untouched' }]);
  });

  it('warns of a base URL that sends keys in the open', async () => {
    await startOnMain(repository);
    const result = await runCli(['compare'], {
      cwd: repository.path,
      env: { OPENAI_BASE_URL: 'http://models.example/v1' },
    });
    expect(result.stderr).toContain('OPENAI_BASE_URL is plain http');
    expect((await cli('compare')).stderr).not.toContain('plain http');
  });

  it('records, and replays without a key and without a call', async () => {
    const base = await startOnMain(repository);
    await changePrompt(repository);
    const recorded = await cli('compare', '--base', base, '--record', 'evals/answers.jsonl');
    expect(recorded.exitCode).toBe(0);
    const first = await report();
    const calls = provider.calls.length;
    const replayed = await runCli(['compare', '--base', base, '--replay', 'evals/answers.jsonl'], {
      cwd: repository.path,
      env: {},
    });
    expect(replayed.exitCode).toBe(0);
    expect(provider.calls).toHaveLength(calls);
    const second = await report();
    expect(second.suites).toEqual(
      first.suites.map((suite) =>
        JSON.parse(JSON.stringify(suite).replaceAll('"replayed":false', '"replayed":true')),
      ),
    );
  });

  it('records on top of a recording only what that lacks', async () => {
    const base = await startOnMain(repository);
    await changePrompt(repository);
    const recording = ['--replay', 'evals/answers.jsonl', '--record', 'evals/answers.jsonl'];
    await cli('compare', '--base', base, '--record', 'evals/answers.jsonl');
    await changePrompt(repository, 'Newer prompt. {{input}}\n');
    provider.calls.length = 0;
    const result = await cli('compare', '--base', base, ...recording);
    expect(provider.calls.map(({ body }) => body && readRequest(body).prompt)).toEqual(
      Array(12).fill('newer'),
    );
    expect(result.exitCode).toBe(0);
    const text = await readFile(join(repository.path, 'evals/answers.jsonl'), 'utf8');
    expect(text.trimEnd().split('\n')).toHaveLength(1 + 24);
  });

  it('names the case that a recording lacks', async () => {
    const base = await startOnMain(repository);
    await changePrompt(repository);
    await cli('compare', '--base', base, '--record', 'evals/answers.jsonl');
    await changePrompt(repository, 'Newer prompt. {{input}}\n');
    const result = await cli('compare', '--base', base, '--replay', 'evals/answers.jsonl');
    expect(result.exitCode).toBe(2);
    // The screen breaks lines where it likes.
    const said = result.stdout.replaceAll(/\s+/g, ' ');
    expect(said).toContain('Not evaluated: the recording has no answer to 12 calls');
    expect(said).toContain('the first of them for case c1 of triage at head, trial 0');
    expect(result.stdout).toContain(
      `\nrecord what is missing: npx prompt-ratchet compare --base ${base} --replay 'evals/answers.jsonl' --record 'evals/answers.jsonl'\n`,
    );
    expect(said).toContain('12 cases lack a score');
    expect((await report()).decision.reasons).toEqual([
      { code: 'not-recorded', severity: 'fail', kind: 'unmeasured', actual: 12 },
      { code: 'replayed', severity: 'warn', kind: 'notice' },
    ]);
    const [suite] = (await report()).suites;
    const trial = suite?.state === 'touched' ? suite.cases[3]?.head?.trials[0] : undefined;
    expect(trial).toMatchObject({ ok: false, code: 'not-recorded' });
  });

  it('decides nothing where a single answer is missing, and says how to add it', async () => {
    const base = await startOnMain(repository);
    await changePrompt(repository);
    await cli('compare', '--base', base, '--record', 'evals/answers.jsonl');
    const path = join(repository.path, 'evals/answers.jsonl');
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    const lost = lines.findIndex((line) => line.includes('"case":"c7"') && line.includes('"variant":"head"'));
    await repository.write({ 'evals/answers.jsonl': `${lines.toSpliced(lost, 1).join('\n')}\n` });
    const replay = ['compare', '--base', base, '--replay', 'evals/answers.jsonl'];
    expect((await cli(...replay)).exitCode).toBe(2);
    expect((await report()).totals.notRecorded).toEqual({
      calls: 1,
      first: [{ suite: 'triage', case: 'c7', variant: 'head', trial: 0 }],
      recording: 'evals/answers.jsonl',
    });
    const comment = await cli(...replay, '--markdown', 'comment.md');
    expect(comment.exitCode).toBe(2);
    const text = await readFile(join(repository.path, 'comment.md'), 'utf8');
    const [, command = ''] =
      /Record what is missing:\*\*\n\n```sh\nnpx prompt-ratchet (.+)\n/.exec(text) ?? [];
    expect(command).toBe(
      `compare --base ${base} --replay 'evals/answers.jsonl' --record 'evals/answers.jsonl'`,
    );

    provider.calls.length = 0;
    await cli(...command.replaceAll("'", '').split(' '));
    expect(provider.calls.map(({ body }) => body && readRequest(body))).toEqual([
      { prompt: 'new', message: 7 },
    ]);
    expect((await cli(...replay)).exitCode).toBe(0);
  });

  it('writes what it has when it is interrupted', async () => {
    const base = await startOnMain(repository);
    const head = await changePrompt(repository);
    const never = new Promise<never>(() => {});
    provider.answer = (request) => (readRequest(request).message > 4 ? never : 'yes');
    const interrupt = provider.arrived(9).then(() => 'SIGTERM' as const);
    const result = await runCli(['compare', '--base', base, '--head', head], {
      cwd: repository.path,
      env: withKey(),
      interrupt,
    });
    expect(result.exitCode).toBe(2);
    const { decision, suites } = await report();
    expect(decision.reasons[0]).toMatchObject({ kind: 'unmeasured' });
    expect(JSON.stringify(suites)).toContain('"cancelled"');
  });
});

describe('the command line', () => {
  it.each([
    [['--version'], 0, `${VERSION}\n`],
    [['--help'], 0, 'Usage'],
    [['help'], 0, 'Usage'],
    [[], 2, 'Usage'],
  ])('%j', async (args, exitCode, text) => {
    const result = await cli(...args);
    expect(result.exitCode).toBe(exitCode);
    expect(result.stdout).toContain(text);
  });

  it.each([
    [['comapre'], 'Did you mean "compare"?'],
    [['compare', '--basse', 'main'], 'Did you mean'],
    [['compare', '--base'], '--base needs a value.'],
    [['compare', '--base', 'a', '--base', 'b'], '--base is given twice.'],
    [['compare', 'main'], '"main" is not understood here.'],
    [['compare', '--concurrency', 'many'], 'concurrency: expected a whole number.'],
    [['compare', '--base', 'no-such-branch'], 'E_UNKNOWN_REF'],
    [['compare', '--base', '--upload-pack=x'], 'E_'],
  ])('refuses %j with exit code 2', async (args, text) => {
    await startOnMain(repository);
    const result = await cli(...args);
    expect(result.exitCode).toBe(2);
    expect(result.stdout + result.stderr).toContain(text);
    expect(provider.calls).toEqual([]);
  });

  it('says so outside a repository', async () => {
    const { mkdtempDisposable } = await import('node:fs/promises');
    await using folder = await mkdtempDisposable('/tmp/prompt-ratchet-nowhere-');
    const result = await runCli(['compare'], { cwd: folder.path, env: {} });
    expect(result.exitCode).toBe(2);
    expect(result.stdout + result.stderr).toContain('E_NOT_A_REPOSITORY');
  });
});

describe('demo', () => {
  it('runs the whole line offline and without a key, and ends well whatever the gate says', async () => {
    const result = await runCli(['demo', '--out', 'out'], { cwd: repository.path, env: {} });
    expect(result.refusedConnections).toEqual([]);
    expect(result.exitCode).toBe(0);
    expect((await readdir(join(repository.path, 'out'))).sort()).toEqual([
      'comment.md',
      'report.html',
      'report.json',
      'report.junit.xml',
      'review.html',
    ]);
    const text = await readFile(join(repository.path, 'out/report.json'), 'utf8');
    expect(JSON.parse(text).source).not.toHaveProperty('scope');
    const { totals, decision, suites } = reportSchema.parse(JSON.parse(text));
    expect(totals).toMatchObject({ failedCalls: 0, costUsd: 0 });
    expect(totals.replayed).toBe(totals.targetCalls + totals.judgeCalls);
    expect(decision.reasons[0]).toMatchObject({ code: 'must-pass', severity: 'fail' });
    const outcomes = suites
      .flatMap((suite) => (suite.state === 'touched' ? suite.cases : []))
      .map((row) => row.outcome);
    expect(outcomes).toContain('broke');
    expect(outcomes).toContain('fixed');
    expect(result.stdout).toContain('exit code 1');
  });
});
