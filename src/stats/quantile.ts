import { at, requireFinite, requireLength } from './require.ts';

/**
 * Sample quantile by linear interpolation of the order statistics, type 7 of Hyndman and Fan (1996): the median at
 * probability .5, the ends at 0 and 1.
 * @throws RangeError when empty, not finite, or the probability is outside [0, 1].
 */
export function quantile(values: readonly number[], probability: number): number {
  requireLength(values, 'quantile', 1);
  requireFinite(values, 'values');
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`probability must be between 0 and 1, got ${probability}`);
  }
  const sorted = [...values].sort((a, b) => a - b);
  const position = probability * (sorted.length - 1);
  const below = Math.floor(position);
  const low = at(sorted, below);
  const high = at(sorted, Math.min(below + 1, sorted.length - 1));
  return low + (position - below) * (high - low);
}

/** The middle value, see {@link quantile}. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
