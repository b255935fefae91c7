import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseDataset } from '../../src/core/dataset/dataset.ts';
import { splitCases } from '../../src/optimize/splits.ts';
import { createGithubDouble, type GithubDouble } from '../support/github-double.ts';
import { type ChatRequest, createOpenaiDouble, type OpenaiDouble } from '../support/openai-double.ts';
import { createRepository, type Repository } from '../support/repository.ts';
import { type ActionResult, runAction } from '../support/runner.ts';
import { casesShown, DATASET, model, PROMPT, RULE, startWithWeakPrompt } from './optimize-scenario.ts';
import { REPOSITORY } from './scenario.ts';

const BRANCH = 'prompt-ratchet/optimize-triage';
const CHANGED = PROMPT.replace('Answer yes or no.\n', `Answer yes or no.\n      ${RULE}\n`);

let repository: Repository;
let github: GithubDouble;
let provider: OpenaiDouble;
let sha: string;

beforeEach(async () => {
  [repository, github, provider] = await Promise.all([
    createRepository(),
    createGithubDouble({ repository: REPOSITORY }),
    createOpenaiDouble(model()),
  ]);
  sha = await startWithWeakPrompt(repository, 'optimize:\n  max-calls: 900\n  demos: false\n');
  github.state.git.keep(sha);
});

afterEach(async () => {
  await Promise.all([repository, github, provider].map((one) => one[Symbol.asyncDispose]()));
});

async function run(): Promise<ActionResult> {
  const result = await runAction({
    cwd: repository.path,
    event: {
      name: 'workflow_dispatch',
      payload: { ref: 'refs/heads/main', repository: { full_name: REPOSITORY } },
    },
    inputs: { 'github-token': 'ghs_0123456789abcdef', mode: 'optimize' },
    githubDouble: github,
    openaiDouble: provider,
  });
  expect(result.refusedConnections).toEqual([]);
  return result;
}

const proposed = () => github.state.proposals.proposed;
const tip = () => github.state.git.refs.get(`heads/${BRANCH}`);

describe('mode: optimize', () => {
  it('opens one pull request with the changed file, and a second run updates it', async () => {
    const first = await run();
    expect(first.stdout + first.stderr).toContain('Opened pull request 41');
    expect(first.exitCode).toBe(0);
    expect(proposed()).toHaveLength(1);
    const [pull] = proposed();
    expect(pull).toMatchObject({ head: BRANCH, base: 'main', draft: false, state: 'open' });
    expect(github.state.git.filesOf(BRANCH)).toEqual({ 'prompts/triage.prompt.yml': CHANGED });
    expect(github.state.git.commits.get(tip() ?? '')?.parents).toEqual([sha]);
    for (const part of [
      'better on cases',
      'Frontier',
      `+      ${RULE}`,
      'Validation',
      'Test:',
      'improved',
      '900 calls',
      'Lineage',
    ]) {
      expect(pull?.body).toContain(part);
    }
    expect(first.summary).toContain('better on cases');
    expect(await repository.git('status', '--porcelain', '--untracked-files=no')).toBe('');

    const before = tip();
    const second = await run();
    expect(second.exitCode).toBe(0);
    expect(proposed()).toHaveLength(1);
    expect(tip()).not.toBe(before);
    expect(proposed()[0]?.body).toContain('Look 2 at this test split');
  });

  it('shows no test case to the proposer', async () => {
    provider.answer = model('Think twice.');
    await run();
    const requests = provider.calls.flatMap(({ body }) => (body ? [body as ChatRequest] : []));
    const shown = casesShown(requests);
    const { test } = splitCases(await parseDataset({ path: 'triage.jsonl', text: DATASET }), 'triage');
    expect(shown.size).toBeGreaterThan(0);
    expect(test.map(({ id }) => Number(id.slice(1))).filter((index) => shown.has(index))).toEqual([]);
  });

  it('opens none where no improvement is proven', async () => {
    provider.answer = model('Think twice.');
    const result = await run();
    expect(result.exitCode).toBe(0);
    expect(result.summary).toContain('no improvement proven');
    expect(proposed()).toEqual([]);
    expect(github.state.git.refs.size).toBe(0);
  });

  it('leaves a branch alone that somebody else has pushed to', async () => {
    github.state.git.keep('b'.repeat(40));
    github.state.git.refs.set(`heads/${BRANCH}`, 'b'.repeat(40));
    const result = await run();
    expect(result.exitCode).toBe(2);
    expect(result.stdout).toContain('Somebody else has pushed');
    expect(tip()).toBe('b'.repeat(40));
    expect(proposed()).toEqual([]);
    expect(result.summary).toContain('better on cases');
  });

  it('says which permissions it lacks', async () => {
    github.state.permissions.contents = 'read';
    const result = await run();
    expect(result.exitCode).toBe(2);
    expect(result.stdout).toContain('contents: write');
  });
});
