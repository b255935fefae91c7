import { at } from './require.ts';

/**
 * Holm's step-down adjustment of p-values, in the order given: comparing them with alpha keeps the chance of any
 * false rejection at most alpha (Holm 1979).
 * @throws RangeError when a p-value is outside [0, 1].
 */
export function holm(p: readonly number[]): number[] {
  const order = ascending(p);
  const adjusted = new Array<number>(p.length).fill(1);
  let highest = 0;
  order.forEach((index, rank) => {
    highest = Math.max(highest, Math.min(1, at(p, index) * (p.length - rank)));
    adjusted[index] = highest;
  });
  return adjusted;
}

/**
 * Step-up adjustment of p-values, in the order given: comparing them with q keeps the expected share of false
 * rejections at most q (Benjamini and Hochberg 1995).
 * @throws RangeError when a p-value is outside [0, 1].
 */
export function benjaminiHochberg(p: readonly number[]): number[] {
  const order = ascending(p);
  const adjusted = new Array<number>(p.length).fill(1);
  let lowest = 1;
  for (let rank = order.length; rank >= 1; rank -= 1) {
    const index = at(order, rank - 1);
    lowest = Math.min(lowest, (at(p, index) * p.length) / rank);
    adjusted[index] = lowest;
  }
  return adjusted;
}

function ascending(p: readonly number[]): number[] {
  for (const value of p) {
    if (!(value >= 0 && value <= 1)) throw new RangeError(`p-values must be between 0 and 1, got ${value}`);
  }
  return p.map((_, index) => index).sort((a, b) => at(p, a) - at(p, b));
}
