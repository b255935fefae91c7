import { correlation } from './moments.ts';
import { at, requireFinite } from './require.ts';

/** Ranks from 1, ties sharing their average rank. */
export function ranks(values: readonly number[]): number[] {
  requireFinite(values, 'values');
  const order = values.map((_, index) => index).sort((a, b) => at(values, a) - at(values, b));
  const result = new Array<number>(values.length).fill(0);
  let start = 0;
  while (start < order.length) {
    let end = start;
    while (end + 1 < order.length && at(values, at(order, end + 1)) === at(values, at(order, start)))
      end += 1;
    for (let i = start; i <= end; i += 1) result[at(order, i)] = (start + end) / 2 + 1;
    start = end + 1;
  }
  return result;
}

/**
 * Rank correlation in [-1, 1], ties by average ranks (Spearman 1904); undefined when one side is all equal.
 * @throws RangeError when the lengths differ, are below two, or a value is not finite.
 */
export function spearman(a: readonly number[], b: readonly number[]): number | undefined {
  return correlation(ranks(a), ranks(b));
}
