import { describe, expect, it } from 'vitest';
import { compareSuites } from '../../src/core/change.ts';
import type { ModelReply } from '../../src/core/model.ts';
import { type PlannedSuite, planSuite } from '../../src/core/plan.ts';
import type { CommandScorerSpec, JudgeSpec } from '../../src/core/suite.ts';
import type { CallPurpose, Commands, Model, Progress } from '../../src/ports.ts';
import { evaluate } from '../../src/stages/evaluate.ts';
import { createLedger } from '../../src/stages/ledger.ts';
import { caseOf, EXACT, PROMPT_TARGET, promptOf, renderPrompt, suiteOf } from '../support/build.ts';
import { createGate } from '../support/openai-double.ts';

const JUDGE: JudgeSpec = {
  kind: 'judge',
  judge: 'rubric',
  name: 'tone',
  threshold: 0.5,
  asks: { provider: 'openai', model: 'judge', parameters: {} },
  criterion: 'Polite.',
  levels: ['Rude.', 'Polite.'],
};

const COMMAND_SCORER: CommandScorerSpec = {
  kind: 'command',
  name: 'own',
  threshold: 0.5,
  command: { argv: ['score'], folder: '', env: [], timeoutMs: 1000, setupTimeoutMs: 1000 },
  answer: 'exit-code',
  watch: [],
  code: '',
};

function planOf(cases: number, scorers: PlannedSuite['head']['scorers'] = [EXACT]): PlannedSuite {
  const rows = Array.from({ length: cases }, (_, index) => caseOf(`c${index}`));
  const base = suiteOf({ cases: rows, scorers, trials: 2 });
  const head = { ...base, target: { ...PROMPT_TARGET, prompt: promptOf('New {{input}}') } };
  return planSuite({
    base,
    head,
    difference: compareSuites(base, head),
    render: renderPrompt,
  });
}

const answer = (text: string, rest: Partial<ModelReply> = {}): ModelReply =>
  ({
    ok: true,
    text,
    finish: 'stop',
    usage: { inputTokens: 10, outputTokens: 2 },
    latencyMs: 5,
    replayed: false,
    ...rest,
  }) as ModelReply;

function setUp(plans: PlannedSuite[], ask: Model['ask'], concurrency = 4, commands?: Commands) {
  const progress: Progress[] = [];
  const ledger = createLedger({
    trials: 8,
    priceOf: ({ price }, usage) => price && (usage.inputTokens * price.input) / 1e6,
    onProgress: (one) => progress.push(one),
  });
  const run = () =>
    evaluate(plans, { model: { ask }, commands, ledger, concurrency, signal: new AbortController().signal });
  return { run, ledger, progress };
}

