import { describe, expect, it } from 'vitest';
import { compareSuites } from '../../src/core/change.ts';
import { compareAll } from '../../src/core/compare.ts';
import { planSuite } from '../../src/core/plan.ts';
import { countCalls } from '../../src/core/plan-calls.ts';
import type { Variant } from '../../src/core/trial.ts';
import type { CallPurpose } from '../../src/ports.ts';
import { evaluate } from '../../src/stages/evaluate.ts';
import { createLedger } from '../../src/stages/ledger.ts';
import { recheck } from '../../src/stages/recheck.ts';
import { caseOf, promptOf, renderPrompt, suiteOf } from '../support/build.ts';

/** Whether a trial passes, by case number, variant and trial index. */
type World = (row: number, variant: Variant, trial: number) => boolean;

async function run(count: number, trials: number, passes: World) {
  const base = suiteOf({ cases: Array.from({ length: count }, (_, index) => caseOf(`c${index}`)), trials });
  const head = { ...base, target: { ...base.target, prompt: promptOf('New {{input}}') } };
  const plan = planSuite({
    base,
    head,
    difference: compareSuites(base, head),
    render: renderPrompt,
  });
  const calls: CallPurpose[] = [];
  const ask = async (_request: unknown, purpose: CallPurpose) => {
    calls.push(purpose);
    const passed = passes(Number(purpose.case.slice(1)), purpose.variant, purpose.trial);
    return { ok: true, text: passed ? 'yes' : 'no', finish: 'stop', latencyMs: 1, replayed: false } as const;
  };
  const ledger = createLedger({ trials: 0, priceOf: () => undefined, onProgress: () => undefined });
  const asking = { model: { ask }, ledger, concurrency: 2, signal: new AbortController().signal };
  const first = await evaluate([plan], asking);
  const [suite] = await recheck(first, { ...asking, seed: 's' });
  expect(calls.length).toBeLessThanOrEqual(countCalls([plan]).target + countCalls([plan]).confirming);
  const verdictOf = (measured: typeof first) => compareAll(measured, 's')[0]?.[0]?.verdict;
  return { suite, calls, before: verdictOf(first), after: suite && verdictOf([suite]) };
}

const firstOnly: World = (row, variant, trial) => variant === 'base' || row >= 5 || trial > 1;

describe('an alarm', () => {
  it('is run once more, under new indices, and falls when it was noise', async () => {
    const { suite, calls, before, after } = await run(12, 2, firstOnly);
    expect({ before, rechecked: suite?.rechecked }).toEqual({ before: 'regressed', rechecked: true });
    expect(calls).toHaveLength(12 * 2 * 2 * 2);
    expect(new Set(calls.map(({ trial }) => trial))).toEqual(new Set([0, 1, 2, 3]));
    expect(suite?.cases[0]?.sides.head).toHaveLength(4);
    // Five cases at half their score: still five negative signs, and the drop is halved.
    expect(after).toBe('regressed');
    const noise = await run(12, 2, (row, variant, trial) =>
      trial < 2 ? firstOnly(row, variant, trial) : variant === 'head' || row >= 5,
    );
    expect({ before: noise.before, after: noise.after }).toEqual({
      before: 'regressed',
      after: 'inconclusive',
    });
  });

  it('stands when the second look says the same', async () => {
    const { before, after } = await run(12, 3, (row, variant) => variant === 'base' || row >= 5);
    expect({ before, after }).toEqual({ before: 'regressed', after: 'regressed' });
  });

  it('costs nothing where there is none', async () => {
    const { suite, calls } = await run(12, 3, () => true);
    expect(calls).toHaveLength(12 * 2 * 3);
    expect(suite?.rechecked).toBeUndefined();
  });

  it('of a single trial is taken as it is, but among fewer than eight pairs', async () => {
    const broken: World = (_row, variant) => variant === 'base';
    expect((await run(8, 1, broken)).calls).toHaveLength(8 * 2);
    expect((await run(7, 1, broken)).calls).toHaveLength(7 * 2 * 2);
  });

  it('of a single trial is run once more where its p is close to what the alarm allows', async () => {
    // Nine fall and three rise: p = (1 + 12 + 66 + 220/2) / 2^12 = .0461.
    const close: World = (row, variant) => (variant === 'base' ? row < 9 : row >= 9);
    const again = await run(12, 1, close);
    expect(again.calls).toHaveLength(12 * 2 * 2);
    expect(again).toMatchObject({ before: 'regressed', after: 'regressed' });
    const noise = await run(12, 1, (row, variant, trial) => trial > 0 || close(row, variant, trial));
    expect(noise).toMatchObject({ before: 'regressed', after: 'regressed' });
    const chance = await run(12, 1, (row, variant, trial) =>
      trial === 0 ? close(row, variant, trial) : !close(row, variant, trial),
    );
    expect(chance).toMatchObject({ before: 'regressed', after: 'inconclusive' });
    // Eight of ten: p = (1 + 10 + 45/2) / 2^10 = .0327.
    const clear = await run(10, 1, (row, variant) => (variant === 'base' ? row < 8 : row >= 8));
    expect(clear.calls).toHaveLength(10 * 2);
  });
});
