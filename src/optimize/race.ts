import { sum } from '../stats/moments.ts';

/** Standard error of a mean delta with a pseudo-case at each end, so that few equal deltas prove nothing. */
export function paddedError(deltas: readonly number[]): { mean: number; error: number } {
  const size = deltas.length + 2;
  const centre = sum(deltas) / size;
  const variance = (sum(deltas.map((delta) => delta * delta)) + 2) / size - centre ** 2;
  return { mean: deltas.length === 0 ? 0 : sum(deltas) / deltas.length, error: Math.sqrt(variance / size) };
}

/** Whether a candidate is so far behind the incumbent that the rest of the validation cases would be wasted on it. */
export function isBehind(deltas: readonly number[]): boolean {
  const { mean, error } = paddedError(deltas);
  return mean + error < 0;
}

/** Cuts cases into the thirds that a race is run in; the last one takes less where they do not divide. */
export function thirds<Item>(items: readonly Item[]): Item[][] {
  const size = Math.max(1, Math.ceil(items.length / 3));
  return [0, 1, 2]
    .map((part) => items.slice(part * size, (part + 1) * size))
    .filter((part) => part.length > 0);
}
