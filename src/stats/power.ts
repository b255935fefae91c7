import { normalQuantile } from './normal.ts';
import {
  requireCount,
  requireNonNegative,
  requirePositive,
  requireProbability,
  requireTail,
} from './require.ts';

/** What a planned comparison may miss: `alpha` is the error of one tail, `power` the chance to see a true effect. */
export interface ErrorRates {
  readonly alpha: number;
  readonly power: number;
}

/**
 * z(1 - alpha) + z(power): how many standard errors an effect must measure to be seen that often.
 * @throws RangeError when alpha is outside (0, .5) or power outside (0, 1).
 */
export function detectableStandardErrors({ alpha, power }: ErrorRates): number {
  requireTail(alpha);
  requireProbability(power, 'power');
  return normalQuantile(1 - alpha) + normalQuantile(power);
}

/**
 * Smallest true mean delta that n cases show with the given power in a one-sided test, by the normal
 * approximation: (z(1 - alpha) + z(power)) sd / sqrt(n). `sd` is the standard deviation of the deltas, n >= 1.
 * @throws RangeError when an argument is out of range.
 */
export function minimumDetectableEffect(
  plan: ErrorRates & { readonly sd: number; readonly n: number },
): number {
  requireNonNegative(plan.sd, 'sd');
  requireCount(plan.n, 'n', 1);
  return (detectableStandardErrors(plan) * plan.sd) / Math.sqrt(plan.n);
}

/**
 * Fewest cases for which a change that does nothing is proven "not worse by the margin" with the given power:
 * ((z(1 - alpha) + z(power)) sd / margin)^2, rounded up (Julious 2004). The same number shows a true
 * effect as large as the margin in a one-sided test.
 * @throws RangeError when an argument is out of range.
 */
export function sampleSize(plan: ErrorRates & { readonly sd: number; readonly margin: number }): number {
  requireNonNegative(plan.sd, 'sd');
  requirePositive(plan.margin, 'margin');
  return Math.max(1, Math.ceil(((detectableStandardErrors(plan) * plan.sd) / plan.margin) ** 2));
}
