import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { printLine } from '../../src/adapters/store/line.ts';
import { reportSchema } from '../../src/core/report.ts';
import { type CacheDouble, createCacheDouble, READ_ONLY_SCOPE } from '../support/cache-double.ts';
import { createOpenaiDouble, type OpenaiDouble } from '../support/openai-double.ts';
import { createRepository, type Repository } from '../support/repository.ts';
import { type ActionOptions, type ActionResult, MODEL_KEY, runAction } from '../support/runner.ts';
import type { TriggeringEvent } from '../support/runner-files.ts';
import { changePrompt, pullRequest, REPOSITORY, readRequest, startOnMain, wrongWithNew } from './scenario.ts';

const PULL_SCOPE = 'refs/pull/7/merge';
const MAIN_SCOPE = 'refs/heads/main';

let repository: Repository;
let provider: OpenaiDouble;
let cache: CacheDouble;

beforeEach(async () => {
  [repository, provider, cache] = await Promise.all([
    createRepository(),
    createOpenaiDouble(wrongWithNew()),
    createCacheDouble(),
  ]);
});

afterEach(async () => {
  await Promise.all([repository, provider, cache].map((one) => one[Symbol.asyncDispose]()));
});

/** Runs the action as one job: with a temporary folder of its own, and what it asked of the model. */
async function job(
  event: TriggeringEvent,
  { env, ...rest }: Partial<ActionOptions> = {},
): Promise<{ result: ActionResult; asked: string[] }> {
  const before = provider.calls.length;
  const result = await runAction({
    cwd: repository.path,
    event,
    inputs: { 'github-token': '' },
    openaiDouble: provider,
    env: { ...cache.environment(PULL_SCOPE, MAIN_SCOPE), ...env },
    ...rest,
  });
  expect(result.refusedConnections).toEqual([]);
  const asked = provider.calls
    .slice(before)
    .flatMap(({ body }) => (body ? [readRequest(body).prompt] : []))
    .sort();
  return { result, asked };
}

const times = (prompt: string, count = 12) => Array.from({ length: count }, () => prompt);
const push = (before: string, after: string): TriggeringEvent => ({
  name: 'push',
  payload: { repository: { full_name: REPOSITORY, default_branch: 'main' }, before, after, ref: MAIN_SCOPE },
});
const withMain = ({ name, payload }: TriggeringEvent): TriggeringEvent => ({
  name,
  payload: { ...(payload as object), repository: { full_name: REPOSITORY, default_branch: 'main' } },
});
const warnings = ({ stdout }: ActionResult) =>
  stdout.split('\n').filter((line) => line.startsWith('::warning') && line.includes('nswers'));

describe('answers from job to job', () => {
  it('are not asked for twice, and the report says that they were reused', async () => {
    const base = await startOnMain(repository);
    const first = await job(pullRequest(base, await changePrompt(repository)));
    expect(first.asked).toEqual([...times('new'), ...times('old')]);
    expect(cache.entries.map(({ scope, isComplete }) => [scope, isComplete])).toEqual([[PULL_SCOPE, true]]);

    const next = await changePrompt(repository, 'Newer prompt. {{input}}\n');
    const second = await job(pullRequest(base, next));
    expect(second.asked).toEqual(times('newer'));
    const again = await job(pullRequest(base, next));
    expect(again.asked).toEqual([]);
    expect(reportSchema.parse(again.result.report).totals).toMatchObject({ reused: 24, targetCalls: 0 });
    // There was nothing new to be kept.
    expect(cache.entries).toHaveLength(2);
  });

  it('come from base in a pull request, which keeps only its own', async () => {
    const older = await startOnMain(repository);
    await repository.checkout('main');
    const base = await changePrompt(repository, 'Mid prompt. {{input}}\n');
    await job(push(older, base), { env: cache.environment(MAIN_SCOPE) });
    await repository.branch('feature');
    const { asked } = await job(withMain(pullRequest(base, await changePrompt(repository))));
    expect(asked).toEqual(times('new'));
    const [onMain, onPull] = cache.entries.map(({ bytes }) => linesIn(bytes));
    expect([onMain?.length, onPull?.length]).toEqual([24, 12]);
  });

  it('are kept when the gate fails, and when the job is cancelled', async () => {
    const base = await startOnMain(repository);
    const head = await changePrompt(repository);
    provider.answer = wrongWithNew(1, 2, 3, 4, 5, 6, 7, 8, 9);
    expect((await job(pullRequest(base, head))).result.exitCode).toBe(1);
    expect(cache.entries).toHaveLength(1);

    const next = await changePrompt(repository, 'Newer prompt. {{input}}\n');
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const start = provider.calls.length;
    provider.answer = async () => {
      if (provider.calls.length > start + 5) await held;
      return 'yes';
    };
    const inputs = { 'github-token': '', concurrency: '1' };
    const interrupt = provider.arrived(start + 6).then(() => 'SIGTERM' as const);
    const cancelled = await job(pullRequest(base, next), { inputs, interrupt });
    release();
    expect(cancelled.result.exitCode).toBe(2);
    const last = cache.entries.at(-1);
    expect(last?.isComplete).toBe(true);
    expect(linesIn(last?.bytes ?? Buffer.alloc(0)).length).toBeGreaterThan(
      linesIn(cache.entries[0]?.bytes ?? Buffer.alloc(0)).length,
    );
  });

  it('are not looked for where nothing is to be asked, and are off with the cache', async () => {
    const base = await startOnMain(repository);
    await repository.write({ 'README.md': 'Nothing of a suite.' });
    await job(pullRequest(base, await repository.commit('Write')));
    expect(cache.calls).toEqual([]);
    await job(pullRequest(base, await changePrompt(repository)), {
      inputs: { 'github-token': '', cache: 'off' },
    });
    expect(cache.calls).toEqual([]);
  });
});

