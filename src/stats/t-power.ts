import { noncentralTCdf } from './noncentral-t.ts';
import { requirePositive, requireProbability, requireTail } from './require.ts';
import { tQuantile } from './student-t.ts';

/** A planned paired t-test: the true mean delta, the sd of the deltas, and the error of one tail. */
export interface TPlan {
  readonly effect: number;
  readonly sd: number;
  readonly alpha: number;
}

/**
 * Chance that a paired t-test on n cases rejects in the direction of the effect, by the noncentral t distribution
 * (Cohen 1988; R's power.t.test). n may be fractional. `alpha` of .025 is a two-sided test of 5 %
 * whose rejections in the wrong direction do not count.
 * @throws RangeError unless n > 1, effect and sd are positive, and alpha is in (0, .5).
 */
export function pairedTPower({ effect, sd, alpha, n }: TPlan & { readonly n: number }): number {
  requirePositive(effect, 'effect');
  requirePositive(sd, 'sd');
  requireTail(alpha);
  if (!(n > 1 && Number.isFinite(n))) throw new RangeError(`n must be above 1, got ${n}`);
  const noncentrality = (Math.sqrt(n) * effect) / sd;
  return 1 - noncentralTCdf({ t: tQuantile(1 - alpha, n - 1), df: n - 1, noncentrality });
}

/**
 * The number of cases, fractional, at which {@link pairedTPower} reaches `power`; round it up to use it.
 * At least 2.
 * @throws RangeError when an argument is out of range, or more than a million cases would be needed.
 */
export function pairedTSampleSize({ power, ...plan }: TPlan & { readonly power: number }): number {
  requireProbability(power, 'power');
  let low = 2;
  let high = 2;
  while (pairedTPower({ ...plan, n: high }) < power) {
    low = high;
    high *= 2;
    if (high > 1e6) throw new RangeError('more than a million cases would be needed');
  }
  while (high - low > 1e-9 * high) {
    const middle = (low + high) / 2;
    if (pairedTPower({ ...plan, n: middle }) < power) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
