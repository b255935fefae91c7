import { at, requireFinite, requireTail } from './require.ts';

/**
 * Lower bound for the mean of deltas in [-1, 1], for the strict mode: the alpha-quantile of a randomly weighted
 * mean of the deltas and one worst value -1, weights uniform on the simplex (Gaffke 2005; Learned-Miller and
 * Thomas 2020, arXiv 1905.06208). On binary data it is the Clopper-Pearson bound; that it holds for every bounded
 * distribution is a conjecture. No deltas give -1.
 *
 * Exact, without draws: the density of the weighted mean is a B-spline with the values as knots (Curry and
 * Schoenberg 1966), so its cdf is a spline that the de Boor recursion evaluates.
 * `alpha` is the error of the bound. For an upper bound negate the deltas and the result.
 * @throws RangeError when a delta is outside [-1, 1] or alpha outside (0, .5).
 */
export function gaffkeLower(deltas: readonly number[], { alpha }: { readonly alpha: number }): number {
  requireTail(alpha);
  requireFinite(deltas, 'deltas');
  const outside = deltas.find((delta) => Math.abs(delta) > 1 + 1e-9);
  if (outside !== undefined) throw new RangeError(`deltas must be between -1 and 1, got ${outside}`);
  const knots = [-1, ...deltas.map((delta) => Math.max(-1, delta))].sort((a, b) => a - b);
  let low = -1;
  let high = at(knots, knots.length - 1);
  while (high - low > 1e-13) {
    const middle = (low + high) / 2;
    if (weightedMeanCdf(knots, middle) < alpha) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * P(sum of W_j x_j <= t) for uniform weights on the simplex and sorted values x with x_first < t < x_last.
 */
export function weightedMeanCdf(sorted: readonly number[], t: number): number {
  const degree = sorted.length - 1;
  const first = at(sorted, 0);
  const last = at(sorted, degree);
  if (t <= first) return 0;
  if (t >= last) return 1;
  const knot = (i: number): number => (i < degree ? first : i > 2 * degree ? last : at(sorted, i - degree));
  let span = degree;
  while (knot(span + 1) <= t) span += 1;
  const spline: number[] = Array.from({ length: degree + 1 }, (_, i) =>
    span - degree + i >= degree ? 1 : 0,
  );
  for (let level = 1; level <= degree; level += 1) {
    for (let i = degree; i >= level; i -= 1) {
      const left = knot(span - degree + i);
      const share = (t - left) / (knot(span + 1 + i - level) - left);
      spline[i] = (1 - share) * at(spline, i - 1) + share * at(spline, i);
    }
  }
  return at(spline, degree);
}
