import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suiteReport } from '../../src/core/assemble.ts';
import { compareAll } from '../../src/core/compare.ts';
import { confirmAll } from '../../src/core/confirm.ts';
import { decide } from '../../src/core/gate.ts';
import type { MeasuredSuite } from '../../src/core/measurement.ts';
import type { Comparison, Decision } from '../../src/core/report.ts';
import { firstOf, questionOf, roundsThatCount } from '../../src/core/settled.ts';
import type { Policy } from '../../src/core/suite.ts';
import { suspectsOf } from '../../src/core/suspects.ts';
import { measuredOf, POLICY, type SideScores } from '../support/build.ts';

type Row = {
  base: SideScores;
  head: SideScores;
  fresh: { base: SideScores; head: SideScores };
  tags: string[];
};

/** What a run would decide: first trials, fresh ones of the suspects, and the gate. */
function decided(rows: readonly Row[], some: Policy): { decision: Decision; comparison: Comparison } {
  // A tag that no case has would be a warning of its own, and hide whether there is another.
  const policy = { ...some, mustPass: [...new Set(rows.flatMap(({ tags }) => tags))] };
  const suite = measuredOf(rows, { policy });
  const fresh = measuredOf(rows.map((row) => row.fresh));
  const suspects = new Map(suspectsOf(suite).map(({ row, suspicion }) => [row, suspicion]));
  const cases = suite.cases.map((row, index) => {
    const suspicion = suspects.get(row);
    const { base, head } = fresh.cases[index]?.sides ?? {};
    if (!suspicion || !base || !head) return row;
    const rounds = roundsThatCount({ base, head }, questionOf(row, suspicion, suite.planned));
    return { ...row, fresh: { suspicion, sides: firstOf({ base, head }, rounds) } };
  });
  const measured: MeasuredSuite = { ...suite, cases };
  const [comparisons = []] = compareAll([measured], 'seed');
  const report = suiteReport(measured, comparisons, confirmAll([measured], 'seed')[0] ?? new Map(), []);
  const judged = [{ report, policy }];
  const [comparison] = comparisons;
  if (!comparison) throw new Error('no comparison');
  return {
    decision: decide({ suites: [report], judged, untrustedReplay: false, problems: [] }),
    comparison,
  };
}

const FRESH = 8;
const side = (values: readonly number[], length: number): fc.Arbitrary<number[]> =>
  fc.array(fc.constantFrom(...values), { minLength: length, maxLength: length });

/** Scores of one case that moves: its trials, and the fresh ones that it gets when it is suspected. */
const moving = (trials: number, mixed: boolean) =>
  fc.constantFrom([0, 1], [0.25, 0.5, 0.75], [0, 0.5, 1]).chain((values) => {
    const most = (value: number, length: number) =>
      mixed ? fc.oneof(side([value], length), side(values, length)) : side([value], length);
    const sides = (length: number) => ({
      base: most(Math.max(...values), length),
      head: most(Math.min(...values), length),
    });
    return fc.record({ ...sides(trials), fresh: fc.record(sides(FRESH)) });
  });

/** A suite most of whose cases are steady: what is lost of the others is what a green verdict would hang on. */
const world = fc
  .record({
    trials: fc.constantFrom(1, 3),
    count: fc.integer({ min: 40, max: 100 }),
    failing: fc.nat({ max: 4 }),
    mixed: fc.constantFrom(false, false, true),
    tagged: fc.constantFrom(false, false, true),
  })
  .chain(({ trials, count, failing, mixed, tagged }) => {
    const all = (value: number, length: number) => new Array<number>(length).fill(value);
    const steady = Array.from({ length: count }, (_, index): Row => {
      const value = index < failing ? 0 : 1;
      const sides = (length: number) => ({ base: all(value, length), head: all(value, length) });
      return { ...sides(trials), fresh: sides(FRESH), tags: [] };
    });
    const tags = tagged ? fc.constantFrom([], ['safety']) : fc.constant([]);
    return fc
      .array(fc.tuple(moving(trials, mixed), tags), { minLength: 1, maxLength: 7 })
      .map((rows): Row[] => [...rows.map(([row, of]) => ({ ...row, tags: [...of] })), ...steady]);
  });

