import { groupByCluster } from '../stats/cluster.ts';
import { mean as meanOf, sum } from '../stats/moments.ts';
import { paddedT } from '../stats/padded-t.ts';
import { minimumDetectableEffect, sampleSize } from '../stats/power.ts';
import { type NestedScores, varianceParts } from '../stats/variance-parts.ts';
import { adviceOf } from './advice.ts';
import type { MeasuredCase } from './measurement.ts';
import type { Comparison } from './report.ts';
import type { Variant } from './trial.ts';

/** One-sided error rate of the alarm and of each end of the interval. */
export const ALPHA = 0.05;
/** Share of the runs in which what can be found is found. */
export const POWER = 0.8;
/** No suite will have more cases than this: where the search for a size ends. */
const MOST_CASES = 100_000;

/**
 * n times the variance of the mean delta: the variance of a delta where cases stand by themselves, and of what each
 * adds to its cluster's sum where they do not. `undefined` where nothing moved or there is too little to tell.
 */
export function variancePerCase(deltas: readonly number[], clusters?: readonly string[]): number | undefined {
  const groups = clusters ? groupByCluster(deltas, clusters) : deltas.map((delta) => [delta]);
  if (groups.length < 2) return undefined;
  const centre = meanOf(deltas);
  const squares = groups.reduce((total, group) => total + (sum(group) - group.length * centre) ** 2, 0);
  const variance = ((groups.length / (groups.length - 1)) * squares) / deltas.length;
  return variance > 0 ? variance : undefined;
}

/**
 * What so many cases of this spread can find: the smallest drop that is found in 4 of 5 runs, how many cases a drop as
 * large as the margin would take, where the spread comes from, and what would make the margin detectable. Empty
 * without a spread to judge by.
 */
export function reach(
  rows: readonly MeasuredCase[],
  deltas: readonly number[],
  about: { scorer: string; margin: number; clusters?: readonly string[] },
): Pick<Comparison, 'detectable' | 'needed' | 'spread' | 'advice'> {
  const { scorer, margin, clusters } = about;
  const variance = variancePerCase(deltas, clusters);
  if (variance === undefined) return {};
  const rates = { sd: Math.sqrt(variance), alpha: ALPHA, power: POWER };
  const detectable = minimumDetectableEffect({ ...rates, n: deltas.length });
  const needed = margin > 0 ? sampleSize({ ...rates, margin }) : undefined;
  const noise = noiseIn(rows, scorer, variance);
  const advice =
    needed === undefined || needed <= deltas.length
      ? undefined
      : adviceOf({ needed, pairs: deltas.length, tolerable: deltas.length / needed, noise });
  return {
    detectable,
    ...(needed === undefined ? {} : { needed }),
    ...(noise ? { spread: noise.spread } : {}),
    ...(advice ? { advice } : {}),
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

/** Shares of the variance of delta, and the numbers of trials and of judgements that they come with. */
export interface Noise {
  spread: NonNullable<Comparison['spread']>;
  /** Scored trials of each case and side. */
  trials: number;
  /** Judgements of each output. */
  judgements: number;
}

/**
 * How much of the variance of a delta (`variance`) comes from cases differing, from trials of one case differing, and
 * from judgements of one output differing (method of moments). `undefined` with a single trial and a single
 * judgement, which cannot tell them apart.
 */
function noiseIn(rows: readonly MeasuredCase[], scorer: string, variance: number): Noise | undefined {
  // Known beforehand: nothing is laid out for it, however many cases there are.
  if (!rows.some((row) => isRepeated(row, scorer))) return undefined;
  const all = (['base', 'head'] as const).map((side) => judgementsOf(rows, side, scorer));
  const trials = all.flat().reduce((least, { length }) => Math.min(least, length), Number.POSITIVE_INFINITY);
  if (rows.length < 2 || trials < 1) return undefined;
  const sides = all.map((side) => side.map((scored) => scored.slice(0, trials)));
  const noise = sides.map((side) => noiseOf(side, trials));
  const judged = noise.some(({ judge }) => judge !== undefined);
  if (trials < 2 && !judged) return undefined;
  const share = (part: number) => Math.min(1, part / variance);
  const judge = share(noise.reduce((total, side) => total + (side.judge ?? 0), 0));
  const trial = Math.min(1 - judge, share(noise.reduce((total, side) => total + side.trials, 0)));
  const outputs = sides.flat(2);
  return {
    spread: { cases: Math.max(0, 1 - judge - trial), trials: trial, ...(judged ? { judge } : {}) },
    trials,
    judgements: Math.max(1, Math.round(meanOf(outputs.map(({ length }) => length)))),
  };
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
