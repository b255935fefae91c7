import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suiteReport } from '../../src/core/assemble.ts';
import { compareAll } from '../../src/core/compare.ts';
import { decide } from '../../src/core/gate.ts';
import type { Comparison, Decision } from '../../src/core/report.ts';
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

  it('is not made better by a case that gets worse at head where it was no better already', () => {
    const paired = fc.array(fc.record({ base: fc.constantFrom(0.5, 1), head: fc.constantFrom(0, 0.5, 1) }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(paired, fc.nat(), (of, pick) => {
        const at = pick % of.length;
        const before = of.map(({ base, head }) => ({ base: [base], head: [Math.min(base, head)] }));
        const after = before.map((row, index) => (index === at ? { ...row, head: [0] } : row));
        const [left, right] = [comparisonOf(before), comparisonOf(after)];
        expect(right.delta ?? 0).toBeLessThanOrEqual((left.delta ?? 0) + 1e-12);
        expect(right.verdict).not.toBe('improved');
        if (left.verdict === 'regressed' || left.verdict === 'inconclusive') {
          expect(BADNESS[right.verdict ?? 'improved']).toBeGreaterThanOrEqual(BADNESS.inconclusive);
        }
      }),
    );
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
});
