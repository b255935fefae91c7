import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Report, reportSchema } from '../../src/core/report.ts';
import { createOpenaiDouble, type OpenaiDouble } from '../support/openai-double.ts';
import { createRepository, type Repository } from '../support/repository.ts';
import { MODEL_KEY, type ProcessResult, runCli } from '../support/runner.ts';
import {
  changePrompt,
  isJudge,
  JUDGED_SUITE,
  readRequest,
  SUITE,
  startOnMain,
  wrongWithNew,
} from './scenario.ts';

/** Every token out costs a dollar, and a call may have five. */
const PRICED_SUITE = SUITE.replace(
  'parameters: { temperature: 0 }',
  'parameters: { temperature: 0, max_tokens: 5 }\n  price: { input: 0, output: 1000000 }',
);

let repository: Repository;
let caches: Repository;
let provider: OpenaiDouble;

beforeEach(async () => {
  [repository, caches, provider] = await Promise.all([
    createRepository(),
    createRepository(),
    createOpenaiDouble(wrongWithNew()),
  ]);
});

afterEach(async () => {
  await Promise.all([repository, caches, provider].map((one) => one[Symbol.asyncDispose]()));
});

async function compare(
  args: readonly string[] = [],
  more: { interrupt?: Promise<NodeJS.Signals> } = {},
): Promise<ProcessResult> {
  return runCli(['compare', ...args], {
    cwd: repository.path,
    env: { OPENAI_BASE_URL: provider.baseUrl, OPENAI_API_KEY: MODEL_KEY, XDG_CACHE_HOME: caches.path },
    ...more,
  });
}

async function report(): Promise<Report> {
  const text = await readFile(join(repository.path, '.prompt-ratchet/report.json'), 'utf8');
  return reportSchema.parse(JSON.parse(text));
}

/** What a report says about quality: without times and without who paid. */
async function findings(): Promise<unknown> {
  const { suites, decision } = await report();
  const timeless = JSON.stringify({ suites, decision }, (key, value) =>
    /^latency/.test(key) ? undefined : (value as unknown),
  );
  return JSON.parse(timeless);
}

describe('the cache', () => {
  it('makes a second run without requests that says how old its answers are', async () => {
    await startOnMain(repository);
    await changePrompt(repository);
    provider.answer = wrongWithNew(3, 12);
    await compare();
    const first = await findings();
    const calls = provider.calls.length;
    const second = await compare();
    expect(provider.calls).toHaveLength(calls);
    expect(await findings()).toEqual(first);
    const { totals } = await report();
    expect(totals).toMatchObject({ targetCalls: 0, reused: calls, inputTokens: 0 });
    const { base = 0, head = 0 } = totals.reusedOf ?? {};
    expect([base > 0, head > 0, base + head]).toEqual([true, true, calls]);
    expect(totals.oldestReused).toBeDefined();
    expect(second.stdout).toContain('reused');
  });

  it('asks nothing for base when only head has changed', async () => {
    await startOnMain(repository);
    await changePrompt(repository);
    await compare();
    await changePrompt(repository, 'Newer prompt. {{input}}\n');
    const before = provider.calls.length;
    await compare();
    const asked = provider.calls.slice(before).map(({ body }) => body && readRequest(body).prompt);
    expect(asked).toHaveLength(12);
    expect(new Set(asked)).toEqual(new Set(['newer']));
    expect((await report()).totals.reusedOf).toEqual({ base: 12, head: 0, judges: 0 });
  });

  it('confirms a suspicion of another head with new answers on both sides', async () => {
    await startOnMain(repository);
    provider.answer = (request) => (readRequest(request).prompt === 'old' ? 'yes' : 'no');
    await changePrompt(repository);
    await compare();
    await changePrompt(repository, 'Newer prompt. {{input}}\n');
    const before = provider.calls.length;
    await compare();
    const asked = provider.calls.slice(before).map(({ body }) => body && readRequest(body).prompt);
    expect(asked.filter((prompt) => prompt === 'old').length).toBeGreaterThan(0);
  });

  it('is no answer of a model that the provider has replaced: base is asked anew, too', async () => {
    await startOnMain(repository);
    await changePrompt(repository);
    const served = (model: string) => () => ({
      status: 200,
      body: {
        model,
        choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'yes' } }],
      },
    });
    provider.answer = served('small-1-2026-01');
    await compare();
    await changePrompt(repository, 'Newer prompt. {{input}}\n');
    provider.answer = served('small-1-2026-07');
    provider.calls.length = 0;
    const { stderr } = await compare();
    const asked = provider.calls.map(({ body }) => body && readRequest(body).prompt).sort();
    expect(asked).toEqual([...Array(12).fill('newer'), ...Array(12).fill('old')]);
    expect(stderr).toContain('openai/small-1 is served by another snapshot');
    const { totals, suites } = await report();
    expect(totals).toMatchObject({ targetCalls: 24, reused: 0 });
    expect(JSON.stringify(suites)).not.toContain('small-1-2026-01');
    await compare();
    expect(provider.calls).toHaveLength(24);
    expect((await report()).totals).toMatchObject({ targetCalls: 0, reused: 24 });
  });

  it('is not used where it is off', async () => {
    await startOnMain(repository);
    await changePrompt(repository);
    await compare(['--cache', 'off']);
    await compare(['--cache', 'off']);
    expect(provider.calls).toHaveLength(48);
  });
});

