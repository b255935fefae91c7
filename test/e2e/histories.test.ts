import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Report, reportSchema } from '../../src/core/report.ts';
import { checkoutOf, commitEntry, fastImport } from '../support/git.ts';
import { createGithubDouble, type GithubDouble } from '../support/github-double.ts';
import { createOpenaiDouble, type OpenaiDouble } from '../support/openai-double.ts';
import { createRepository, type Repository } from '../support/repository.ts';
import { runAction } from '../support/runner.ts';
import type { TriggeringEvent } from '../support/runner-files.ts';
import {
  changePrompt,
  DATASET,
  pullRequest,
  REPOSITORY,
  SUITE,
  startOnMain,
  wrongWithNew,
} from './scenario.ts';

let origin: Repository;
let github: GithubDouble;
let provider: OpenaiDouble;

beforeEach(async () => {
  [origin, github, provider] = await Promise.all([
    createRepository(),
    createGithubDouble({ repository: REPOSITORY }),
    createOpenaiDouble(wrongWithNew()),
  ]);
});

afterEach(async () => {
  await Promise.all([origin, github, provider].map((one) => one[Symbol.asyncDispose]()));
});

const repository = { full_name: REPOSITORY, default_branch: 'main' };

/** Runs the action in a checkout of one commit, as `actions/checkout` leaves it, and gives the report. */
async function run(
  event: TriggeringEvent,
  ref: string,
  inputs: Readonly<Record<string, string>> = {},
): Promise<{ report: Report; stdout: string }> {
  const folder = await checkoutOf(origin, ref);
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const result = await runAction({
    cwd: folder.path,
    event,
    inputs: { 'github-token': 'ghs_0123456789abcdef', ...inputs },
    githubDouble: github,
    openaiDouble: provider,
  });
  expect(result.refusedConnections).toEqual([]);
  return { report: reportSchema.parse(result.report), stdout: result.stdout };
}

const states = ({ suites }: Report) => suites.map(({ state, name }) => `${name}: ${state}`);
const push = (before: string, after: string, branch = 'change'): TriggeringEvent => ({
  name: 'push',
  payload: { repository, before, after, ref: `refs/heads/${branch}` },
});

describe('in a checkout of one commit', () => {
  it.each(['opened', 'synchronize', 'reopened', 'ready_for_review'])(
    'a pull request that is %s is compared with where it left main',
    async (action) => {
      const base = await startOnMain(origin);
      const head = await changePrompt(origin);
      await origin.checkout('main');
      await origin.write({ 'prompts/triage.md': 'Main went elsewhere. {{input}}\n' });
      const tip = await origin.commit('Main moves on');
      const event = pullRequest(tip, head);
      const { report } = await run({ ...event, payload: { ...(event.payload as object), action } }, 'change');
      expect(report).toMatchObject({ base: { sha: base }, head: { sha: head } });
      expect(states(report)).toEqual(['triage: touched']);
    },
  );

  it('under pull_request_target, the head is fetched as data and never checked out', async () => {
    const base = await startOnMain(origin);
    const head = await changePrompt(origin);
    const event = { ...pullRequest(base, head, { fork: true }), name: 'pull_request_target' };
    const { report } = await run(event, 'main');
    expect(report).toMatchObject({ base: { sha: base }, head: { sha: head } });
    expect(states(report)).toEqual(['triage: touched']);
  });

  it('a push is compared with what stood there before', async () => {
    await startOnMain(origin);
    const before = await changePrompt(origin, 'Second prompt. {{input}}\n');
    const after = await changePrompt(origin, 'Third prompt. {{input}}\n');
    const { report } = await run(push(before, after), 'change');
    expect(report).toMatchObject({ base: { sha: before }, head: { sha: after } });
    expect(states(report)).toEqual(['triage: touched']);
  });

  it('a push of a new branch is compared with where it left the default branch', async () => {
    const base = await startOnMain(origin);
    const after = await changePrompt(origin);
    const { report } = await run(push('0'.repeat(40), after), 'change');
    expect(report).toMatchObject({ base: { sha: base, label: 'origin/main' } });
  });

  it('a force-push is compared with the commit that it replaced, and, when that is gone, with the default branch', async () => {
    const base = await startOnMain(origin);
    const replaced = await changePrompt(origin, 'Second prompt. {{input}}\n');
    await origin.git('reset', '--quiet', '--hard', base);
    const after = await changePrompt(origin);
    expect((await run(push(replaced, after), 'change')).report.base).toMatchObject({ sha: replaced });
    const { report, stdout } = await run(push('d'.repeat(40), after), 'change');
    expect(report.base).toMatchObject({ sha: base, label: 'origin/main' });
    expect(stdout).toContain('is gone, as after a force-push: origin/main is taken instead');
  });

  it('a merge queue is compared with its own base', async () => {
    const base = await startOnMain(origin);
    await changePrompt(origin);
    await origin.checkout('main');
    const head = await origin.merge('change');
    const group = {
      base_sha: base,
      base_ref: 'refs/heads/main',
      head_sha: head,
      head_ref: 'refs/heads/queue',
    };
    const { report } = await run(
      { name: 'merge_group', payload: { repository, merge_group: group } },
      'main',
    );
    expect(report).toMatchObject({ base: { sha: base }, head: { sha: head } });
    expect(states(report)).toEqual(['triage: touched']);
  });

  it.each(['workflow_dispatch', 'schedule'])(
    '%s on the default branch looks at the last commit',
    async (name) => {
      const before = await startOnMain(origin);
      const head = await changePrompt(origin);
      await origin.git('branch', '--force', 'main', 'change');
      const { report } = await run({ name, payload: { repository } }, 'main');
      expect(report).toMatchObject({ base: { sha: before }, head: { sha: head } });
      expect(states(report)).toEqual(['triage: touched']);
    },
  );

  it('a branch that merged main into itself is only held to what is its own', async () => {
    await startOnMain(origin);
    await origin.write({ 'docs/a.md': 'x' });
    await origin.commit('Something else');
    await origin.checkout('main');
    await origin.write({ 'prompts/triage.md': 'New on main. {{input}}\n' });
    const tip = await origin.commit('Another prompt on main');
    await origin.checkout('change');
    const head = await origin.merge('main');
    const { report } = await run(pullRequest(tip, head), 'change');
    expect(report).toMatchObject({ base: { sha: tip }, head: { sha: head } });
    expect(states(report)).toEqual(['triage: untouched']);
  });
});

