import { describe, expect, it } from 'vitest';
import { suiteReport } from '../../src/core/assemble.ts';
import { compareSuites } from '../../src/core/change.ts';
import { compareAll } from '../../src/core/compare.ts';
import { confirmAll } from '../../src/core/confirm.ts';
import { decide } from '../../src/core/gate.ts';
import type { ModelReply } from '../../src/core/model.ts';
import { planSuite } from '../../src/core/plan.ts';
import { countCalls } from '../../src/core/plan-calls.ts';
import type { CaseReport, Decision } from '../../src/core/report.ts';
import type { Policy } from '../../src/core/suite.ts';
import type { Score, Variant } from '../../src/core/trial.ts';
import type { CallPurpose } from '../../src/ports.ts';
import { confirm } from '../../src/stages/confirm.ts';
import { evaluate } from '../../src/stages/evaluate.ts';
import { createLedger } from '../../src/stages/ledger.ts';
import { caseOf, EXACT, POLICY, promptOf, renderPrompt, suiteOf } from '../support/build.ts';

const REQUEST = { provider: 'openai', model: 'm', messages: [], parameters: {} };

/** Whether a trial passes, by case number, variant and trial index. `undefined`: the call fails. */
type World = (row: number, variant: Variant, trial: number) => boolean | undefined;

interface Outcome {
  decision: Decision;
  cases: CaseReport[];
  calls: CallPurpose[];
}

/** Runs a suite of `count` cases with one trial each through the stages, in a world where `passes` is the truth. */
async function run(
  count: number,
  passes: World,
  policy: Partial<Policy> = {},
  tags: string[] = [],
): Promise<Outcome> {
  const cases = Array.from({ length: count }, (_, index) =>
    caseOf(`c${index}`, { tags: index === 0 ? tags : [] }),
  );
  // An informational scorer stands by in every test: it must neither decide nor keep anything from being decided.
  const shown = { ...EXACT, name: 'shown', value: 'never', severity: 'info' as const };
  const base = suiteOf({ cases, scorers: [EXACT, shown], trials: 1, policy: { ...POLICY, ...policy } });
  const head = { ...base, target: { ...base.target, prompt: promptOf('New {{input}}') } };
  const render = renderPrompt;
  const plan = planSuite({ base, head, difference: compareSuites(base, head), render });
  const calls: CallPurpose[] = [];
  const ask = async (_request: unknown, purpose: CallPurpose): Promise<ModelReply> => {
    calls.push(purpose);
    const passed = passes(Number(purpose.case.slice(1)), purpose.variant, purpose.trial);
    return passed === undefined
      ? { ok: false, code: 'timeout', message: 'slow', attempts: 1 }
      : { ok: true, text: passed ? 'yes' : 'no', finish: 'stop', latencyMs: 1, replayed: false };
  };
  const ledger = createLedger({ trials: 0, priceOf: () => undefined, onProgress: () => undefined });
  const asking = { model: { ask }, ledger, concurrency: 4, signal: new AbortController().signal };
  const measured = await confirm(await evaluate([plan], asking), asking);
  expect(calls.length).toBeLessThanOrEqual(countCalls([plan]).target + countCalls([plan]).confirming);
  const report = suiteReport(
    measured[0] ?? { planned: plan, cases: [] },
    compareAll(measured, 's')[0] ?? [],
    confirmAll(measured, 's')[0] ?? new Map(),
    [],
  );
  const judged = [{ report, policy: plan.policy }];
  const decision = decide({ suites: [report], judged, untrustedReplay: false, problems: [] });
  return { decision, cases: report.cases, calls };
}

const codes = ({ decision }: Outcome) =>
  decision.reasons.filter(({ severity }) => severity === 'fail').map(({ code }) => code);

describe('one broken case among many', () => {
  it('is proven by fresh trials and blocks, though the mean hardly moved', async () => {
    const outcome = await run(40, (row, variant) => !(row === 7 && variant === 'head'));
    expect(outcome.decision.reasons[0]).toMatchObject({
      code: 'case-broken',
      severity: 'fail',
      cases: ['c7'],
    });
    expect(outcome.cases[7]).toMatchObject({
      outcome: 'broke',
      confirmation: { trials: 8, base: 1, head: 0, verdict: 'broke' },
    });
    // One in 12,870 ways to deal eight passes and eight failures to two sides.
    expect(outcome.cases[7]?.confirmation?.p).toBeCloseTo(1 / 12_870, 12);
    expect(outcome.calls).toHaveLength(80 + 16);
  });

  it('is not broken when only its first trial failed', async () => {
    const outcome = await run(40, (row, variant, trial) => !(row === 7 && variant === 'head' && trial === 0));
    expect(codes(outcome)).toEqual([]);
    expect(outcome.cases[7]).toMatchObject({
      outcome: 'flaky',
      confirmation: { verdict: 'flaky', base: 1, head: 1 },
    });
  });

  it('is not broken when it fails now and then on both sides', async () => {
    const outcome = await run(
      40,
      (row, variant, trial) => row !== 7 || (variant === 'base' ? trial % 2 === 0 : trial % 2 === 1),
    );
    expect(codes(outcome)).toEqual([]);
    expect(outcome.cases[7]?.outcome).toBe('flaky');
  });

  it('is not said to be broken, nor green, when its fresh trials failed', async () => {
    const outcome = await run(40, (row, variant, trial) =>
      trial > 0 ? undefined : !(row === 7 && variant === 'head'),
    );
    expect(codes(outcome)).toEqual(['unmeasured']);
    expect(outcome.cases[7]).toMatchObject({ outcome: 'broke', confirmation: { verdict: 'unmeasured' } });
  });

  it('is proven fixed in the same way', async () => {
    const outcome = await run(40, (row, variant) => !(row === 7 && variant === 'base'));
    expect(codes(outcome)).toEqual([]);
    expect(outcome.cases[7]).toMatchObject({ outcome: 'fixed', confirmation: { verdict: 'fixed' } });
  });
});