const policies = fc
  .record({
    maxDrop: fc.constantFrom(0.02, 0.05, 0.05, 0.1),
    minScore: fc.constantFrom(undefined, undefined, 0.9, 0.95),
    confirmTrials: fc.constantFrom(0, FRESH),
  })
  .map((some): Policy => ({ ...POLICY, ...some }));

/** Takes scores away, by draws that do not run out: of the trials that are worse than the other side's best one. */
function losing(rows: readonly Row[], draws: readonly number[], chance: number): Row[] {
  let next = 0;
  const takes = () => (draws[next++ % draws.length] ?? 0) < chance;
  const missing = () => ((draws[next % draws.length] ?? 0) < 0.5 ? null : ('failed' as const));
  const lose = (own: SideScores, best: number) =>
    own.map((value) => (typeof value === 'number' && value < best && takes() ? missing() : value));
  const best = (scores: SideScores) => Math.max(...scores.map((value) => Number(value)));
  return rows.map((row) => ({
    ...row,
    head: lose(row.head, best(row.base)),
    fresh: { ...row.fresh, head: lose(row.fresh.head, best(row.fresh.base)) },
  }));
}

const draws = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 50, maxLength: 200 });

describe('scores that head lacks', () => {
  it('never turn a block into green, least of all those of what broke', () => {
    const seen = { blocked: 0, lost: 0, open: 0 };
    fc.assert(
      fc.property(world, policies, draws, fc.constantFrom(0.3, 0.7, 1, 1), (rows, policy, by, chance) => {
        const whole = decided(rows, policy);
        if (whole.decision.outcome !== 'fail') return;
        const { decision, comparison } = decided(losing(rows, by, chance), policy);
        seen.blocked += 1;
        if (comparison.lost > 0) seen.lost += 1;
        if (decision.outcome === 'warn') seen.open += 1;
        expect(decision.outcome, JSON.stringify(decision.reasons)).not.toBe('pass');
      }),
      { numRuns: 1500 },
    );
    expect(seen.blocked).toBeGreaterThan(200);
    expect(seen.lost).toBeGreaterThan(100);
    expect(seen.open).toBeGreaterThan(20);
  });

  it('cannot be made up for by those that base lacks', () => {
    fc.assert(
      fc.property(world, policies, draws, (rows, policy, by) => {
        if (decided(rows, { ...policy, confirmTrials: 0 }).decision.outcome !== 'fail') return;
        let next = 0;
        // Of every case one side at most loses scores.
        const lost = rows.map((row): Row => {
          const draw = by[next++ % by.length] ?? 0;
          const gone = (scores: SideScores) => scores.map(() => null);
          if (draw < 0.1) return { ...row, base: gone(row.base) };
          return draw < 0.2 ? { ...row, head: gone(row.head) } : row;
        });
        expect(decided(lost, { ...policy, confirmTrials: 0 }).decision.outcome).not.toBe('pass');
      }),
      { numRuns: 600 },
    );
  });
});

describe('a suite at the floor', () => {
  it('is never unchanged and never blocks by itself, whatever head scores', () => {
    const seen = new Set<string>();
    const few = fc.record({
      n: fc.integer({ min: 5, max: 300 }),
      passing: fc.nat({ max: 20 }),
      fixed: fc.nat({ max: 12 }),
      broken: fc.nat({ max: 20 }),
      maxDrop: fc.constantFrom(0.02, 0.05, 0.2, 0.5),
    });
    fc.assert(
      fc.property(few, ({ n, passing, fixed, broken, maxDrop }) => {
        const rows = Array.from({ length: n }, (_, index): Row => {
          const base = index < passing ? 1 : 0;
          const head = index < Math.min(broken, passing) || (base === 0 && index >= passing + fixed) ? 0 : 1;
          return { base: [base], head: [head], fresh: { base: [], head: [] }, tags: [] };
        });
        const { decision, comparison } = decided(rows, { ...POLICY, maxDrop, confirmTrials: 0 });
        const floored = (comparison.base ?? 0) < maxDrop - 1e-12;
        expect(comparison.reason === 'at-floor' && !floored).toBe(false);
        if (!floored) return;
        expect(['inconclusive', 'improved']).toContain(comparison.verdict);
        if (comparison.verdict === 'inconclusive') expect(decision.outcome).toBe('warn');
        seen.add(String(comparison.verdict));
      }),
      { numRuns: 500 },
    );
    expect(seen).toEqual(new Set(['inconclusive', 'improved']));
  });
});