describe('a repository of several parts', () => {
  it('has a comment and a check for each part that a step is about', async () => {
    const files = (folder: string) => ({
      [`${folder}/evals/triage.yml`]: SUITE,
      [`${folder}/evals/skipped.yml`]: 'not a suite',
      [`${folder}/evals/data/triage.jsonl`]: DATASET,
      [`${folder}/prompts/triage.md`]: 'Old prompt. {{input}}\n',
    });
    await origin.write({ ...files('services/a'), ...files('services/b') });
    const base = await origin.commit('Two services');
    await origin.branch('change');
    await origin.write({
      'services/a/prompts/triage.md': 'New prompt. {{input}}\n',
      'services/b/prompts/triage.md': 'New prompt. {{input}}\n',
    });
    const head = await origin.commit('Both prompts');
    const config = 'evals/*.yml, !evals/skipped.yml';
    for (const folder of ['services/a', 'services/b']) {
      const { report } = await run(pullRequest(base, head), 'change', {
        'working-directory': folder,
        config,
      });
      expect(report.suites).toMatchObject([{ state: 'touched', path: `${folder}/evals/triage.yml` }]);
      expect(report.source.scope).toBe(folder);
    }
    await run(pullRequest(base, head), 'change', { config: 'services/*/evals/t*.yml', scope: 'all of it' });
    expect(github.state.comments).toHaveLength(1);
    const parts = [...(github.state.comments[0]?.body ?? '').matchAll(/^<!-- part \w+ scope=(\S+)/gm)];
    expect(parts.map(([, scope]) => scope).sort()).toEqual(['all%20of%20it', 'services%2Fa', 'services%2Fb']);
    expect(github.state.comments[0]?.body).toContain('services/a');
    expect(new Set(github.state.checkRuns.map(({ name }) => name)).size).toBe(3);
  });
});

describe('what a prompt can turn into', () => {
  async function broken(head: string, base: string): Promise<string[]> {
    const { report } = await run(pullRequest(base, head), 'change');
    expect(report.decision.outcome).toBe('fail');
    return report.suites.flatMap((suite) =>
      suite.state === 'broken' ? suite.problems.map(({ code, message }) => `${code} ${message}`) : [],
    );
  }

  it('a link out of the repository is refused', async () => {
    const base = await startOnMain(origin);
    await origin.remove('prompts/triage.md');
    await symlink('../../../etc/passwd', join(origin.path, 'prompts/triage.md'));
    const head = await origin.commit('A link');
    expect(await broken(head, base)).toEqual(['E_PATH_OUTSIDE prompts/triage.md is a symbolic link.']);
  });

  it('a submodule on the way to it is refused', async () => {
    const base = await startOnMain(origin);
    await origin.git('rm', '--quiet', '-r', 'prompts');
    const head = await commitEntry(origin, '160000', 'c'.repeat(40), 'prompts');
    expect(await broken(head, base)).toEqual([
      'E_PATH_OUTSIDE prompts/triage.md leads through prompts, which is a submodule.',
    ]);
  });

  it('a binary file is no prompt', async () => {
    const base = await startOnMain(origin);
    await origin.write({ 'prompts/triage.md': Uint8Array.of(137, 80, 78, 71, 0, 1, 2) });
    const head = await origin.commit('A picture');
    expect(await broken(head, base)).toEqual([
      'E_FILE_NOT_TEXT prompts/triage.md is a binary file: it contains NUL bytes.',
    ]);
  });

  it('its one change is found among 10,000 changed files', async () => {
    const base = await startOnMain(origin);
    const files = Array.from(
      { length: 10_000 },
      (_, index) => `M 100644 :1 src/${index % 100}/${index}.ts\n`,
    );
    await fastImport(
      origin,
      `blob\nmark :1\ndata 1\nx\ncommit refs/heads/change\nmark :2\ncommitter A <a@example.com> 1800000000 +0000\ndata 4\nmany\nfrom ${base}\n${files.join('')}\n`,
    );
    const unrelated = await origin.git('rev-parse', 'change');
    const first = await run(pullRequest(base, unrelated), 'change');
    expect(states(first.report)).toEqual(['triage: untouched']);
    expect(first.report.decision.reasons).toMatchObject([{ code: 'nothing-touched' }]);
    await origin.git('reset', '--quiet', '--hard', 'change');
    const head = await changePrompt(origin);
    expect(states((await run(pullRequest(base, head), 'change')).report)).toEqual(['triage: touched']);
  });
});