describe('confirming', () => {
  it('corrects for how many cases it looks at', async () => {
    // Six of eight fresh trials fail at head: p = .0035 alone, and .052 among fifteen.
    const often: World = (_row, variant, trial) => variant === 'base' || trial === 1 || trial === 2;
    const one = await run(40, (row, variant, trial) => row !== 0 || often(row, variant, trial));
    expect(one.cases[0]?.confirmation).toMatchObject({ verdict: 'broke', head: 0.25 });
    const many = await run(15, often);
    expect(many.cases[0]?.confirmation).toMatchObject({ verdict: 'flaky', head: 0.25 });
    expect(many.cases[0]?.confirmation?.pAdjusted).toBeCloseTo(15 * 0.003496503, 6);
  });

  it('is limited to fifteen cases, and must-pass cases beside them', async () => {
    const outcome = await run(
      40,
      (_row, variant) => variant === 'base',
      { mustPass: ['safety'], failFast: false },
      ['safety'],
    );
    expect(outcome.cases.filter((row) => row.confirmation)).toHaveLength(16);
    expect(outcome.cases[0]?.confirmation).toBeDefined();
    expect(codes(outcome)).toEqual(['must-pass', 'regressed', 'case-broken']);
  });

  it('asks only what decides: an informational scorer is not run on fresh trials', async () => {
    const outcome = await run(20, (row, variant) => !(row === 7 && variant === 'head'));
    const informational = { ...EXACT, name: 'shown', severity: 'info' as const };
    expect(outcome.calls).toHaveLength(40 + 16);
    const head = suiteOf({ scorers: [EXACT, informational] });
    const plan = planSuite({ head, render: () => ({ messages: [], missing: [] }) });
    expect(plan.scorers.map(({ gating }) => gating)).toEqual([true, false]);
    const scored: string[] = [];
    const ledger = createLedger({ trials: 0, priceOf: () => undefined, onProgress: () => undefined });
    const ask = async (): Promise<ModelReply> => ({
      ok: true,
      text: 'yes',
      finish: 'stop',
      latencyMs: 1,
      replayed: false,
    });
    const asking = { model: { ask }, ledger, concurrency: 1, signal: new AbortController().signal };
    const sides = { base: { ok: true, request: REQUEST }, head: { ok: true, request: REQUEST } } as const;
    const cases = [
      { ...plan.cases[0], case: caseOf('a'), origin: 'kept', mustPass: true, identical: false, sides },
    ] as const;
    const failing = {
      trial: { ok: true, output: 'no', finish: 'stop', latencyMs: 1, replayed: false },
      scores: new Map<string, Score>([['exact', { ok: true, value: 0, reason: '' }]]),
    } as const;
    const touched = { ...plan, state: 'touched', base: head, cases } as const;
    const [suite] = await confirm(
      [{ planned: touched, cases: [{ planned: cases[0], sides: { base: [failing], head: [failing] } }] }],
      asking,
    );
    for (const { scores } of suite?.cases[0]?.fresh?.sides.head ?? []) scored.push(...scores.keys());
    expect(new Set(scored)).toEqual(new Set(['exact']));
  });

  it('can be turned off; then a case blocks only by its must-pass tag', async () => {
    const outcome = await run(40, (row, variant) => !(row === 7 && variant === 'head'), { confirmTrials: 0 });
    expect(codes(outcome)).toEqual([]);
    expect(outcome.calls).toHaveLength(80);
    expect(outcome.cases[7]?.outcome).toBe('broke');
  });
});

