import { expect, it } from 'vitest';
import { createGithubDouble } from '../support/github-double.ts';
import { createOpenaiDouble } from '../support/openai-double.ts';
import { createRepository } from '../support/repository.ts';
import { runAction } from '../support/runner.ts';
import { changePrompt, pullRequest, REPOSITORY, startOnMain, wrongWithNew } from './scenario.ts';

it('a case that broke is marked at its row, and the change at the lines of the prompt', async () => {
  await using repository = await createRepository();
  await using github = await createGithubDouble({ repository: REPOSITORY });
  await using provider = await createOpenaiDouble(wrongWithNew(12));
  const base = await startOnMain(repository);
  const head = await changePrompt(repository);
  const result = await runAction({
    cwd: repository.path,
    event: pullRequest(base, head),
    inputs: { 'github-token': 'ghs_0123456789abcdef' },
    githubDouble: github,
    openaiDouble: provider,
  });
  expect(result.exitCode).toBe(1);
  expect(github.state.annotations).toMatchObject([
    { path: 'prompts/triage.md', start_line: 1, end_line: 1, annotation_level: 'failure' },
    { path: 'evals/data/triage.jsonl', start_line: 12, end_line: 12, annotation_level: 'failure' },
  ]);
}, 60_000);