describe('evaluate', () => {
  it('keeps twice as many trials open as calls may be under way, so that one which waits holds up no other', async () => {
    let underWay = 0;
    let most = 0;
    const gate = createGate();
    const { run } = setUp(
      [planOf(6)],
      async () => {
        underWay += 1;
        most = Math.max(most, underWay);
        if (underWay === 6) gate.open();
        await gate.opened;
        underWay -= 1;
        return answer('yes');
      },
      3,
    );
    await run();
    expect(most).toBe(6);
  });

  it('judges an output as soon as it is there, not when all are', async () => {
    const judged = createGate();
    const order: string[] = [];
    const { run } = setUp([planOf(2, [JUDGE])], async (_request, { scorer, case: id }: CallPurpose) => {
      order.push(`${scorer ?? 'target'} ${id}`);
      if (scorer) {
        judged.open();
        return answer('{"reasoning":"ok","verdict":"1"}');
      }
      // The second case's outputs wait until a judgement of the first one has begun.
      if (id === 'c1') await judged.opened;
      return answer('yes');
    });
    const [suite] = await run();
    expect(order.indexOf('tone c0')).toBeGreaterThan(0);
    expect(suite?.cases[1]?.sides.head?.[1]?.scores.get('tone')).toMatchObject({ ok: true, value: 1 });
  });

  it('begins with what takes longest, base still beside head, and with every case before any has its second trial', async () => {
    const rows = [
      caseOf('short', { expected: 'x' }),
      caseOf('long', { expected: 'x'.repeat(3_000) }),
      caseOf('middle', { expected: 'x'.repeat(1_000) }),
    ];
    const base = suiteOf({ cases: rows, scorers: [EXACT], trials: 2 });
    const head = { ...base, target: { ...PROMPT_TARGET, prompt: promptOf('New {{input}}') } };
    const plan = planSuite({
      base,
      head,
      difference: compareSuites(base, head),
      render: renderPrompt,
    });
    const order: string[] = [];
    const { run } = setUp(
      [plan],
      async (_request, { case: id, trial }) => {
        order.push(`${id} ${trial}`);
        return answer('yes');
      },
      1,
    );
    await run();
    const rounds = [0, 1].flatMap((trial) => ['long', 'middle', 'short'].map((id) => `${id} ${trial}`));
    expect(order).toEqual(rounds.flatMap((one) => [one, one]));
  });

  it('takes turns at going first, trial by trial', async () => {
    const order: string[] = [];
    const { run } = setUp(
      [planOf(2)],
      async (_request, { case: id, variant, trial }) => {
        order.push(`${id} ${trial} ${variant}`);
        return answer('yes');
      },
      1,
    );
    await run();
    expect(order).toEqual([
      'c0 0 base',
      'c0 0 head',
      'c1 0 head',
      'c1 0 base',
      'c0 1 head',
      'c0 1 base',
      'c1 1 base',
      'c1 1 head',
    ]);
  });

  it('counts calls, tokens and cost; what has no price is counted apart', async () => {
    const plan = planOf(2);
    const priced = {
      ...plan,
      head: { ...plan.head, target: { ...plan.head.target, price: { input: 1000, output: 0 } } },
    };
    const { run, ledger, progress } = setUp([priced], async () => answer('yes'));
    await run();
    expect(ledger.totals()).toMatchObject({
      targetCalls: 8,
      judgeCalls: 0,
      inputTokens: 80,
      outputTokens: 16,
      unpriced: 4,
    });
    expect(ledger.totals().costUsd).toBeCloseTo(0.04, 12);
    expect(progress.at(-1)).toMatchObject({ done: 8, total: 8, failed: 0 });
  });

  it('does not pay again for a replayed answer, and knows what it cost', async () => {
    const plan = planOf(2);
    const price = { input: 1000, output: 0 };
    const target = { ...plan.head.target, price };
    const priced = { ...plan, head: { ...plan.head, target }, base: { ...plan.head, target } };
    const { run, ledger } = setUp([priced], async () =>
      answer('yes', { replayed: true } as Partial<ModelReply>),
    );
    const [suite] = await run();
    expect(ledger.totals()).toMatchObject({ costUsd: 0, replayed: 8, unpriced: 0 });
    expect(suite?.cases[0]?.sides.head?.[0]?.trial).toMatchObject({ costUsd: 0.01 });
  });

  it('keeps a failure as data and goes on', async () => {
    const { run, ledger } = setUp([planOf(2)], async (_request, { case: id }) =>
      id === 'c0' ? { ok: false, code: 'timeout', message: 'slow', attempts: 4 } : answer('yes'),
    );
    const [suite] = await run();
    expect(suite?.cases[0]?.sides.base?.[0]).toMatchObject({
      trial: { ok: false, code: 'timeout' },
      scores: new Map(),
    });
    expect(suite?.cases[1]?.sides.base?.[0]?.trial.ok).toBe(true);
    expect(ledger.totals().failedCalls).toBe(4);
  });

  it('takes what was not made for neither failed nor done, so that progress stands where the run stopped', async () => {
    let asked = 0;
    const { run, ledger, progress } = setUp([planOf(2)], async () => {
      asked += 1;
      if (asked > 3)
        return { ok: false, code: 'over-budget', message: 'max-calls=3 is reached', attempts: 0 };
      return answer('yes');
    });
    await run();
    expect(progress.at(-1)).toMatchObject({ done: 3, total: 8, failed: 0 });
    expect(ledger.totals()).toMatchObject({ targetCalls: 3, failedCalls: 0, stopped: { calls: 5 } });
  });

  it('is a run that was stopped, also where only the command of a scorer was', async () => {
    const { run, ledger } = setUp([planOf(2, [COMMAND_SCORER])], async () => answer('yes'), 4, {
      trust: { trusted: true },
      answer: async () => ({ ok: false, code: 'command-failed', message: 'not asked for here' }),
      run: async () => ({ ok: false, code: 'cancelled', message: 'The run was stopped.' }),
    });
    const [suite] = await run();
    expect(suite?.cases[0]?.sides.head?.[0]?.scores.get('own')).toMatchObject({ code: 'command-failed' });
    expect(ledger.totals()).toMatchObject({ targetCalls: 8, stopped: { code: 'cancelled', calls: 0 } });
  });

  it('asks a judge again once, with what was wrong, and then gives up without a number', async () => {
    const rounds: number[] = [];
    const { run } = setUp([planOf(1, [JUDGE])], async (_request, { scorer, round }) => {
      if (!scorer) return answer('yes');
      rounds.push(round);
      return answer('9/10');
    });
    const [suite] = await run();
    // Two trials: base and head say the same in each, which is judged once.
    expect(rounds.filter((round) => round === 0)).toHaveLength(2);
    expect(rounds.filter((round) => round === 1)).toHaveLength(2);
    expect(suite?.cases[0]?.sides.head?.[0]?.scores.get('tone')).toMatchObject({
      ok: false,
      code: 'judge-unreadable',
    });
  });

  it('stops for a defect of its own, after what is under way has settled', async () => {
    const { run } = setUp([planOf(3)], async () => {
      throw new TypeError('defect');
    });
    await expect(run()).rejects.toThrow('defect');
  });
});
