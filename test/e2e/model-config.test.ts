import { expect, it } from 'vitest';
import { createGithubDouble } from '../support/github-double.ts';
import { createOpenaiDouble } from '../support/openai-double.ts';
import { createRepository } from '../support/repository.ts';
import { runAction } from '../support/runner.ts';
import { pullRequest, REPOSITORY, SUITE, startOnMain, wrongWithNew } from './scenario.ts';

it('sees a model that is swapped in a shared TOML file, and nothing else of that file', async () => {
  await using repository = await createRepository();
  await using github = await createGithubDouble({ repository: REPOSITORY });
  await using provider = await createOpenaiDouble(wrongWithNew());
  const toml = (model: string, title: string) =>
    `title = "${title}"\n[llm]\nmodel = "${model}"\napi_key = "never-to-be-shown"\n`;
  await repository.write({ 'config/app.toml': toml('small-1', 'before') });
  const base = await startOnMain(
    repository,
    SUITE.replace('model: small-1', 'model: { from: ../config/app.toml, key: llm.model }'),
  );
  const run = async (head: string) =>
    runAction({
      cwd: repository.path,
      event: pullRequest(base, head),
      inputs: { 'github-token': 'ghs_0123456789abcdef' },
      githubDouble: github,
      openaiDouble: provider,
    });

  await repository.write({ 'config/app.toml': toml('small-1', 'after') });
  await run(await repository.commit('Rename the application'));
  expect(provider.calls).toEqual([]);

  await repository.write({ 'config/app.toml': toml('small-2', 'after') });
  await run(await repository.commit('Swap the model'));
  const comment = github.state.comments.map(({ body }) => body).join('\n');
  expect(comment).toContain('Changed: model `small-1` → `small-2`. 12 cases × 1 trial.');
  expect(comment).not.toContain('never-to-be-shown');
  expect(provider.calls.length).toBeGreaterThan(0);
});
