import { predictable } from './e-process.ts';
import type { Interval } from './proportion.ts';
import { at, requireCount, requireFinite, requirePositive, requireProbability } from './require.ts';

/**
 * Predictable weights of the empirical-Bernstein confidence sequence for values in [0, 1], uncapped: entry t rests
 * on the values before t (Waudby-Smith and Ramdas 2024, arXiv 2010.09686). `alpha` is the tail error
 * that enters as log(1 / alpha).
 * @throws RangeError when a value is outside [0, 1] or alpha outside (0, 1).
 */
export function bernsteinWeights(values: readonly number[], { alpha }: { readonly alpha: number }): number[] {
  requireProbability(alpha, 'alpha');
  requireFinite(values, 'values');
  if (values.some((value) => value < 0 || value > 1)) throw new RangeError('values must be between 0 and 1');
  return predictable(values, { mean: 0.5, variance: 0.25 }).map(({ variance }, index) => {
    const t = index + 1;
    return Math.sqrt((2 * Math.log(1 / alpha)) / (variance * t * Math.log(1 + t)));
  });
}

/**
 * Empirical-Bernstein confidence sequence for the mean of values in [0, 1]: one interval after each value, all of
 * them right at once with probability 1 - 2 alpha (arXiv 2010.09686, theorem 2; weights capped at .5).
 * `alpha` is the error of one tail.
 * @throws RangeError when a value is outside [0, 1] or alpha outside (0, 1).
 */
export function bernsteinSequence(
  values: readonly number[],
  { alpha }: { readonly alpha: number },
): Interval[] {
  const weights = bernsteinWeights(values, { alpha }).map((weight) => Math.min(0.5, weight));
  const known = predictable(values, { mean: 0.5, variance: 0.25 });
  let [weight, weighted, spread] = [0, 0, 0];
  return values.map((value, t) => {
    const w = at(weights, t);
    weight += w;
    weighted += w * value;
    spread += (value - at(known, t).mean) ** 2 * (-Math.log1p(-w) - w);
    const reach = (Math.log(1 / alpha) + spread) / weight;
    return { lower: Math.max(0, weighted / weight - reach), upper: Math.min(1, weighted / weight + reach) };
  });
}

/**
 * Two-sided normal-mixture boundary for a sum with variance process `variance`, tuned by rho > 0: the sum leaves
 * -/+ this bound ever with probability at most alpha (Robbins 1970; Howard et al. 2021, arXiv 1810.08240).
 * @throws RangeError when variance or rho is not positive, or alpha outside (0, 1).
 */
export function normalMixtureBound(at: {
  readonly variance: number;
  readonly rho: number;
  readonly alpha: number;
}): number {
  const { variance, rho, alpha } = at;
  requirePositive(variance, 'variance');
  requirePositive(rho, 'rho');
  requireProbability(alpha, 'alpha');
  return Math.sqrt((variance + rho) * Math.log((variance + rho) / (rho * alpha ** 2)));
}

/**
 * The tuning parameter that makes {@link asymptoticRadius} narrowest near n = `sharpest`
 * (Waudby-Smith et al. 2024, arXiv 2103.06476).
 * @throws RangeError when sharpest is below 1 or alpha outside (0, 1).
 */
export function asymptoticTuning({
  sharpest,
  alpha,
}: {
  readonly sharpest: number;
  readonly alpha: number;
}): number {
  requireCount(sharpest, 'sharpest', 1);
  requireProbability(alpha, 'alpha');
  const doubled = -2 * Math.log(alpha);
  return Math.sqrt((doubled + Math.log(doubled + 1)) / sharpest);
}

/**
 * Half-width of the asymptotic two-sided confidence sequence after n values of standard deviation `sd`
 * (Waudby-Smith et al. 2024, arXiv 2103.06476).
 * @throws RangeError when an argument is out of range.
 */
export function asymptoticRadius(at: {
  readonly n: number;
  readonly sd: number;
  readonly tuning: number;
  readonly alpha: number;
}): number {
  const { n, sd, tuning, alpha } = at;
  requireCount(n, 'n', 1);
  requirePositive(tuning, 'tuning');
  requireProbability(alpha, 'alpha');
  const size = n * tuning ** 2 + 1;
  return sd * Math.sqrt(((2 * size) / (n * tuning) ** 2) * Math.log(Math.sqrt(size) / alpha));
}
