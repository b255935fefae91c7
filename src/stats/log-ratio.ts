import { mean, standardDeviation } from './moments.ts';
import { at, requireFinite, requireSameLength, requireTail } from './require.ts';
import { tQuantile } from './student-t.ts';

/** The geometric mean of head / base with its interval; 1 means no change, 1.2 means 20 % more. */
export interface LogRatio {
  readonly ratio: number;
  readonly lower: number;
  readonly upper: number;
  /** How many pairs had a positive value on both sides. */
  readonly n: number;
}

/**
 * Paired ratio of positive metrics such as cost and latency: a t interval on the mean of ln(head / base), carried
 * back by the exponential. `alpha` is the error of one tail: .05 gives the 90 % interval.
 * Pairs with a zero or negative value on either side are dropped; undefined when fewer than two pairs are left.
 * When every pair has the same ratio the interval is that one point.
 * @throws RangeError when the lengths differ, a value is not finite, or alpha is outside (0, .5).
 */
export function logRatio(
  base: readonly number[],
  head: readonly number[],
  { alpha }: { readonly alpha: number },
): LogRatio | undefined {
  requireTail(alpha);
  requireSameLength(base, head, 'base and head');
  requireFinite(base, 'base');
  requireFinite(head, 'head');
  const logs: number[] = [];
  base.forEach((from, i) => {
    const to = at(head, i);
    if (from > 0 && to > 0) logs.push(Math.log(to) - Math.log(from));
  });
  const n = logs.length;
  if (n < 2) return undefined;
  const centre = mean(logs);
  const reach = (tQuantile(1 - alpha, n - 1) * standardDeviation(logs)) / Math.sqrt(n);
  return { ratio: Math.exp(centre), lower: Math.exp(centre - reach), upper: Math.exp(centre + reach), n };
}