describe('what nobody vouches for', () => {
  it('does not reach trusted runs: a fork neither reads nor writes, whatever lies in its scope', async () => {
    const base = await startOnMain(repository);
    const head = await changePrompt(repository);
    await job(pullRequest(base, head));
    cache.calls.length = 0;
    const { asked } = await job(pullRequest(base, head, { fork: true }));
    expect(asked).toEqual([...times('new'), ...times('old')]);
    expect(cache.calls).toEqual([]);
  });

  it('pull_request_target reads what base wrote and writes nothing', async () => {
    const older = await startOnMain(repository);
    await repository.checkout('main');
    const base = await changePrompt(repository, 'Mid prompt. {{input}}\n');
    await job(push(older, base), { env: cache.environment(MAIN_SCOPE) });
    await repository.branch('feature');
    const head = await changePrompt(repository);
    const { payload } = withMain(pullRequest(base, head, { fork: true }));
    const { asked } = await job(
      { name: 'pull_request_target', payload },
      { env: { ...cache.environment(MAIN_SCOPE), GITHUB_REF: MAIN_SCOPE } },
    );
    expect(asked).toEqual(times('new'));
    expect(cache.entries).toHaveLength(1);
  });

  it('does not write to the base branch in the name of a pull request that was merged', async () => {
    const base = await startOnMain(repository);
    const env = { ...cache.environment(MAIN_SCOPE), GITHUB_REF: MAIN_SCOPE };
    await job(pullRequest(base, await changePrompt(repository)), { env });
    expect(cache.entries).toEqual([]);
  });
});

describe('a cache that fails or lies', () => {
  async function filled(): Promise<TriggeringEvent> {
    const base = await startOnMain(repository);
    const event = pullRequest(base, await changePrompt(repository));
    await job(event);
    return event;
  }

  it('costs calls and one warning where an entry is broken', async () => {
    const event = await filled();
    const [entry] = cache.entries;
    if (entry) entry.bytes = entry.bytes.subarray(0, entry.bytes.length / 2);
    const { result, asked } = await job(event);
    expect(result.exitCode).toBe(0);
    expect(asked).toHaveLength(24);
    expect(warnings(result)).toHaveLength(1);
    expect(result.stdout).not.toContain('sig=secret');
  });

  it('gives no answer that is changed or no answer', async () => {
    const event = await filled();
    const [entry] = cache.entries;
    const lines = linesIn(entry?.bytes ?? Buffer.alloc(0)).map((line) => line.split(' '));
    const forged = lines.map(([key = '', at = '', sum = '', ...json], index) => {
      if (index % 2 === 0) return `${key} ${at} ${sum} ${json.join(' ').replace('yes', 'no')}\n`;
      return printLine({ key, at: Number(at), json: '{"text":["no"]}' });
    });
    if (entry) entry.bytes = gzipSync(forged.join(''));
    const { result, asked } = await job(event);
    expect(result.exitCode).toBe(0);
    expect(asked).toHaveLength(24);
    expect(warnings(result)).toEqual([]);
  });

  it('is no fault of the run where it is down', async () => {
    const base = await startOnMain(repository);
    cache.faults['*'] = 503;
    const { result } = await job(pullRequest(base, await changePrompt(repository)));
    expect(result.exitCode).toBe(0);
    expect(warnings(result)).toHaveLength(1);
  });

  it('is a line of the log where it is read-only', async () => {
    const base = await startOnMain(repository);
    const { result } = await job(pullRequest(base, await changePrompt(repository)), {
      env: cache.environment(READ_ONLY_SCOPE),
    });
    expect(result.exitCode).toBe(0);
    expect(warnings(result)).toEqual([]);
    expect(result.stdout).toMatch(/^Answers are not kept for another job: .*read-only/m);
  });

  it.each<[string, Record<string, string>]>([
    ['an emulator', { ACTIONS_RESULTS_URL: '', ACTIONS_RUNTIME_TOKEN: '' }],
    ['a workflow that forbids it', { ACTIONS_CACHE_MODE: 'none' }],
  ])('is not asked by %s', async (_where, env) => {
    const base = await startOnMain(repository);
    const { result } = await job(pullRequest(base, await changePrompt(repository)), { env });
    expect(result.exitCode).toBe(0);
    expect(cache.calls).toEqual([]);
    expect(warnings(result)).toEqual([]);
  });

  it('is told no key of a model, and the store no token', async () => {
    await filled();
    for (const { what, headers } of cache.calls) {
      expect(JSON.stringify(headers)).not.toContain(MODEL_KEY);
      if (what === 'PUT' || what === 'GET') expect(headers.authorization).toBeUndefined();
    }
  });
});

function linesIn(bytes: Buffer): string[] {
  return gunzipSync(bytes)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}
