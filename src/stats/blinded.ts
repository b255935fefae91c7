import { clusterSums } from './cluster.ts';
import { mean, sum, sumOfSquares } from './moments.ts';
import { detectableStandardErrors, type ErrorRates } from './power.ts';
import { requireCount, requireLength } from './require.ts';

/** Scores of one case's trials, 0..1, at least one a side. */
export interface CaseTrials {
  readonly base: readonly number[];
  readonly head: readonly number[];
}

/** Parts of the variance of a mean delta, seen without knowing which side is which. */
export interface BlindedParts {
  /** What more trials do not lessen: cases that really differ in how they moved. */
  readonly cases: number;
  /** What one trial of each case and side puts in; K trials put in a K-th of it. */
  readonly trial: number;
}

/**
 * Blinded estimate of where the variance of a mean delta comes from. `trial` is the variance within the trials of a
 * case and side, pooled over all of them, times 2 / n; `cases` is the sum of the squared deltas over n squared, less
 * what the trials put in, never below 0. With `clusters`, deltas are added up by cluster before they are squared.
 *
 * Squares do not change when a case's two sides (or a cluster's) are swapped, so a number of trials chosen by these
 * parts leaves the signs of the deltas as free as before, and a sign-flip test exact (blinded re-estimation:
 * Kieser and Friede 2003, Statistics in Medicine 22). A true effect counts as spread, on the safe side for cost:
 * where it is large, fewer trials are asked for. Undefined when no case was tried twice.
 * @throws RangeError with fewer than two cases, a side without trials, or clusters that do not match the cases.
 */
export function blindedParts(
  cases: readonly CaseTrials[],
  clusters?: readonly string[],
): BlindedParts | undefined {
  requireLength(cases, 'cases', 2);
  const sides = cases.flatMap(({ base, head }) => [base, head]);
  for (const side of sides) requireLength(side, 'trials of a case', 1);
  const df = sum(sides.map(({ length }) => length - 1));
  if (df === 0) return undefined;
  const n = cases.length;
  const within = sum(sides.map(sumOfSquares)) / df;
  const noise = within * sum(sides.map(({ length }) => 1 / length));
  const deltas = cases.map(({ base, head }) => mean(head) - mean(base));
  const squares = sum(clusterSums(deltas, clusters).map((total) => total * total));
  return { cases: Math.max(0, squares - noise) / n ** 2, trial: (2 * within) / n };
}

/** Smallest true mean delta that K trials of each case and side show, as {@link detectableStandardErrors} counts. */
export function detectableWith(parts: BlindedParts, trials: number, rates: ErrorRates): number {
  requireCount(trials, 'trials', 1);
  return detectableStandardErrors(rates) * Math.sqrt(parts.cases + parts.trial / trials);
}
