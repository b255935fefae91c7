import { mkdtempDisposable, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Report, reportSchema } from '../../src/core/report.ts';
import { createGithubDouble, type GithubDouble } from '../support/github-double.ts';
import { createRepository, type Repository } from '../support/repository.ts';
import { type ActionOptions, type ActionResult, runAction, runCli } from '../support/runner.ts';
import type { TriggeringEvent } from '../support/runner-files.ts';
import { DATASET, pullRequest, REPOSITORY } from './scenario.ts';

const APP = (yes: string) => `
let text = '';
process.stdin.on('data', (chunk) => { text += chunk; });
process.stdin.on('end', () => {
  const { input } = JSON.parse(text);
  const number = Number(input.split(' ')[1]);
  process.stdout.write(${yes} ? 'yes' : 'no');
});`;
const SUITE = `target:
  command: node app.cjs
dataset: data/triage.jsonl
trials: 1
scorers:
  - check: exact
policy:
  max-drop: 0.25
  confirm-trials: 2
`;
const SCORED = SUITE.replace('  - check: exact', '  - command: node evals/score.cjs\n    name: own');
const SCORE = `let text = ''; process.stdin.on('data', (c) => text += c).on('end', () => {
  const { output, expected } = JSON.parse(text);
  console.log(JSON.stringify({ score: output === expected ? 1 : 0, reason: 'compared' }));
});`;

let repository: Repository;
let github: GithubDouble;
let temporary: Awaited<ReturnType<typeof mkdtempDisposable>>;

beforeEach(async () => {
  [repository, github, temporary] = await Promise.all([
    createRepository(),
    createGithubDouble({ repository: REPOSITORY }),
    mkdtempDisposable(join(tmpdir(), 'prompt-ratchet-tmp-')),
  ]);
});

afterEach(async () => {
  await Promise.all([repository, github, temporary].map((one) => one[Symbol.asyncDispose]()));
});

async function start(suite = SUITE): Promise<string> {
  await repository.write({
    'evals/triage.yml': suite,
    'evals/data/triage.jsonl': `${DATASET}\n`,
    'evals/score.cjs': SCORE,
    'app.cjs': APP('true'),
    'README.md': 'Hello.\n',
  });
  const base = await repository.commit('Add the suite');
  await repository.branch('change');
  return base;
}

async function change(files: Record<string, string>): Promise<string> {
  await repository.write(files);
  return repository.commit('Change');
}

const act = (event: TriggeringEvent, rest: Partial<ActionOptions> = {}): Promise<ActionResult> =>
  runAction({
    cwd: repository.path,
    event,
    githubDouble: github,
    ...rest,
    inputs: { 'github-token': 'ghs_0123456789abcdef', ...rest.inputs },
    env: { TMPDIR: temporary.path, ...rest.env },
  });

const reportOf = ({ report }: ActionResult): Report => reportSchema.parse(report);
const comment = () => github.state.comments.map(({ body }) => body).join('\n');
const leftovers = () => readdir(temporary.path);

describe('a target that is a command', () => {
  it('runs at base and head, blocks a regression, and leaves no trace', async () => {
    const base = await start();
    const head = await change({ 'app.cjs': APP('number > 5') });
    const before = await repository.git('worktree', 'list');
    const result = await act(pullRequest(base, head));

    expect(result.exitCode).toBe(1);
    expect(reportOf(result)).toMatchObject({
      decision: { outcome: 'fail' },
      suites: [
        {
          state: 'touched',
          command: { base: 'node app.cjs', head: 'node app.cjs' },
          changes: [{ kind: 'code', what: 'the repository' }],
        },
      ],
    });
    expect(comment()).toContain('code in');
    expect(await leftovers()).toEqual([]);
    expect(await repository.git('worktree', 'list')).toBe(before);
    expect(await repository.git('rev-parse', 'HEAD')).toBe(head);
  });

  it('is not touched by files outside of what it watches', async () => {
    const base = await start(SUITE.replace('node app.cjs', 'node app.cjs\n  watch: ["../*.cjs"]'));
    const head = await change({ 'README.md': 'Other.\n' });
    const result = await act(pullRequest(base, head));
    expect(reportOf(result).suites).toMatchObject([{ state: 'untouched' }]);
    const edited = await act(pullRequest(base, await change({ 'app.cjs': APP('true || 1') })));
    expect(reportOf(edited).suites).toMatchObject([{ state: 'touched' }]);
  });

  it('has no token and no key that its suite does not name', async () => {
    const base = await start(
      SUITE.replace('  command: node app.cjs', '  command: node app.cjs\n  env: [MY_FLAG]'),
    );
    const names = `JSON.stringify(Object.keys(process.env).sort())`;
    const head = await change({ 'app.cjs': `process.stdout.write(${names})` });
    const env = { MY_FLAG: 'x', OPENAI_API_KEY: 'sk-0123456789abcdef', GITHUB_TOKEN: 'ghs_abcdefabcdef' };
    const result = await act(pullRequest(base, head), { env });
    const text = JSON.stringify(reportOf(result));
    expect(text).toContain('MY_FLAG');
    for (const name of ['OPENAI_API_KEY', 'GITHUB_', 'INPUT_', 'RUNNER_', 'ACTIONS_']) {
      expect(text).not.toContain(name);
    }
  });

  const forked = (base: string, head: string) => pullRequest(base, head, { fork: true });
  const asTarget = (base: string, head: string): TriggeringEvent => ({
    ...pullRequest(base, head),
    name: 'pull_request_target',
  });
  it.each([
    ['a fork', forked, SUITE],
    ['pull_request_target', asTarget, SUITE],
    ['a fork, by a scorer', forked, SCORED],
  ])('is refused for %s, and says why', async (_what, event, suite) => {
    const base = await start(suite);
    const head = await change({
      'app.cjs': `require('node:fs').writeFileSync(${JSON.stringify(join(temporary.path, 'ran'))}, '')`,
    });
    const result = await act(event(base, head));
    expect(result.exitCode).toBe(2);
    expect(reportOf(result)).toMatchObject({
      decision: { outcome: 'fail', reasons: [{ code: 'suite-broken', kind: 'unmeasured' }] },
      suites: [{ state: 'broken', problems: [{ code: 'E_COMMAND_REFUSED' }] }],
    });
    expect(comment()).toContain('PROMPT_RATCHET_ALLOW_UNTRUSTED_COMMANDS');
    expect(await leftovers()).toEqual([]);
  });

  it('runs for a fork when the workflow says so', async () => {
    const base = await start();
    const head = await change({ 'app.cjs': APP('true || 1') });
    const result = await act(forked(base, head), {
      env: { PROMPT_RATCHET_ALLOW_UNTRUSTED_COMMANDS: 'true' },
    });
    expect(result.exitCode).toBe(0);
    expect(reportOf(result).suites).toMatchObject([{ state: 'touched' }]);
  });
});

