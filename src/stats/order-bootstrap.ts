import { binomialAtLeast } from './binomial.ts';
import type { Interval } from './proportion.ts';
import { quantile } from './quantile.ts';
import { at, requireFinite, requireLength, requireTail } from './require.ts';

/**
 * Percentile interval of a quantile (type 7) of independent values by the bootstrap, without drawing: the limit of
 * infinitely many draws. Of n values drawn with replacement, the k-th smallest is at most the j-th smallest of those
 * that were drawn from with the chance that a binomial variable of n tries and probability j/n is k or more (Efron
 * 1979, section 3). A quantile between two ranks has an interval between theirs.
 *
 * `alpha` is the error of one tail.
 * @throws RangeError when empty or not finite, the probability is outside [0, 1], or alpha is outside (0, .5).
 */
export function quantileInterval(
  values: readonly number[],
  { probability, alpha }: { readonly probability: number; readonly alpha: number },
): Interval & { readonly estimate: number } {
  requireLength(values, 'quantileInterval', 1);
  requireFinite(values, 'values');
  requireTail(alpha);
  const estimate = quantile(values, probability);
  const sorted = Float64Array.from(values).sort();
  const position = probability * (sorted.length - 1);
  const below = Math.floor(position);
  const share = position - below;
  /** The value that the drawn value of a rank, 1 the smallest, stays at or under with a chance of at least `chance`. */
  const endOf = (rank: number, chance: number): number => {
    let [low, high] = [1, sorted.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const reached = binomialAtLeast({ k: rank, n: sorted.length, p: middle / sorted.length }) >= chance;
      if (reached) high = middle;
      else low = middle + 1;
    }
    return at(sorted, low - 1);
  };
  const between = (chance: number): number => {
    const low = endOf(below + 1, chance);
    return share === 0 ? low : low + share * (endOf(below + 2, chance) - low);
  };
  return { estimate, lower: between(alpha), upper: between(1 - alpha) };
}
