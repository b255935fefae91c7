import { mean, sumOfSquares, variance } from './moments.ts';
import { requireCount, requireLength, requireNonNegative } from './require.ts';

/** Scores of one variant: for each case, for each of its trials, the judgements of that output. */
export type NestedScores = readonly (readonly (readonly number[])[])[];

/**
 * Where the spread of scores comes from. `judge` is undefined when no output was judged twice (its noise is then
 * within `trials`), `trials` when no case was tried twice (then within `cases`).
 */
export interface VarianceParts {
  /** Between the true means of cases. */
  readonly cases: number;
  /** Between outputs of one case. */
  readonly trials: number | undefined;
  /** Between judgements of one output. */
  readonly judge: number | undefined;
}

/**
 * Method-of-moments decomposition of nested scores: the pooled variance within each level, less the noise that the
 * levels below put into its means, never below 0 (Searle, Casella and McCulloch 1992; the first two
 * levels are those of Miller 2024, arXiv 2411.00640). Numbers of trials and judgements may differ.
 * @throws RangeError with fewer than two cases, a case without trials, an output without judgements, or NaN.
 */
export function varianceParts(scores: NestedScores): VarianceParts {
  requireLength(scores, 'cases', 2);
  for (const trials of scores) requireLength(trials, 'trials of a case', 1);
  const outputs = scores.flat();
  const outputMeans = scores.map((trials) => trials.map(mean));

  const judge = pooled(outputs);
  const withinCase = pooled(outputMeans);
  const trials =
    withinCase === undefined ? undefined : Math.max(0, withinCase - (judge ?? 0) * meanInverseSize(outputs));
  const between = variance(outputMeans.map(mean));
  const passedUp =
    withinCase === undefined ? (judge ?? 0) * meanInverseSize(outputs) : withinCase * meanInverseSize(scores);
  return { cases: Math.max(0, between - passedUp), trials, judge };
}

/** Variance within groups, pooled by degrees of freedom; undefined when no group has two values. */
function pooled(groups: readonly (readonly number[])[]): number | undefined {
  let squares = 0;
  let df = 0;
  for (const group of groups) {
    squares += sumOfSquares(group);
    df += group.length - 1;
  }
  return df === 0 ? undefined : squares / df;
}

function meanInverseSize(groups: readonly (readonly unknown[])[]): number {
  return mean(groups.map((group) => 1 / group.length));
}

/** Parts of the variance of a mean delta; `total` is their sum and the square of its standard error. */
export interface DeltaParts {
  readonly cases: number;
  readonly trials: number;
  readonly judge: number;
  readonly total: number;
}

/**
 * Variance of a mean delta over n cases, each side averaging K = `trials` outputs of R = `judgements` each, by
 * source: (cases + sum over both sides of (trial variance + judge variance / R) / K) / n
 * (Miller 2024, arXiv 2411.00640, with one more level). `caseVariance` is that of the cases' true deltas.
 * @throws RangeError when a variance is negative or a count below 1.
 */
export function deltaParts(plan: {
  readonly caseVariance: number;
  readonly base: { readonly trials: number; readonly judge: number };
  readonly head: { readonly trials: number; readonly judge: number };
  readonly n: number;
  readonly trials: number;
  readonly judgements: number;
}): DeltaParts {
  requireCount(plan.n, 'n', 1);
  requireCount(plan.trials, 'trials', 1);
  requireCount(plan.judgements, 'judgements', 1);
  const { base, head } = plan;
  for (const part of [plan.caseVariance, base.trials, base.judge, head.trials, head.judge]) {
    requireNonNegative(part, 'variance');
  }
  const cases = plan.caseVariance / plan.n;
  const trials = (base.trials + head.trials) / (plan.trials * plan.n);
  const judge = (base.judge + head.judge) / (plan.judgements * plan.trials * plan.n);
  return { cases, trials, judge, total: cases + trials + judge };
}
