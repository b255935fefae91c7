import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocationOf } from '../../src/core/allocation.ts';
import { suiteReport } from '../../src/core/assemble.ts';
import { roundsUntilCertain } from '../../src/core/certain.ts';
import { compareAll } from '../../src/core/compare.ts';
import { decide } from '../../src/core/gate.ts';
import type { MeasuredSuite } from '../../src/core/measurement.ts';
import { measuredOf, POLICY, type SideScores } from '../support/build.ts';

const rare = (scores: readonly number[]) =>
  fc.oneof(
    { weight: 60, arbitrary: fc.constantFrom<SideScores[number]>(...scores) },
    { weight: 1, arbitrary: fc.constantFrom<SideScores[number]>(null, 'failed') },
  );
const side = (scores: readonly number[], length: number) =>
  fc.array(rare(scores), { minLength: length, maxLength: length });
interface Row {
  base: SideScores;
  head: SideScores;
}

describe('the number of trials', () => {
  const rows = fc.array(
    fc.record({ base: side([0, 0.5, 1], 2), head: side([0, 0.25, 1], 2), swap: fc.boolean() }),
    { minLength: 1, maxLength: 12 },
  );
  const allocated = (of: readonly Row[]) => allocationOf({ ...measuredOf(of, { trials: 2, maxTrials: 8 }) });

  it('is the same whichever sides of its cases are swapped, and in whatever order they come', () => {
    fc.assert(
      fc.property(rows, (of) => {
        const there = allocated(of);
        const swapped = of.map((row) => (row.swap ? { base: row.head, head: row.base } : row));
        const back = allocated(swapped.toReversed());
        expect(back?.trials).toBe(there?.trials);
        expect(back?.scorers[0]?.because).toBe(there?.scorers[0]?.because);
        expect(back?.scorers[0]?.cases ?? 0).toBeCloseTo(there?.scorers[0]?.cases ?? 0, 12);
      }),
    );
  });

  it('stays within what the suite allows', () => {
    fc.assert(
      fc.property(rows, (of) => {
        const { trials = 0 } = allocated(of) ?? {};
        expect(trials).toBeGreaterThanOrEqual(2);
        expect(trials).toBeLessThanOrEqual(8);
      }),
    );
  });
});

describe('a second look that is cut short', () => {
  const TRIALS = 4;
  const trials = (scores: readonly number[]) => side(scores, TRIALS);
  const failed = fc.constant(new Array<'failed'>(TRIALS).fill('failed'));
  const broken = fc.record({ base: trials([1, 1, 1, 0.75]), head: trials([0, 0, 0, 0.25]) });
  /** What the second look may say: the same, the opposite, anything, nothing. */
  const SECOND: Readonly<Record<string, fc.Arbitrary<Row>>> = {
    same: broken,
    opposite: broken.map(({ base, head }) => ({ base: head, head: base })),
    any: fc.record({ base: trials([0, 1]), head: trials([0, 1]) }),
    lost: fc.record({ base: trials([1]), head: failed }),
  };
  const second = (kinds: readonly string[]) =>
    fc.oneof(...kinds.map((kind) => SECOND[kind]).filter((kind) => kind !== undefined));
  const cases = (first: fc.Arbitrary<Row>, then: readonly string[], size: { min: number; max: number }) =>
    fc.array(
      fc
        .tuple(first, second(then))
        .map(([one, two]): Row => ({ base: [...one.base, ...two.base], head: [...one.head, ...two.head] })),
      { minLength: size.min, maxLength: size.max },
    );
  // Suites that broke in the first look, so that there is something to be sure of, and a few cases that do anything.
  const rows = fc
    .constantFrom(['same'], ['same', 'any'], ['opposite'], ['same', 'opposite'], ['lost'], ['same', 'lost'])
    .chain((then) =>
      fc.tuple(
        cases(broken, then, { min: 5, max: 12 }),
        cases(SECOND['any'] ?? broken, then, { min: 0, max: 4 }),
      ),
    );

  const looked = (of: readonly Row[], rounds: number): MeasuredSuite =>
    measuredOf(
      of.map(({ base, head }) => ({
        base: base.slice(0, TRIALS + rounds),
        head: head.slice(0, TRIALS + rounds),
      })),
      { trials: TRIALS },
    );
  function said(suite: MeasuredSuite) {
    const [comparisons = []] = compareAll([suite], 's');
    const report = suiteReport(suite, comparisons, new Map(), []);
    const judged = [{ report, policy: POLICY }];
    const { outcome } = decide({ suites: [report], judged, untrustedReplay: false, problems: [] });
    return { verdicts: comparisons.map(({ verdict }) => verdict), outcome };
  }
  const left = (family: number) => ({ rounds: TRIALS, family, seed: 's' });

  it('has the verdict and the decision of the whole one', () => {
    let cut = 0;
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 3 }), ([breaking, others], family) => {
        const of = [...breaking, ...others];
        const rounds = roundsUntilCertain((count) => looked(of, count), left(family));
        if (rounds < TRIALS) cut += 1;
        expect(said(looked(of, rounds))).toEqual(said(looked(of, TRIALS)));
      }),
      { numRuns: 300 },
    );
    // Otherwise nothing was tested.
    expect(cut).toBeGreaterThan(30);
  });

  it('is that of a clear regression, and no look at all is too short', () => {
    const clear = Array.from({ length: 10 }, () => ({
      base: new Array<number>(2 * TRIALS).fill(1),
      head: new Array<number>(2 * TRIALS).fill(0),
    }));
    const rounds = (of: readonly Row[], family = 1) =>
      roundsUntilCertain((count) => looked(of, count), left(family));
    // After one round of four: 5 trials a side of 8, and with three more of the best −5/8 + 3/8 = −1/4 in every case.
    expect(rounds(clear)).toBe(1);
    // p = ½ · (½)¹⁰ = 0.000488 is enough among fifty comparisons (0.0245 / 50 = 0.00049) and not among more.
    expect(rounds(clear, 50)).toBe(1);
    expect(rounds(clear, 51)).toBe(TRIALS);
    expect(rounds([])).toBe(TRIALS);
    // Preferences that break ties are corrected together over the run: where there are some, every trial is made.
    const tied = (count: number) => {
      const suite = looked(clear, count);
      const [scorer] = suite.planned.scorers;
      const pairs = scorer ? [{ ...scorer, gating: false, breaksTies: 'exact' }] : [];
      return { ...suite, planned: { ...suite.planned, scorers: [...suite.planned.scorers, ...pairs] } };
    };
    expect(roundsUntilCertain(tied, left(1))).toBe(TRIALS);
  });
});
