import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suiteReport } from '../../src/core/assemble.ts';
import { compareAll } from '../../src/core/compare.ts';
import { confirmAll } from '../../src/core/confirm.ts';
import { decide } from '../../src/core/gate.ts';
import { canBeAlarmed, isAlarmed } from '../../src/core/recheck.ts';
import type { Comparison, Decision, MeasuredSuite } from '../../src/core/report.ts';
import { measuredOf, POLICY, type SideScores } from '../support/build.ts';

/** Scores on a grid, as judges and checks give them, with a missing one now and then. */
const score = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(0, 0.25, 0.5, 0.75, 1) },
  { weight: 1, arbitrary: fc.constant(null) },
);
const side = fc.array(score, { minLength: 1, maxLength: 3 });
const rows = fc.array(fc.record({ base: side, head: side }), { minLength: 1, maxLength: 14 });

type Row = { base: SideScores; head: SideScores };

function comparisonOf(of: Row[]): Comparison {
  const comparison = compareAll([measuredOf(of)], 'seed')[0]?.[0];
  if (!comparison) throw new Error('no comparison');
  return comparison;
}

function decisionOf(of: Row[]): Decision {
  const measured = measuredOf(of);
  const report = suiteReport(measured, compareAll([measured], 'seed')[0] ?? [], new Map(), []);
  return decide({
    suites: [report],
    judged: [{ report, policy: POLICY }],
    untrustedReplay: false,
    problems: [],
  });
}

const BADNESS = { improved: 0, unchanged: 1, inconclusive: 2, regressed: 3 } as const;
const SEVERITY = { pass: 0, warn: 1, fail: 2 } as const;

describe('the verdict', () => {
  it('turns round when base and head are swapped', () => {
    fc.assert(
      fc.property(rows, (of) => {
        const there = comparisonOf(of);
        const back = comparisonOf(of.map(({ base, head }) => ({ base: head, head: base })));
        expect(back.delta ?? 0).toBeCloseTo(-(there.delta ?? 0), 10);
        expect(back.interval?.[0] ?? 0).toBeCloseTo(-(there.interval?.[1] ?? 0), 10);
        if (there.verdict === 'regressed') expect(back.verdict).toBe('improved');
        expect([there.verdict, back.verdict]).not.toEqual(['regressed', 'regressed']);
      }),
    );
  });

  it('raises no alarm that it was said could not be raised, and a single trial of enough pairs raises none', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 2 }), (of, trials) => {
        const measured = measuredOf(of, { trials });
        const comparisons = compareAll([measured], 'seed')[0] ?? [];
        if (isAlarmed(measured, comparisons)) expect(canBeAlarmed(measured)).toBe(true);
        const few = comparisons.some(({ pairs }) => pairs < 8);
        const dropped = comparisons.some(({ delta = 0, margin }) => delta <= 1e-9 - margin);
        expect(canBeAlarmed(measured)).toBe(trials > 1 || few || dropped);
      }),
    );
  });

  it('does not depend on the order of cases', () => {
    fc.assert(
      fc.property(
        rows.chain((of) => fc.tuple(fc.constant(of), fc.shuffledSubarray(of, { minLength: of.length }))),
        ([of, shuffled]) => {
          const [left, right] = [comparisonOf(of), comparisonOf(shuffled)];
          expect(right.verdict).toBe(left.verdict);
          expect(right.p ?? 0).toBeCloseTo(left.p ?? 0, 10);
        },
      ),
    );
  });

  it('never says regressed while the mean rose', () => {
    fc.assert(
      fc.property(rows, (of) => {
        const { delta = 0, verdict } = comparisonOf(of);
        if (delta >= 0) expect(verdict).not.toBe('regressed');
        if (delta <= 0) expect(verdict).not.toBe('improved');
      }),
    );
  });

  it('is not made better by a trial that scores worse at head, or better at base', () => {
    const value = fc.constantFrom(0, 0.25, 0.5, 0.75, 1);
    const trials = fc.array(value, { minLength: 3, maxLength: 3 });
    const sides = fc.record({ base: trials, head: trials });
    // Steady suites as well: what is shown to be unchanged must not become more than that.
    const steady = trials.map((scores) => ({ base: scores, head: scores }));
    const suites = fc.oneof(
      fc.array(sides, { minLength: 1, maxLength: 12 }),
      fc.array(fc.oneof({ weight: 6, arbitrary: steady }, { weight: 1, arbitrary: sides }), {
        minLength: 20,
        maxLength: 60,
      }),
    );
    const change = fc.record({
      at: fc.nat(),
      trial: fc.nat({ max: 2 }),
      by: fc.constantFrom(0.25, 0.5, 1),
      variant: fc.constantFrom('base', 'head'),
    });
    const margins = fc.constantFrom(0, 0.02, 0.05, 0.1, 0.2);
    const seen = new Set<Comparison['verdict']>();
    fc.assert(
      fc.property(suites, change, margins, (of, { at, trial, by, variant }, maxDrop) => {
        const index = at % of.length;
        const moved = (score: number) =>
          variant === 'head' ? Math.max(0, score - by) : Math.min(1, score + by);
        const worse = of.map((row, position) => {
          if (position !== index) return row;
          const changed = row[variant].map((score, each) => (each === trial ? moved(score) : score));
          return { ...row, [variant]: changed };
        });
        const compare = (rows: Row[]) =>
          compareAll([measuredOf(rows, { policy: { ...POLICY, maxDrop } })], 'seed')[0]?.[0];
        const [left, right] = [compare(of), compare(worse)];
        // At the floor nothing can be said; a base that scores more is looked at again.
        if (left?.reason === 'at-floor') return;
        expect(right?.delta ?? 0).toBeLessThanOrEqual((left?.delta ?? 0) + 1e-12);
        expect(right?.p ?? 1).toBeLessThanOrEqual((left?.p ?? 1) + 1e-12);
        expect(BADNESS[right?.verdict ?? 'improved']).toBeGreaterThanOrEqual(
          BADNESS[left?.verdict ?? 'regressed'],
        );
        seen.add(left?.verdict);
      }),
      { numRuns: 400 },
    );
    expect(seen.size).toBe(4);
  });
});

