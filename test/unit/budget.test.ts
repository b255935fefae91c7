import { describe, expect, it } from 'vitest';
import { createBudget } from '../../src/adapters/budget/budget.ts';
import type { CommandReply, CommandSpec } from '../../src/core/command.ts';
import type { ModelReply, ModelRequest } from '../../src/core/model.ts';
import type { CommandCall } from '../../src/core/request.ts';
import type { Budget } from '../../src/core/settings.ts';
import type { CallPurpose, Commands } from '../../src/ports.ts';

const COMMAND: CommandSpec = { argv: ['app'], folder: '', env: [], timeoutMs: 1000, setupTimeoutMs: 1000 };
const CALL: CommandCall = {
  target: {
    kind: 'command',
    command: COMMAND,
    mode: 'once',
    answer: 'json',
    processes: 1,
    parallel: 1,
    watch: [],
    code: '',
  },
  vars: {},
};
const REQUEST: ModelRequest = {
  provider: 'acme',
  model: 'small-1',
  messages: [{ role: 'user', content: 'Hello?' }],
  parameters: { max_tokens: 1 },
};
const PURPOSE: CallPurpose = { suite: 's', case: 'c', variant: 'head', trial: 0, round: 0 };

const answered: CommandReply = { ok: true, output: 'yes', latencyMs: 1 };

function setUp(limits: Budget, answer: Commands['answer'] = async () => answered) {
  const clock = { now: 0, monotonic: () => clock.now };
  const made = { asked: 0, answered: 0, run: 0 };
  const budget = createBudget({
    limits,
    // A dollar for every token out.
    priceOf: ({ price, model }, usage) =>
      price || model === 'small-1' ? usage.outputTokens * (price?.output ?? 1) : undefined,
    clock,
  });
  const model = budget.model({
    async ask(): Promise<ModelReply> {
      made.asked += 1;
      const usage = { inputTokens: 1, outputTokens: 1 };
      return { ok: true, text: 'yes', finish: 'stop', usage, latencyMs: 1, replayed: false };
    },
  });
  const commands = budget.commands({
    trust: { trusted: true },
    async answer(...asked) {
      made.answered += 1;
      return answer(...asked);
    },
    async run() {
      made.run += 1;
      return { ok: true, exitCode: 0, stdout: '', stderr: '', latencyMs: 1 };
    },
  });
  const { signal } = new AbortController();
  const codeOf = (reply: { ok: boolean; code?: string }) => (reply.ok ? 'ok' : reply.code);
  return {
    clock,
    made,
    ask: async () => codeOf(await model.ask(REQUEST, PURPOSE, signal)),
    answer: async (more: { price?: { input: number; output: number }; signal?: AbortSignal } = {}) =>
      codeOf(await commands.answer(CALL, { variant: 'head', signal, ...more })),
    answerWhole: () => commands.answer(CALL, { variant: 'head', signal }),
    run: async () => codeOf(await commands.run(COMMAND, '', { variant: 'head', signal })),
  };
}

describe('the budget of a run', () => {
  it("counts questions to models and runs of targets' commands as one number of calls", async () => {
    const { ask, answer, run, made } = setUp({ maxCalls: 3 });
    expect([await ask(), await answer(), await ask(), await answer(), await ask()]).toEqual([
      'ok',
      'ok',
      'ok',
      'over-budget',
      'over-budget',
    ]);
    // What was paid for is scored all the same.
    expect(await run()).toBe('ok');
    expect(made).toEqual({ asked: 2, answered: 1, run: 1 });
  });

  it('begins nothing once its minutes are over, no command either', async () => {
    const { ask, answer, answerWhole, run, clock, made } = setUp({ maxMinutes: 2 });
    clock.now = 119_999;
    expect([await ask(), await answer(), await run()]).toEqual(['ok', 'ok', 'ok']);
    clock.now = 120_000;
    expect([await ask(), await answer(), await run()]).toEqual(Array(3).fill('over-budget'));
    expect(await answerWhole()).toMatchObject({ message: 'max-minutes=2 is over' });
    expect(made).toEqual({ asked: 1, answered: 1, run: 1 });
  });

  /** Answers only when it is told to stop. */
  const hanging: Commands['answer'] = (_call, { signal }) =>
    new Promise((resolve) => {
      const stop = () => resolve({ ok: false, code: 'cancelled', message: 'The run was stopped.' });
      signal.addEventListener('abort', stop);
      if (signal.aborted) stop();
    });

  it('ends a command that is under way when its minutes are over', async () => {
    const { answer } = setUp({ maxMinutes: 0.000001 }, hanging);
    expect(await answer()).toBe('over-budget');
  });

  it('says of a command that was ended with the run that the run was stopped', async () => {
    const controller = new AbortController();
    const { answer } = setUp({ maxMinutes: 60 }, hanging);
    const reply = answer({ signal: controller.signal });
    controller.abort();
    expect(await reply).toBe('cancelled');
  });

  it('counts what a command says it cost, or what its tokens cost by the price of the suite', async () => {
    const stated = setUp({ maxCostUsd: 5 }, async () => ({ ...answered, costUsd: 3 }));
    expect([await stated.answer(), await stated.answer(), await stated.answer(), await stated.ask()]).toEqual(
      ['ok', 'ok', 'over-budget', 'over-budget'],
    );
    const usage = { inputTokens: 0, outputTokens: 2 };
    const priced = setUp({ maxCostUsd: 5 }, async () => ({ ...answered, usage }));
    const price = { input: 0, output: 2 };
    expect([await priced.answer({ price }), await priced.ask(), await priced.ask()]).toEqual([
      'ok',
      'ok',
      'over-budget',
    ]);
  });

  it('takes a command that says nothing of its cost for one that costs nothing', async () => {
    const { answer } = setUp({ maxCostUsd: 0.1 });
    expect([await answer(), await answer()]).toEqual(['ok', 'ok']);
  });
});
