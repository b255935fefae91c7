import { describe, expect, it } from 'vitest';
import { suiteReport } from '../../src/core/assemble.ts';
import { compareSuites } from '../../src/core/change.ts';
import { compareAll } from '../../src/core/compare.ts';
import { evidenceOf, watchesOf } from '../../src/core/fail-fast.ts';
import { decide } from '../../src/core/gate.ts';
import type { MeasuredSuite } from '../../src/core/measurement.ts';
import { planSuite } from '../../src/core/plan.ts';
import type { Policy, ScorerSpec, Suite } from '../../src/core/suite.ts';
import { suspectsOf } from '../../src/core/suspects.ts';
import type { Variant } from '../../src/core/trial.ts';
import type { CallPurpose } from '../../src/ports.ts';
import { explainReport } from '../../src/render/explain.ts';
import { evaluate } from '../../src/stages/evaluate.ts';
import { createLedger } from '../../src/stages/ledger.ts';
import { recheck } from '../../src/stages/recheck.ts';
import { regressionStop } from '../../src/stats/e-process.ts';
import { caseOf, EXACT, POLICY, PROMPT_TARGET, promptOf, renderPrompt, suiteOf } from '../support/build.ts';
import { createGate } from '../support/openai-double.ts';
import { sampleReport } from '../support/sample-report.ts';

/** Whether a trial passes; `undefined`: the call fails. */
type World = (row: number, variant: Variant) => boolean | undefined;

interface Setting {
  count: number;
  trials?: number;
  policy?: Partial<Policy>;
  cluster?: (row: number) => string | undefined;
  scorers?: ScorerSpec[];
  concurrency?: number;
  /** The first call is answered when sixty others are under way or done. */
  backwards?: boolean;
}

async function run(passes: World, setting: Setting) {
  const { count, trials = 1, policy = {}, cluster, scorers = [EXACT], concurrency = 1 } = setting;
  const cases = Array.from({ length: count }, (_, row) => {
    const name = cluster?.(row);
    return caseOf(`c${row}`, name === undefined ? {} : { cluster: name });
  });
  const base: Suite = suiteOf({ cases, scorers, trials, policy: { ...POLICY, ...policy } });
  const head = { ...base, target: { ...PROMPT_TARGET, prompt: promptOf('New {{input}}') } };
  const plan = planSuite({
    base,
    head,
    difference: compareSuites(base, head),
    render: renderPrompt,
  });
  const calls: CallPurpose[] = [];
  const first = createGate();
  const ask = async (_request: unknown, purpose: CallPurpose) => {
    calls.push(purpose);
    if (setting.backwards && calls.length === 60) first.open();
    if (setting.backwards && calls.length === 1) await first.opened;
    const passed = passes(Number(purpose.case.slice(1)), purpose.variant);
    return passed === undefined
      ? ({ ok: false, code: 'timeout', message: 'slow', attempts: 1 } as const)
      : ({
          ok: true,
          text: passed ? 'yes' : 'no',
          finish: 'stop',
          latencyMs: 1,
          replayed: false,
        } as const);
  };
  const progress: { done: number; total: number }[] = [];
  const ledger = createLedger({
    trials: count * trials * 2,
    priceOf: () => undefined,
    onProgress: (one) => progress.push(one),
  });
  const asking = { model: { ask }, ledger, concurrency, signal: new AbortController().signal, seed: 's/' };
  const measured = await recheck(await evaluate([plan], asking), asking);
  const [suite] = measured;
  if (!suite) throw new Error('no suite');
  const comparisons = compareAll(measured, 's/')[0] ?? [];
  const report = suiteReport(suite, comparisons, new Map(), []);
  const decision = decide({
    suites: [report],
    judged: [{ report, policy: plan.policy }],
    untrustedReplay: false,
    problems: [],
  });
  return { plan, suite, calls, comparisons, report, decision, progress };
}

const allBreak: World = (_row, variant) => variant === 'base';

describe('explain', () => {
  it('recomputes the bets from the scores in the report', async () => {
    const half: World = (row, variant) => variant === 'base' || row % 2 === 0;
    const clusters = { count: 120, cluster: (row: number) => (row < 20 ? `k${row % 7}` : undefined) };
    for (const setting of [{ count: 100 }, clusters]) {
      const { report } = await run(half, setting);
      const sample = sampleReport();
      const explained = explainReport({
        ...sample,
        base: { label: 'main', sha: 's' },
        head: { label: 'change', sha: '' },
        suites: [report],
      });
      expect(explained).toContain(`stopped after ${report.stopped?.cases} of ${setting.count} cases`);
      expect(explained).toContain('betting on "worse" turned 1 into');
      expect(explained).not.toContain('differs');
    }
  });
});