describe('a scorer that is a command', () => {
  it("decides with base's code; head's is shown beside it", async () => {
    const base = await start(SCORED);
    const head = await change({
      'app.cjs': APP('number > 5'),
      'evals/score.cjs': `console.log('{"score": 1, "reason": "always"}')`,
    });
    const result = await act(pullRequest(base, head));
    expect(result.exitCode).toBe(1);
    const [suite] = reportOf(result).suites;
    expect(suite).toMatchObject({
      gateChanges: [{ kind: 'scorer', what: 'own' }],
      comparisons: [
        { scorer: 'own', kind: 'command', gating: true, verdict: 'regressed' },
        { scorer: 'own (head)', gating: false, head: 1 },
      ],
    });
  });

  it('that fails is an error, never a zero', async () => {
    const base = await start(SCORED.replace('node evals/score.cjs', 'node evals/none.cjs'));
    const head = await change({ 'app.cjs': APP('true || 1') });
    const result = await act(pullRequest(base, head));
    expect(result.exitCode).toBe(2);
    expect(JSON.stringify(reportOf(result))).toContain('"code":"command-failed"');
    expect(comment()).not.toContain('regressed');
  });
});

describe('on a command line', () => {
  it('compares the work tree as a copy, with what is not committed', async () => {
    await start();
    await repository.write({ 'app.cjs': APP('number > 5'), '.gitignore': 'ignored\n', ignored: 'x' });
    const objects = await repository.git('count-objects');
    const status = await repository.git('status', '--porcelain');
    const args = ['compare', '--base', 'main', '--report-path', join(temporary.path, 'out', 'report.json')];
    const env = { TMPDIR: temporary.path };
    const result = await runCli(args, { cwd: repository.path, env });
    expect(`${result.exitCode} ${result.stderr}`).toMatch(/^1 /);
    expect(await repository.git('count-objects')).toBe(objects);
    expect(await repository.git('status', '--porcelain')).toBe(status);
    expect(await leftovers()).toEqual(['out']);
  });

  it('is bound by the event inside a workflow', async () => {
    await start();
    await change({ 'app.cjs': APP('number > 5') });
    const env = { TMPDIR: temporary.path, GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'issue_comment' };
    const result = await runCli(['compare', '--base', 'main'], { cwd: repository.path, env });
    expect(result.exitCode).toBe(2);
    expect(result.stdout).toContain('E_COMMAND_REFUSED');
  });

  it('is held to the budget: it is ended when the time is over, and the run does not pass', async () => {
    await start();
    await change({ 'app.cjs': 'setInterval(() => 0, 1000);' });
    const args = ['compare', '--base', 'main'];
    const env = { TMPDIR: temporary.path };
    const ended = await runCli([...args, '--max-minutes', '0.01'], { cwd: repository.path, env });
    expect(ended.exitCode).toBe(2);
    expect(ended.stdout).toContain('the run stopped early with');
    expect(ended.stdout).toContain('max-minutes=0.01 is over');
    expect(await leftovers()).toEqual([]);

    await change({ 'app.cjs': APP('number > 0') });
    const counted = await runCli([...args, '--max-calls', '10'], { cwd: repository.path, env });
    expect(counted.exitCode).toBe(2);
    const text = await readFile(join(repository.path, '.prompt-ratchet/report.json'), 'utf8');
    const { totals, decision } = reportSchema.parse(JSON.parse(text));
    expect(totals).toMatchObject({ targetCalls: 10, stopped: { code: 'over-budget', calls: 14 } });
    expect(decision.reasons[0]).toMatchObject({ code: 'run-stopped', kind: 'unmeasured' });
    expect(counted.stderr).toContain('10 calls made. The run stopped early with 14 calls not made');
  });

  it('leaves nothing behind when it is interrupted', async () => {
    await start(SUITE.replace('node app.cjs', 'node app.cjs\n  env: [MARK]'));
    await using marks = await mkdtempDisposable(join(tmpdir(), 'prompt-ratchet-marks-'));
    await change({
      'app.cjs': `require('node:fs').writeFileSync(process.env.MARK + '/ran', ''); setInterval(() => 0, 1000);`,
    });
    const running = (async () => {
      const { watch } = process.getBuiltinModule('node:fs/promises');
      for await (const _event of watch(marks.path)) break;
      return 'SIGTERM' as const;
    })();
    const env = { TMPDIR: temporary.path, MARK: marks.path };
    const result = await runCli(['compare', '--base', 'main'], {
      cwd: repository.path,
      env,
      interrupt: running,
    });
    expect(result.exitCode).toBe(2);
    expect(await leftovers()).toEqual([]);
  });
});
