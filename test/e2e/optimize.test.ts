import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseDataset } from '../../src/core/dataset/dataset.ts';
import { frontierSchema, type OptimizeReport, optimizeReportSchema } from '../../src/core/optimize-report.ts';
import { splitCases } from '../../src/optimize/splits.ts';
import { type ChatRequest, createOpenaiDouble, type OpenaiDouble } from '../support/openai-double.ts';
import { createRepository, type Repository } from '../support/repository.ts';
import { MODEL_KEY, type ProcessResult, runCli } from '../support/runner.ts';
import { casesShown, model, PROMPT, RULE, startWithWeakPrompt } from './optimize-scenario.ts';

let repository: Repository;
let provider: OpenaiDouble;

beforeEach(async () => {
  [repository, provider] = await Promise.all([createRepository(), createOpenaiDouble(model())]);
  await startWithWeakPrompt(repository);
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

const read = (path: string) => readFile(join(repository.path, path), 'utf8');
const report = async (): Promise<OptimizeReport> =>
  optimizeReportSchema.parse(JSON.parse(await read('.prompt-ratchet/optimize.json')));
const requests = () => provider.calls.flatMap(({ body }) => (body ? [body as ChatRequest] : []));

async function testIndices(): Promise<number[]> {
  const path = 'evals/data/triage.jsonl';
  const { test } = splitCases(await parseDataset({ path, text: await read(path) }), 'triage');
  return test.map(({ id }) => Number(id.slice(1)));
}

describe('optimize', () => {
  it('proves a better prompt on cases it never saw, and changes nothing else in the file', async () => {
    const result = await cli('optimize', 'triage', '--max-calls', '900', '--no-demos', '--write');
    expect(result.stderr).toContain('Wrote');
    expect(result.stdout).toContain('better on cases that the search never saw');
    expect(result.exitCode).toBe(0);
    const found = await report();
    expect(found).toMatchObject({ outcome: 'improved', exploratory: false, suite: 'triage', looks: 1 });
    expect(found.used.calls).toBeLessThanOrEqual(900);
    expect(found.used.calls).toBe(provider.calls.length);
    const written = await read('prompts/triage.prompt.yml');
    expect(written).toBe(PROMPT.replace('Answer yes or no.\n', `Answer yes or no.\n      ${RULE}\n`));
    expect(found.files).toEqual([{ path: 'prompts/triage.prompt.yml', before: PROMPT, after: written }]);
  });

  it('shows the proposer no test case, however often it is asked', async () => {
    // What does not help is proposed again and again, on other cases each time.
    provider.answer = model('Think twice.');
    await cli('optimize', 'triage', '--max-calls', '900');
    const shown = casesShown(requests());
    expect(shown.size).toBeGreaterThan(0);
    expect((await testIndices()).filter((index) => shown.has(index))).toEqual([]);
    const { train } = (await report()).splits;
    expect(shown.size).toBeLessThanOrEqual(train);
  });

  it('says that no improvement is proven where there is none, and leaves the files alone', async () => {
    provider.answer = model('Think twice.');
    const result = await cli('optimize', 'triage', '--max-calls', '900', '--no-demos', '--write');
    expect(result.stdout).toContain('no improvement proven');
    expect(result.exitCode).toBe(1);
    expect((await report()).files).toEqual([]);
    expect(await read('prompts/triage.prompt.yml')).toBe(PROMPT);
  });

  it('goes on from what was answered before, and comes to the same', async () => {
    await cli('optimize', 'triage', '--max-calls', '900');
    const first = await report();
    const asked = provider.calls.length;
    await cli('optimize', 'triage', '--max-calls', '900');
    const second = await report();
    expect(provider.calls.length).toBeLessThan(2 * asked);
    expect(second).toMatchObject({
      looks: 2,
      lineage: first.lineage,
      files: first.files,
      used: { calls: first.used.calls },
    });
  });

  it('finds that a cheaper model does as well', async () => {
    await repository.write({
      // A few test cases can show no less than this margin.
      'evals/triage.yml': `${await read('evals/triage.yml')}policy:\n  max-drop: 0.2\n`,
      'prompts/triage.prompt.yml': PROMPT.replace('Answer yes or no.', RULE).replace('small-1', 'gpt-4o'),
    });
    const result = await cli(
      'optimize',
      'triage',
      '--objective',
      'cheapest',
      '--models',
      'gpt-4o-mini',
      '--max-calls',
      '900',
    );
    expect(result.exitCode).toBe(0);
    expect(await report()).toMatchObject({
      outcome: 'cheaper',
      changes: [{ kind: 'model', from: 'gpt-4o', to: 'gpt-4o-mini' }],
    });
    expect((await report()).files[0]?.after).toContain('model: gpt-4o-mini # the cheap one');
  });

  it('refuses a target that is a command', async () => {
    const suite = await read('evals/triage.yml');
    await repository.write({
      'evals/triage.yml': suite.replace(
        '  prompt: ../prompts/triage.prompt.yml',
        '  command: [node, app.js]',
      ),
      'evals/app.js': '',
    });
    const result = await cli('optimize', 'triage');
    expect(result.stderr).toContain('is a command');
    expect(result.exitCode).toBe(2);
  });

  it.each([
    [['optimize'], 'needs the name of a suite'],
    [['optimize', 'tirage'], 'Did you mean "triage"?'],
    [['optimize', 'triage', '--max-calls', '20'], 'calls are too few'],
    [['optimize', 'triage', '--max-calls', 'many'], '--max-calls'],
    [['optimize', 'triage', '--objective', 'budget'], 'needs --max-cost-per-case'],
    [['compare', '--models', 'a,b'], 'needs --suite'],
  ])('%j is refused before any call', async (args, message) => {
    const result = await cli(...args);
    expect(result.stderr).toContain(message);
    expect(result.exitCode).toBe(2);
    expect(provider.calls).toEqual([]);
  });
});

describe('compare --models', () => {
  it("shows today's prompt under each model", async () => {
    provider.answer = (request) => (request.model === 'large-1' ? 'yes' : model()(request));
    const result = await cli(
      'compare',
      '--models',
      'large-1,small-1',
      '--suite',
      'triage',
      '--markdown',
      'models.md',
    );
    expect(result.exitCode).toBe(0);
    const frontier = frontierSchema.parse(JSON.parse(await read('.prompt-ratchet/models.json')));
    expect(frontier.points.map(({ name, quality, cases }) => [name, quality, cases])).toEqual([
      ['small-1', 20 / 60, 60],
      ['large-1', 1, 60],
    ]);
    expect(frontier.points[1]?.interval?.[0]).toBeGreaterThan(0.4);
    expect(result.stdout).toContain('large-1');
    expect(await read('models.md')).toContain('`large-1`');
    expect(result.stderr).toContain('models.html');
    expect(await read('.prompt-ratchet/models.html')).toContain('"suite":"triage"');
    expect(provider.calls).toHaveLength(120);
  });
});