describe('a suite that may fail fast', () => {
  it('stops when a regression is proven; the rest is not run, counted and said', async () => {
    const { calls, report, decision, suite, comparisons, progress } = await run(allBreak, { count: 60 });
    // Bets of half the wealth: 1.5^17 = 985, 1.5^18 = 1478 is the first to reach 1000. The first bet is 0.
    expect(report.stopped).toEqual({ cases: 19, of: 60 });
    expect(calls).toHaveLength(38);
    expect(comparisons[0]).toMatchObject({ verdict: 'regressed', pairs: 19, lost: 0, delta: -1 });
    expect(comparisons[0]?.stopped?.evidence).toBeCloseTo(1.5 ** 18, 6);
    expect(comparisons[0]?.stopped?.needed).toBe(1000);
    expect(comparisons[0]).not.toHaveProperty('p');
    expect(comparisons[0]).not.toHaveProperty('interval');
    expect(decision.outcome).toBe('fail');
    expect(decision.reasons.map(({ code }) => code)).toEqual(['regressed', 'stopped']);
    expect(report.cases.filter(({ outcome }) => outcome === 'not-run')).toHaveLength(41);
    expect(suspectsOf(suite)).toEqual([]);
    expect(progress.at(-1)).toMatchObject({ done: 38 });
  });

  it('looks at each case once: a suite of many thousands ends', async () => {
    const { report, calls } = await run(() => true, { count: 12_000 });
    expect(calls).toHaveLength(24_000);
    expect(report.stopped).toBeUndefined();
  });

  it('stops at the same case however many run at once and whichever answers first', async () => {
    const most: World = (row, variant) => variant === 'base' || row % 3 === 0;
    const one = await run(most, { count: 80 });
    const many = await run(most, { count: 80, concurrency: 12, backwards: true });
    expect(one.report.stopped?.cases).toBeLessThan(80);
    expect(many.calls.length).toBeGreaterThan(one.calls.length);
    expect({ ...many.report, metrics: one.report.metrics }).toEqual(one.report);
  });

  it('runs case by case in an order that the seed gives, base and head taking turns', async () => {
    const { plan, calls } = await run(() => true, { count: 50, trials: 2 });
    const [watch] = watchesOf([plan], 's/');
    const order = watch?.units.flat().map(({ case: { id } }) => id) ?? [];
    expect([...new Set(calls.map(({ case: id }) => id))]).toEqual(order);
    expect(order).not.toEqual(order.toSorted());
    const first = calls.filter((_, index) => index % 4 === 0).map(({ variant }) => variant);
    expect(first.filter((variant) => variant === 'base')).toHaveLength(25);
  });

  it('agrees with the e-process of the library', async () => {
    const half: World = (row, variant) => variant === 'base' || row % 2 === 0;
    const { plan, report } = await run(half, { count: 100 });
    const [watch] = watchesOf([plan], 's/');
    const deltas = watch?.units.flat().map(({ case: { id } }) => -(Number(id.slice(1)) % 2)) ?? [];
    expect(report.stopped?.cases).toBe(regressionStop(deltas, { margin: 0.05, evidence: 1000 }));
  });

  it.each<[string, World, Setting]>([
    ['it has fewer than 40 cases', allBreak, { count: 39 }],
    ['the policy says so', allBreak, { count: 60, policy: { failFast: false } }],
    ['its cases are few clusters', allBreak, { count: 60, cluster: (row) => `k${row % 39}` }],
    ['the scorer only warns', allBreak, { count: 60, scorers: [{ ...EXACT, severity: 'warn' }] }],
    ['nothing got worse', () => true, { count: 60 }],
    [
      'too many pairs are lost',
      (row, variant) => (row % 4 === 0 ? undefined : variant === 'base'),
      { count: 60 },
    ],
  ])('runs to its end when %s', async (_why, world, setting) => {
    const { report, calls } = await run(world, setting);
    expect(report.stopped).toBeUndefined();
    expect(calls).toHaveLength(setting.count * 2);
  });

  it('needs more evidence the more scorers may stop it, and leaves the others without a verdict', async () => {
    const fine: ScorerSpec = {
      kind: 'check',
      check: 'exact',
      name: 'fine',
      threshold: 1,
      value: 'never',
      ignoreCase: false,
      trim: true,
    };
    const { report, comparisons, decision } = await run(allBreak, { count: 60, scorers: [EXACT, fine] });
    // 1.5^18 = 1478 is not enough, 1.5^19 = 2217 is.
    expect(report.stopped?.cases).toBe(20);
    expect(comparisons[0]?.stopped?.needed).toBe(2000);
    expect(comparisons[1]).toMatchObject({ verdict: 'inconclusive', reason: 'stopped' });
    expect(decision.reasons.map(({ code }) => code)).toEqual(['regressed', 'stopped']);
  });

  it('looks at clusters as wholes', async () => {
    const { report } = await run(allBreak, { count: 100, cluster: (row) => `k${Math.floor(row / 2)}` });
    expect(report.stopped).toEqual({ cases: 38, of: 100 });
    const evidence = evidenceOf(
      [
        [-1, -1],
        [-1, undefined],
        [undefined, undefined],
      ],
      2,
    );
    expect(evidence.map(({ pairs, lost, mean }) => ({ pairs, lost, mean }))).toEqual([
      { pairs: 2, lost: 0, mean: -1 },
      { pairs: 3, lost: 1, mean: -1 },
      { pairs: 3, lost: 3, mean: -1 },
    ]);
  });

  it('takes what stopping may spend from the alarm, where something may stop', async () => {
    const large = await run(() => true, { count: 40 });
    expect(large.comparisons[0]?.alpha).toBeCloseTo(0.049, 12);
    const small = await run(() => true, { count: 39 });
    expect(small.comparisons[0]).not.toHaveProperty('alpha');
  });

  it('is not run a second time: what was proven holds at any time', async () => {
    const { suite, calls } = await run(allBreak, { count: 60, trials: 3 });
    expect((suite as MeasuredSuite).rechecked).toBeUndefined();
    expect(calls).toHaveLength(19 * 2 * 3);
  });
});
