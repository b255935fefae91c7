import { standardDeviation } from '../stats/moments.ts';
import { paddedT } from '../stats/padded-t.ts';
import { minimumDetectableEffect, sampleSize } from '../stats/power.ts';
import { type NestedScores, varianceParts } from '../stats/variance-parts.ts';
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
 * How much of the variance of the mean delta comes from cases differing, from trials of one case differing, and from
 * judgements of one output differing (method of moments). `undefined` with a single trial and a single judgement,
 * which cannot tell them apart.
 */
export function spreadOf(rows: readonly MeasuredCase[], scorer: string): Comparison['spread'] {
  // Known beforehand: nothing is laid out for it, however many cases there are.
  if (!rows.some((row) => isRepeated(row, scorer))) return undefined;
  const [base, head] = [judgementsOf(rows, 'base', scorer), judgementsOf(rows, 'head', scorer)];
  const trials = [...base, ...head].reduce(
    (least, { length }) => Math.min(least, length),
    Number.POSITIVE_INFINITY,
  );
  if (rows.length < 2 || trials < 1) return undefined;
  const sides = [base, head].map((side) => side.map((scored) => scored.slice(0, trials)));
  const [before = [], after = []] = sides;
  const deltas = before.map(
    (scored, index) => meanOf((after[index] ?? []).map(meanOf)) - meanOf(scored.map(meanOf)),
  );
  const total = standardDeviation(deltas) ** 2;
  const noise = sides.map((side) => noiseOf(side, trials));
  const judged = noise.some(({ judge }) => judge !== undefined);
  if (total === 0 || (trials < 2 && !judged)) return undefined;
  const share = (variance: number) => Math.min(1, variance / total);
  const judge = share(noise.reduce((sum, side) => sum + (side.judge ?? 0), 0));
  const trial = Math.min(1 - judge, share(noise.reduce((sum, side) => sum + side.trials, 0)));
  return { cases: Math.max(0, 1 - judge - trial), trials: trial, ...(judged ? { judge } : {}) };
}

/** Whether there is anything to tell apart in a case: a second trial, or a second judgement of one. */
function isRepeated({ sides }: MeasuredCase, scorer: string): boolean {
  return [sides.base, sides.head].some((trials) => {
    if (trials && trials.length > 1) return true;
    const score = trials?.[0]?.scores.get(scorer);
    return score?.ok === true && (score.repeats?.length ?? 0) > 1;
  });
}

/** Judgements of each trial's output, by case; a score that was given once is one judgement. */
function judgementsOf(rows: readonly MeasuredCase[], variant: Variant, scorer: string): number[][][] {
  return rows.map(({ sides: { [variant]: trials } }) =>
    (trials ?? []).flatMap(({ scores }) => {
      const score = scores.get(scorer);
      if (!score?.ok) return [];
      return [score.repeats && score.repeats.length > 0 ? [...score.repeats] : [score.value]];
    }),
  );
}

/** What trials and judgements add to the variance of a case's mean at one side. */
function noiseOf(side: NestedScores, trials: number): { trials: number; judge: number | undefined } {
  const parts = varianceParts(side);
  const perOutput = meanOf(side.flat().map((judgements) => 1 / judgements.length));
  return {
    trials: (parts.trials ?? 0) / trials,
    judge: parts.judge === undefined ? undefined : (parts.judge * perOutput) / trials,
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
