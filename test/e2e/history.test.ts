import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { createGithubDouble } from '../support/github-double.ts';
import { createOpenaiDouble } from '../support/openai-double.ts';
import { createRepository } from '../support/repository.ts';
import { MODEL_KEY, runAction, runCli } from '../support/runner.ts';
import { changePrompt, PULL, pullRequest, REPOSITORY, startOnMain, wrongWithNew } from './scenario.ts';

it('keeps decisions on a branch of the clone or in a file, prints them and verifies them', async () => {
  await using repository = await createRepository();
  await using provider = await createOpenaiDouble(wrongWithNew(12));
  const cli = (...args: string[]) =>
    runCli(args, {
      cwd: repository.path,
      env: { OPENAI_BASE_URL: provider.baseUrl, OPENAI_API_KEY: MODEL_KEY },
    });
  await repository.write({ '.github/prompt-ratchet.yml': 'history: branch\n' });
  const base = await startOnMain(repository);
  const head = await changePrompt(repository);

  expect((await cli('history')).stdout).toContain('No decision is recorded.');
  expect((await cli('compare', '--history', 'nowhere')).exitCode).toBe(2);
  expect(provider.calls).toHaveLength(0);
  expect((await cli('compare', '--head', 'change')).exitCode).toBe(1);
  const kept = await cli('compare', '--head', 'change', '--history', 'branch');
  expect(kept.stderr).toMatch(/Appended to the history: [0-9a-f]{64}/);
  const reportAt = async (path: string) => JSON.parse(await readFile(resolve(repository.path, path), 'utf8'));
  expect((await reportAt('.prompt-ratchet/report.json')).history).toBeUndefined();
  await cli('compare', '--head', 'change', '--history', 'branch');
  expect(await repository.git('rev-parse', 'HEAD')).toBe(head);
  // The page draws the earlier decision and this one.
  const { history } = await reportAt('.prompt-ratchet/report.json');
  expect(history).toMatchObject({ faults: 0, trends: [{ suite: 'triage', scorer: 'exact' }] });
  expect(history.trends[0].points).toMatchObject([
    { outcome: 'fail', sha: head },
    { outcome: 'fail', sha: head, now: true },
  ]);
  expect(await readFile(join(repository.path, '.prompt-ratchet/report.html'), 'utf8')).toContain(
    '"history":{"faults":0',
  );

  // What base's settings name is read without being asked for, and not written: by a job without a token, too.
  await cli('compare', '--head', 'change');
  expect((await reportAt('.prompt-ratchet/report.json')).history.trends[0].points).toHaveLength(3);
  const tokenless = await runAction({
    cwd: repository.path,
    event: pullRequest(base, head),
    inputs: { 'github-token': '' },
    openaiDouble: provider,
  });
  expect(tokenless.exitCode).toBe(1);
  expect((await reportAt(tokenless.outputs['report-path'] ?? '')).history.trends[0].points).toHaveLength(3);

  const printed = await cli('history', 'triage');
  expect(printed.stdout).toContain('triage  2 measurements');
  expect(printed.stdout).toContain('fail');
  expect(printed.stdout).toContain('The chain of 2 entries holds.');
  expect(await cli('history', '--verify')).toMatchObject({ exitCode: 0 });
  const json = JSON.parse((await cli('history', '--json')).stdout);
  expect(json).toMatchObject({ version: 1, faults: [], entries: [{ head: { sha: head } }, {}] });
  const [suite] = json.entries[0].suites;
  expect(suite).toMatchObject({
    name: 'triage',
    model: { head: 'small-1' },
    parameters: { head: { temperature: 0 } },
  });
  const hashOf = (reason: string) =>
    suite.files.find(({ reasons }: { reasons: string[] }) => reasons.includes(reason));
  expect(hashOf('dataset').base).toBe(hashOf('dataset').head);
  expect(hashOf('prompt').base).not.toBe(hashOf('prompt').head);

  const file = join(repository.path, 'ledger.jsonl');
  await cli('compare', '--head', 'change', '--history', 'file:ledger.jsonl');
  expect(await cli('history', '--file', 'ledger.jsonl', '--verify')).toMatchObject({ exitCode: 0 });
  await writeFile(file, (await readFile(file, 'utf8')).replace('"outcome":"fail"', '"outcome":"pass"'));
  const broken = await cli('history', '--file', 'ledger.jsonl', '--verify');
  expect(broken.exitCode).toBe(1);
  expect(broken.stdout).toContain('ledger.jsonl line 1 was changed after it was written');
}, 60_000);

it('the action appends where base says so, says what is missing when it may not, and obeys `comment`', async () => {
  await using repository = await createRepository();
  await using github = await createGithubDouble({ repository: REPOSITORY });
  await using provider = await createOpenaiDouble(wrongWithNew(12));
  await repository.write({ '.github/prompt-ratchet.yml': 'comment: never\nhistory: branch\n' });
  const base = await startOnMain(repository);
  await repository.write({ '.github/prompt-ratchet.yml': 'comment: always\nhistory: off\n' });
  const head = await changePrompt(repository);
  const run = () =>
    runAction({
      cwd: repository.path,
      event: pullRequest(base, head),
      inputs: { 'github-token': 'ghs_0123456789abcdef' },
      githubDouble: github,
      openaiDouble: provider,
    });

  expect((await run()).exitCode).toBe(1);
  expect(github.state.comments).toEqual([]);
  expect(github.state.checkRuns).toHaveLength(1);
  const files = github.state.git.files('prompt-ratchet-history') ?? {};
  const text = Object.entries(files).find(([name]) => name.endsWith('.jsonl'))?.[1] ?? '';
  expect(JSON.parse(text)).toMatchObject({
    pullRequest: PULL,
    repository: REPOSITORY,
    head: { sha: head },
    decision: { outcome: 'fail' },
  });
  expect(text).not.toContain(MODEL_KEY);

  github.state.permissions.contents = 'read';
  const refused = await run();
  expect(refused.exitCode).toBe(1);
  // Reading takes no permission to write.
  const report = JSON.parse(await readFile(refused.outputs['report-path'] ?? '', 'utf8'));
  expect(report.history.trends[0].points).toMatchObject([
    { outcome: 'fail', pullRequest: PULL, sha: head },
    { outcome: 'fail', now: true },
  ]);
  expect(refused.stdout).toContain('does not let this token append the decision to the history');
  expect(refused.summary).toContain('contents: write');
}, 60_000);
