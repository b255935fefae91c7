import { type BlindedParts, blindedParts, detectableWith } from '../stats/blinded.ts';
import type { MeasuredCase, MeasuredSuite, MeasuredTrial } from './measurement.ts';
import { ALPHA, POWER } from './reach.ts';
import type { Allocation } from './report.ts';
import { appliesTo, clustersOf, decides, pairOf } from './tally.ts';
import type { TrialRange } from './trial-range.ts';

/** A further trial of every case has to lower the detectable drop by at least this share. */
const WORTH = 0.05;

type Wish = Pick<Allocation['scorers'][number], 'wants' | 'because'>;

/**
 * How many trials each deciding case of a suite gets, from its first ones; `undefined` where the suite leaves no room,
 * or has stopped.
 *
 * The number is the suite's, not the case's: a case whose first trials agree by chance would be left at a delta of 0
 * that it does not have. And it hangs on squares only (see `blindedParts`), never on which side did better, so that
 * the test of the whole suite stays exact and nothing is run until the result pleases.
 */
export function allocationOf({ planned, cases, stop }: MeasuredSuite): Allocation | undefined {
  const { trials: min, maxTrials: max, scorers, policy, state } = planned;
  if (max === undefined || stop || state === 'new') return undefined;
  const deciding = cases.filter((row) => decides(row, state));
  const wishes = scorers.flatMap(({ spec, gating }): Allocation['scorers'] => {
    if (!gating) return [];
    const rows = deciding.filter(
      (row) => appliesTo(spec, row.planned.case) && pairOf(row, spec.name) !== undefined,
    );
    const margin = spec.maxDrop ?? policy.maxDrop;
    const about = { scorer: spec.name, pairs: rows.length, margin };
    const parts = rows.length < 2 ? undefined : partsOf(rows, spec.name);
    if (!parts) return [{ ...about, wants: min, because: 'unknown' }];
    return [{ ...about, ...parts, ...wish(parts, { min, max }, margin) }];
  });
  return { min, max, trials: Math.max(min, ...wishes.map(({ wants }) => wants)), scorers: wishes };
}

function partsOf(rows: readonly MeasuredCase[], scorer: string): BlindedParts | undefined {
  const { clusters } = clustersOf(rows);
  const scored = (trials: readonly MeasuredTrial[] = []) =>
    trials.flatMap(({ scores }) => {
      const score = scores.get(scorer);
      return score?.ok ? [score.value] : [];
    });
  return blindedParts(
    rows.map(({ sides: { base, head } }) => ({ base: scored(base), head: scored(head) })),
    clusters,
  );
}

/** The first number of trials with which the margin can be found, or after which another is hardly worth its cost. */
export function wish(parts: BlindedParts, { min, max }: TrialRange, margin: number): Wish {
  const detectable = (trials: number) => detectableWith(parts, trials, { alpha: ALPHA, power: POWER });
  for (let trials = min; trials < max; trials += 1) {
    if (detectable(trials) <= margin) return { wants: trials, because: 'detectable' };
    if (detectable(trials + 1) > (1 - WORTH) * detectable(trials)) return { wants: trials, because: 'cases' };
  }
  return { wants: max, because: detectable(max) <= margin ? 'detectable' : 'most' };
}