describe('a run that is killed', () => {
  it('goes on where it was, with nothing asked twice but what was under way', async () => {
    await startOnMain(repository, JUDGED_SUITE);
    await changePrompt(repository);
    let held: Promise<void> | undefined;
    provider.answer = async (request) => {
      if (provider.calls.length > 18) await held;
      return isJudge(request) ? 'unreadable' : 'yes';
    };
    await compare(['--cache', 'off']);
    const whole = await findings();
    provider.calls.length = 0;
    let release: () => void = () => {};
    held = new Promise((resolve) => {
      release = resolve;
    });
    const killed = await compare(['--concurrency', '2'], {
      interrupt: provider.arrived(19).then(() => 'SIGKILL'),
    });
    release();
    expect(killed.signal).toBe('SIGKILL');
    await compare();
    expect(await findings()).toEqual(whole);
    // 24 outputs; base and head say the same of each of 12 cases, so the judge is asked once for both, and once more
    // because nothing can be read from its answer.
    // Under way is what was asked, and what was answered and not yet written: two of each.
    expect(provider.calls.length).toBeLessThanOrEqual(48 + 4);
  });

  it('that is terminated reports what it has, and does not pass', async () => {
    await startOnMain(repository);
    await changePrompt(repository);
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    provider.answer = async () => {
      if (provider.calls.length > 10) await held;
      return 'yes';
    };
    const result = await compare(['--concurrency', '2'], {
      interrupt: provider.arrived(12).then(() => 'SIGTERM'),
    });
    release();
    expect(result.exitCode).toBe(2);
    const { decision, totals } = await report();
    expect(decision.reasons[0]).toMatchObject({ code: 'run-stopped', severity: 'fail', kind: 'unmeasured' });
    expect(totals).toMatchObject({ targetCalls: 10, stopped: { code: 'cancelled', calls: 14 } });
  });
});

describe('a budget', () => {
  it.each([
    ['max-calls=7', 7],
    // A call can use 20 tokens in at least and 16,384 out; the price makes the most of them count.
    ['max-cost=0.000001', 0],
  ])('of %s is never exceeded, and a run that meets it does not pass', async (budget, most) => {
    await startOnMain(repository);
    await changePrompt(repository);
    const result = await compare(['--budget', budget]);
    expect(result.exitCode).toBe(2);
    expect(provider.calls).toHaveLength(most);
    const { decision, totals } = await report();
    expect(decision.reasons[0]).toMatchObject({ code: 'run-stopped' });
    expect(totals.stopped).toMatchObject({ code: 'over-budget', calls: 24 - most });
    expect(result.stdout).toContain(budget);
  });

  it('counts with the price that the suite states, and its settings are flags of their own', async () => {
    await startOnMain(repository, PRICED_SUITE);
    await changePrompt(repository);
    const { stderr } = await compare(['--max-cost', '16', '--concurrency', '1']);
    expect(stderr).toMatch(/out, at most \$\d+\.00\./);
    const { decision, totals } = await report();
    expect(decision.reasons[0]).toMatchObject({ code: 'run-stopped' });
    expect(provider.calls).toHaveLength(totals.targetCalls);
    expect(totals.costUsd).toBe(totals.outputTokens);
    expect(totals.costUsd).toBeGreaterThan(16 - 5);
    expect(totals.costUsd).toBeLessThanOrEqual(16);
  });

  it('of minutes ends calls, and reports what was measured until then', async () => {
    await startOnMain(repository);
    await changePrompt(repository);
    const result = await compare(['--max-minutes', '0.000001']);
    expect(result.exitCode).toBe(2);
    expect(provider.calls).toHaveLength(0);
    expect((await report()).totals.stopped).toMatchObject({ code: 'over-budget', calls: 24 });
    expect(result.stdout).toContain('max-minutes');
  });

  it('that is given twice is refused', async () => {
    const result = await compare(['--budget', 'max-calls=3', '--max-calls', '4']);
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toContain('a setting is given twice');
  });

  it('is said before the first call, with what is not known', async () => {
    await startOnMain(repository);
    await changePrompt(repository);
    const { stderr } = await compare();
    expect(stderr).toMatch(/At most \d+ tokens in and \d+ out .*; the price of small-1 is unknown\./);
  });
});
