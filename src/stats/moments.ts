import { at, requireFinite, requireLength, requireSameLength } from './require.ts';

/** Sum of the values; 0 when there are none. */
export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/**
 * Arithmetic mean.
 * @throws RangeError when empty or not finite.
 */
export function mean(values: readonly number[]): number {
  requireLength(values, 'mean', 1);
  requireFinite(values, 'values');
  return sum(values) / values.length;
}

/** Sum of squared distances from the mean; at least one finite value. */
export function sumOfSquares(values: readonly number[]): number {
  const centre = mean(values);
  let total = 0;
  for (const value of values) total += (value - centre) ** 2;
  return total;
}

/**
 * Unbiased sample variance, divisor n - 1.
 * @throws RangeError with fewer than two values.
 */
export function variance(values: readonly number[]): number {
  requireLength(values, 'variance', 2);
  return sumOfSquares(values) / (values.length - 1);
}

/** Sample standard deviation, the root of {@link variance}. */
export function standardDeviation(values: readonly number[]): number {
  return Math.sqrt(variance(values));
}

/**
 * Pearson product-moment correlation, in [-1, 1]; undefined when either side does not vary.
 * @throws RangeError when the lengths differ or are below two.
 */
export function correlation(a: readonly number[], b: readonly number[]): number | undefined {
  requireSameLength(a, b, 'both sides of a correlation');
  requireLength(a, 'correlation', 2);
  const spread = Math.sqrt(sumOfSquares(a)) * Math.sqrt(sumOfSquares(b));
  if (spread === 0) return undefined;
  const [centreA, centreB] = [mean(a), mean(b)];
  let cross = 0;
  for (let i = 0; i < a.length; i += 1) cross += (at(a, i) - centreA) * (at(b, i) - centreB);
  return Math.max(-1, Math.min(1, cross / spread));
}
