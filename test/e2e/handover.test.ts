import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Report, reportSchema } from '../../src/core/report.ts';
import { createGithubDouble, type GithubDouble } from '../support/github-double.ts';
import { createOpenaiDouble, type OpenaiDouble } from '../support/openai-double.ts';
import { createRepository, type Repository } from '../support/repository.ts';
import { type ActionOptions, type ActionResult, runAction } from '../support/runner.ts';
import { changePrompt, PULL, pullRequest, REPOSITORY, startOnMain, wrongWithNew } from './scenario.ts';

let repository: Repository;
let github: GithubDouble;
let provider: OpenaiDouble;

beforeEach(async () => {
  [repository, github, provider] = await Promise.all([
    createRepository(),
    createGithubDouble({ repository: REPOSITORY }),
    createOpenaiDouble(wrongWithNew(12)),
  ]);
});

afterEach(async () => {
  await Promise.all([repository, github, provider].map((one) => one[Symbol.asyncDispose]()));
});

const path = () => join(repository.path, '.prompt-ratchet/report.json');
const check = () => github.state.checkRuns.at(-1);
const comments = () => github.state.comments.map(({ issue, body }) => ({ issue, body }));

/** The job with the keys: measures, and has no token to write with. */
async function measured(options: { fork?: boolean } = {}): Promise<{ base: string; head: string }> {
  const base = await startOnMain(repository);
  const head = await changePrompt(repository);
  const result = await runAction({
    cwd: repository.path,
    event: pullRequest(base, head, options),
    inputs: { 'github-token': '' },
    githubDouble: github,
    openaiDouble: provider,
  });
  expect(result.exitCode).toBe(1);
  expect(github.requests).toEqual([]);
  return { base, head };
}

async function forge(change: (report: Report) => void): Promise<void> {
  const report = reportSchema.parse(JSON.parse(await readFile(path(), 'utf8')));
  change(report);
  await writeFile(path(), JSON.stringify(report));
}

/** Where the API says that a pull request stands. */
function pullAt(number: number, sha: string, full_name = REPOSITORY): void {
  github.state.pulls.set(number, { number, state: 'open', head: { sha, repo: { full_name } } });
}

const workflowRun = (head: string, full_name = REPOSITORY): ActionOptions['event'] => ({
  name: 'workflow_run',
  payload: {
    action: 'completed',
    repository: { full_name: REPOSITORY },
    workflow_run: { id: 1001, run_attempt: 1, head_sha: head, head_repository: { full_name } },
  },
});

/** The job with the token: publishes, and can reach no model. */
async function publish(
  event: ActionOptions['event'],
  env: Record<string, string> = { GITHUB_RUN_ID: '2002' },
): Promise<ActionResult> {
  const result = await runAction({
    cwd: repository.path,
    event,
    env,
    inputs: { mode: 'publish', 'github-token': 'ghs_0123456789abcdef' },
    githubDouble: github,
  });
  expect(result.refusedConnections).toEqual([]);
  return result;
}

describe('two jobs', () => {
  it('of one workflow: the second one posts what the first one measured, and has its exit code', async () => {
    const { base, head } = await measured();
    const result = await publish(pullRequest(base, head), {});
    expect(result.exitCode).toBe(1);
    expect(result.outputs).toMatchObject({ decision: 'fail', 'report-path': path() });
    expect(comments()).toMatchObject([{ issue: PULL, body: expect.stringContaining('c12') }]);
    expect(check()).toMatchObject({ head_sha: head, conclusion: 'failure' });
    expect(result.summary).toContain('c12');
  });

  it('of two workflows: the check goes to the commit that was measured, and links to the run that did', async () => {
    const { head } = await measured();
    pullAt(PULL, head);
    const result = await publish(workflowRun(head));
    expect(result.exitCode).toBe(0);
    expect(comments()).toMatchObject([{ issue: PULL }]);
    expect(check()).toMatchObject({
      head_sha: head,
      conclusion: 'failure',
      details_url: `https://github.com/${REPOSITORY}/actions/runs/1001`,
    });
  });

  it('publish nothing of another commit, and say that nothing was measured', async () => {
    const { base, head } = await measured();
    await forge((report) => {
      report.head = { label: base, sha: base };
    });
    pullAt(PULL, head);
    expect((await publish(workflowRun(head))).exitCode).toBe(0);
    expect(check()).toMatchObject({ head_sha: head, conclusion: 'action_required' });
    expect(check()?.output.summary).toContain('another commit');
  });

  it('leave other pull requests alone, also the same one a push later', async () => {
    const { base, head } = await measured();
    await forge((report) => {
      report.source.pullRequest = 8;
    });
    pullAt(8, base);
    expect((await publish(workflowRun(head))).stdout).toContain('Pull request #8 is not');
    expect(comments()).toEqual([]);
    expect(check()).toMatchObject({ head_sha: head });
  });

  it('say so when the first one left no report, or none that can be read', async () => {
    const { head } = await measured();
    await writeFile(path(), '{"version": 1}');
    await publish(workflowRun(head));
    expect(check()).toMatchObject({ head_sha: head, conclusion: 'action_required' });
    expect(comments()).toEqual([]);
  });

  it('take no word for an acceptance: it is looked up again', async () => {
    const { base, head } = await measured();
    const at = '2026-01-02T00:00:00Z';
    const override = {
      by: 'ada',
      reason: 'The old answer was wrong.',
      commit: head,
      at,
      url: 'https://x.test/1',
    };
    await forge((report) => {
      report.decision = {
        outcome: 'warn',
        reasons: [{ code: 'overridden', severity: 'warn', kind: 'notice' }],
        override,
      };
    });
    expect((await publish(pullRequest(base, head), {})).exitCode).toBe(2);
    expect(check()).toMatchObject({ conclusion: 'action_required' });
    github.state.roles.set('ada', 'write');
    github.state.addComment({
      login: 'ada',
      issue: PULL,
      body: `/ratchet accept ${head} The old answer was wrong.`,
    });
    expect((await publish(pullRequest(base, head), {})).exitCode).toBe(0);
    expect(check()).toMatchObject({ conclusion: 'neutral' });
  });
});

describe('a fork', () => {
  it('whose run says that all is well gets a warning, and is told to be unverified', async () => {
    const { head } = await measured({ fork: true });
    await forge((report) => {
      report.decision = {
        outcome: 'pass',
        reasons: [{ code: 'unchanged', severity: 'info', kind: 'quality' }],
      };
      report.settings = { comment: 'always', history: { branch: 'main' } };
    });
    pullAt(PULL, head, 'someone/prompts');
    await publish(workflowRun(head, 'someone/prompts'));
    expect(check()).toMatchObject({ head_sha: head, conclusion: 'neutral' });
    expect(comments()).toMatchObject([{ body: expect.stringContaining('comes from a run of a fork') }]);
    expect(github.requests.filter(({ path: asked }) => asked.includes('/git/'))).toEqual([]);
  });
});
