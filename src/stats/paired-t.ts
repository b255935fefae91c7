import { mean } from './moments.ts';
import type { Interval } from './proportion.ts';
import { requireLength, requireTail } from './require.ts';
import { standardError } from './standard-error.ts';
import { tCdf, tQuantile } from './student-t.ts';

/** A paired t-test of "mean delta = 0" with its interval. */
export interface PairedT extends Interval {
  readonly mean: number;
  readonly standardError: number;
  readonly t: number;
  readonly df: number;
  /** Two-sided p-value. */
  readonly p: number;
}

/**
 * Paired t-test (Student 1908). `alpha` is the error of one tail: .025 gives the 95 % interval.
 * When all deltas are equal the interval is that one point; t is then infinite, or 0 with p = 1 when all are 0.
 * @throws RangeError with fewer than two deltas, when one is not finite, or alpha is outside (0, .5).
 */
export function pairedT(deltas: readonly number[], { alpha }: { readonly alpha: number }): PairedT {
  requireTail(alpha);
  requireLength(deltas, 'paired t', 2);
  const centre = mean(deltas);
  const error = standardError(deltas);
  const df = deltas.length - 1;
  const t = statistic(centre, error);
  const reach = tQuantile(1 - alpha, df) * error;
  return {
    mean: centre,
    standardError: error,
    t,
    df,
    p: Math.min(1, 2 * tCdf(-Math.abs(t), df)),
    lower: centre - reach,
    upper: centre + reach,
  };
}

function statistic(distance: number, error: number): number {
  return distance === 0 ? 0 : distance / error;
}

/**
 * Two one-sided t-tests of equivalence (Schuirmann 1987): the larger p-value of "mean delta <= lower" and
 * "mean delta >= upper". Small p: the mean lies between the two ends.
 * @throws RangeError with fewer than two deltas, or unless lower < upper.
 */
export function equivalenceTest(deltas: readonly number[], { lower, upper }: Interval): number {
  if (!(lower < upper)) throw new RangeError(`lower must be below upper, got ${lower} and ${upper}`);
  requireLength(deltas, 'equivalence test', 2);
  const centre = mean(deltas);
  const error = standardError(deltas);
  const df = deltas.length - 1;
  return Math.max(tCdf(-statistic(centre - lower, error), df), tCdf(statistic(centre - upper, error), df));
}
