import { standardDeviation } from '../stats/moments.ts';
import { paddedT } from '../stats/padded-t.ts';
import { minimumDetectableEffect, sampleSize } from '../stats/power.ts';
import { varianceParts } from '../stats/variance-parts.ts';
import type { MeasuredCase } from './measurement.ts';
import type { Comparison } from './report.ts';
import type { Variant } from './trial.ts';

/** One-sided error rate of the alarm and of each end of the interval. */
export const ALPHA = 0.05;
const POWER = 0.8;
/** No suite will have more cases than this: where the search for a size ends. */
const MOST_CASES = 100_000;

/**
 * What this many cases of this spread can find: the smallest drop found in 4 of 5 runs, and how many cases a drop as
 * large as the margin would take. Empty without a spread to judge by.
 */
export function reach(deltas: readonly number[], margin: number): Pick<Comparison, 'detectable' | 'needed'> {
  if (deltas.length < 2) return {};
  const sd = standardDeviation(deltas);
  if (sd === 0) return {};
  const rates = { sd, alpha: ALPHA, power: POWER };
  return {
    detectable: minimumDetectableEffect({ ...rates, n: deltas.length }),
    ...(margin > 0 ? { needed: sampleSize({ ...rates, margin }) } : {}),
  };
}

/**
 * Fewest cases with which a suite on which nothing at all moves is shown to be no worse than the margin (padded t).
 * Below it no run can ever pass a non-inferiority gate. `undefined`: no number of cases does.
 */
export function fewestCases(margin: number): number | undefined {
  const shows = (n: number) => paddedT(new Array<number>(n).fill(0), { alpha: ALPHA }).lower > -margin;
  let high = 2;
  while (!shows(high)) {
    high *= 2;
    if (high > MOST_CASES) return undefined;
  }
  let low = high / 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (shows(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Cases that show no worse than the margin in 4 of 5 runs when deltas spread by `sd`. */
export function likelyCases(margin: number, sd: number): number {
  return sampleSize({ sd, margin, alpha: ALPHA, power: POWER });
}

/**
 * How much of the variance of the mean delta comes from cases differing and how much from trials of one case
 * differing (method of moments). `undefined` with a single trial, which cannot tell them apart.
 */
export function spreadOf(rows: readonly MeasuredCase[], scorer: string): Comparison['spread'] {
  const sides = (variant: Variant) =>
    rows.map(({ sides: { [variant]: trials } }) =>
      (trials ?? []).flatMap(({ scores }) => {
        const score = scores.get(scorer);
        return score?.ok ? [[score.value]] : [];
      }),
    );
  const [base, head] = [sides('base'), sides('head')];
  const trials = Math.min(...[...base, ...head].map((scored) => scored.length));
  if (rows.length < 2 || trials < 2) return undefined;
  const level = (side: typeof base) => side.map((scored) => scored.slice(0, trials));
  const within = (side: typeof base) => varianceParts(level(side)).trials ?? 0;
  const means = level(base).map((scored, index) => meanOf(level(head)[index] ?? []) - meanOf(scored));
  const noise = (within(base) + within(head)) / trials;
  const total = standardDeviation(means) ** 2;
  if (total === 0) return undefined;
  const share = Math.min(1, noise / total);
  return { cases: 1 - share, trials: share };
}

function meanOf(scored: readonly (readonly number[])[]): number {
  return scored.reduce((sum, [value = 0]) => sum + value, 0) / scored.length;
}