describe('the decision', () => {
  it('never passes when more than a tenth of the pairs is lost', () => {
    fc.assert(
      fc.property(rows, (of) => {
        const { lost, pairs } = comparisonOf(of);
        if (lost * 10 > lost + pairs) expect(decisionOf(of).outcome).toBe('fail');
      }),
    );
  });

  it('is as severe as its most severe reason and gives that first', () => {
    fc.assert(
      fc.property(rows, (of) => {
        const { outcome, reasons } = decisionOf(of);
        const worst = { fail: 'fail', warn: 'warn', info: 'pass' } as const;
        expect(reasons[0] && worst[reasons[0].severity]).toBe(outcome);
        expect(SEVERITY[outcome]).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('is never made milder by anything that got worse', () => {
    const severity = fc.constantFrom('pass', 'warn', 'fail');
    const policies = fc.record({
      gate: fc.constantFrom('regression', 'non-inferiority'),
      onInconclusive: severity,
      onFailingBefore: fc.constantFrom('warn', 'fail'),
      onUnmeasured: fc.constantFrom('warn', 'fail'),
      maxErrorRate: fc.constantFrom(undefined, 0, 0.5),
      maxCostIncrease: fc.constantFrom(undefined, 0.2),
      maxLatencyIncrease: fc.constantFrom(undefined, 0.2),
      minScore: fc.constantFrom(undefined, 0.6),
    });
    const verdicts = ['improved', 'unchanged', 'inconclusive', 'regressed'] as const;
    /** Each makes one thing worse, if it can be. */
    const worsenings: readonly ((report: MeasuredSuite) => MeasuredSuite)[] = [
      (report) => ({
        ...report,
        comparisons: report.comparisons.map((one) => {
          const verdict = verdicts[verdicts.indexOf(one.verdict ?? 'regressed') + 1];
          if (one.verdict === undefined || verdict === undefined || one.reason === 'lost-pairs') return one;
          return { ...one, verdict, reason: verdict === 'inconclusive' ? ('too-noisy' as const) : undefined };
        }),
      }),
      (report) => ({
        ...report,
        comparisons: report.comparisons.map((one) => ({ ...one, head: Math.max(0, (one.head ?? 0) - 0.5) })),
      }),
      (report) => ({
        ...report,
        cases: report.cases.map((row, index) =>
          index > 0 || !row.confirmation || row.confirmation.verdict === 'unmeasured'
            ? row
            : { ...row, confirmation: { ...row.confirmation, verdict: 'broke' as const, base: 1, head: 0 } },
        ),
      }),
      (report) => ({
        ...report,
        cases: report.cases.map((row, index) =>
          index > 0 || !row.head || row.head.passes === undefined || row.confirmation
            ? row
            : { ...row, mustPass: true, head: { ...row.head, passes: false } },
        ),
      }),
      ({ metrics, ...report }) => ({
        ...report,
        metrics: {
          ...metrics,
          ...(metrics.head ? { head: { ...metrics.head, failed: metrics.head.trials } } : {}),
        },
      }),
      ({ metrics, ...report }) => ({
        ...report,
        metrics: {
          ...metrics,
          costRatio: metrics.costRatio === undefined ? undefined : metrics.costRatio + 1,
          latency: metrics.latency && {
            ...metrics.latency,
            ratio: metrics.latency.ratio + 1,
            lower: metrics.latency.lower + 1,
          },
        },
      }),
    ];
    const fresh = fc.record({
      base: fc.array(fc.constantFrom<0 | 1>(0, 1), { minLength: 4, maxLength: 4 }),
      head: fc.array(fc.constantFrom<0 | 1>(0, 1), { minLength: 4, maxLength: 4 }),
    });
    fc.assert(
      fc.property(
        rows,
        policies,
        fc.constantFrom(undefined, 'warn' as const),
        fc.option(fresh),
        fc.integer({ min: 0, max: worsenings.length - 1 }),
        (of, policy, scorerSeverity, retried, which) => {
          const measured = measuredOf(
            of.map((row) => ({ ...row, costUsd: { base: 1, head: 1.1 } })),
            { policy: { ...POLICY, ...policy } },
          );
          const sides = retried ? measuredOf([retried]).cases[0]?.sides : undefined;
          const [first, ...others] = measured.cases;
          const suspected =
            first && sides?.base && sides.head
              ? {
                  ...first,
                  fresh: { suspicion: 'broke' as const, sides: { base: sides.base, head: sides.head } },
                }
              : first;
          const suite = { ...measured, cases: suspected ? [suspected, ...others] : [] };
          const comparisons = (compareAll([suite], 's')[0] ?? []).map((one) => ({
            ...one,
            ...(scorerSeverity ? { severity: scorerSeverity } : {}),
          }));
          const report = suiteReport(suite, comparisons, confirmAll([suite], 's')[0] ?? new Map(), []);
          const outcomeOf = (judged: MeasuredSuite) =>
            decide({
              suites: [judged],
              judged: [{ report: judged, policy: suite.planned.policy }],
              untrustedReplay: false,
              problems: [],
            }).outcome;
          const worse = worsenings[which]?.(report) ?? report;
          expect(SEVERITY[outcomeOf(worse)]).toBeGreaterThanOrEqual(SEVERITY[outcomeOf(report)]);
        },
      ),
      { numRuns: 300 },
    );
  });
});