describe('a case whose first trial gave no score', () => {
  /** Row 7 has no first score at head; `then` says what comes of its fresh trials. */
  const lostFirst =
    (then: World): World =>
    (row, variant, trial) => {
      if (row !== 7) return true;
      return trial === 0 ? (variant === 'base' ? true : undefined) : then(row, variant, trial);
    };

  it('is run again: losing it does not hide that it broke', async () => {
    const outcome = await run(
      60,
      lostFirst((_row, variant) => variant === 'base'),
    );
    expect(codes(outcome)).toEqual(['case-broken']);
    expect(outcome.cases[7]).toMatchObject({ outcome: 'broke', confirmation: { verdict: 'broke' } });
    const before = await run(60, (row, variant, trial) => {
      if (row !== 7) return true;
      return variant === 'head' ? false : trial === 0 ? undefined : true;
    });
    expect(codes(before)).toEqual(['case-broken']);
  });

  it('is acquitted by fresh trials that pass, and still said not to be measured', async () => {
    const outcome = await run(
      60,
      lostFirst(() => true),
    );
    expect(outcome.decision.outcome).toBe('pass');
    expect(outcome.cases[7]).toMatchObject({ outcome: 'unpaired', confirmation: { verdict: 'flaky' } });
  });

  it('is not measured when head never gives one and base does', async () => {
    const outcome = await run(
      60,
      lostFirst((_row, variant) => (variant === 'base' ? true : undefined)),
    );
    expect(codes(outcome)).toEqual(['unmeasured']);
  });

  it('only warns when it loses its scores as often at base', async () => {
    const outcome = await run(
      60,
      lostFirst((_row, _variant, trial) => (trial % 4 === 0 ? true : undefined)),
    );
    expect(outcome.cases[7]?.confirmation).toMatchObject({ verdict: 'flaky', open: true });
    expect(outcome.decision.reasons[0]).toMatchObject({
      code: 'unmeasured',
      severity: 'warn',
      cases: ['c7'],
    });
  });

  it('is not run again where too many are lost to compare', async () => {
    const outcome = await run(20, (row, variant, trial) =>
      row < 3 && variant === 'head' && trial === 0 ? undefined : true,
    );
    expect(outcome.calls).toHaveLength(40);
    expect(codes(outcome)).toEqual(['unmeasured']);
  });
});

describe('a must-pass case', () => {
  const policy = { mustPass: ['safety'] };

  it('is not cleared by fresh trials of which those that fail are lost', async () => {
    // Four of eight pass at head. Were the others known to fail, it would block.
    const halfLost =
      (lost: false | undefined): World =>
      (row, variant, trial) =>
        row !== 0 || variant === 'base' || (trial === 0 ? false : trial % 2 === 0 ? true : lost);
    expect(codes(await run(40, halfLost(false), policy, ['safety']))).toEqual(['must-pass']);
    expect(codes(await run(40, halfLost(undefined), policy, ['safety']))).toEqual(['unmeasured']);
  });

  it('does not block because one trial failed', async () => {
    const outcome = await run(
      40,
      (row, variant, trial) => !(row === 0 && variant === 'head' && trial === 0),
      policy,
      ['safety'],
    );
    expect(codes(outcome)).toEqual([]);
  });

  it('blocks when it mostly fails at head, proven different from base or not', async () => {
    const flakyAtBase: World = (row, variant, trial) =>
      row !== 0 || (variant === 'base' ? trial % 2 === 0 : trial % 4 === 3);
    expect(codes(await run(40, flakyAtBase, policy, ['safety']))).toEqual(['must-pass']);
  });

  it('blocks when it passes in no more than half of its fresh trials', async () => {
    const half: World = (row, variant, trial) => row !== 0 || variant === 'base' || trial % 2 === 1;
    const outcome = await run(40, half, policy, ['safety']);
    expect(outcome.cases[0]?.confirmation).toMatchObject({ head: 0.5 });
    expect(codes(outcome)).toEqual(['must-pass']);
  });

  it('warns when it failed before as it does now, and blocks where the policy says so', async () => {
    const outcome = await run(40, (row) => row !== 0, policy, ['safety']);
    expect(codes(outcome)).toEqual([]);
    expect(outcome.decision.reasons).toContainEqual({
      code: 'failing-before',
      severity: 'warn',
      kind: 'quality',
      suite: 'triage',
      cases: ['c0'],
    });
    const strict = { ...policy, onFailingBefore: 'fail' as const };
    expect(codes(await run(40, (row) => row !== 0, strict, ['safety']))).toEqual(['failing-before']);
    expect(outcome.cases[0]?.confirmation).toMatchObject({ verdict: 'fails', base: 0, head: 0 });
  });

  it('blocks when nobody knows how it was before', async () => {
    const world: World = (row, variant) => (row === 0 ? (variant === 'base' ? undefined : false) : true);
    expect(codes(await run(40, world, policy, ['safety']))).toContain('must-pass');
  });

  it('is not measured when its fresh trials failed and its first ones did not clear it', async () => {
    const outcome = await run(
      40,
      (row, variant, trial) => (trial > 0 ? undefined : !(row === 0 && variant === 'head')),
      policy,
      ['safety'],
    );
    expect(codes(outcome)).toEqual(['must-pass']);
  });
});
