import { sum } from './moments.ts';
import { at, requireFinite } from './require.ts';

/** How far apart two values are: as names, as ranks, as numbers on an interval, as ratios (values from 0). */
export type Scale = 'nominal' | 'ordinal' | 'interval' | 'ratio';

/**
 * Krippendorff's alpha (2004): 1 - observed / expected disagreement, for any number of raters, with gaps. `units`
 * holds the values that each item was given, by whoever rated it; items with fewer than two are left out. In
 * (-infinity, 1]; undefined when no item has two values, or all values are the same.
 * @throws RangeError when a value is not a finite number
 */
export function krippendorffAlpha(units: readonly (readonly number[])[], scale: Scale): number | undefined {
  const pairable = units.filter((unit) => unit.length >= 2);
  const all = pairable.flat();
  requireFinite(all, 'values');
  const values = [...new Set(all)].sort((left, right) => left - right);
  const totals = values.map((value) => all.filter((other) => other === value).length);
  const distance = (left: number, right: number) => squaredDistance(scale, values, totals, left, right);

  const observed = sum(
    pairable.map(
      (unit) => sum(unit.flatMap((left) => unit.map((right) => distance(left, right)))) / (unit.length - 1),
    ),
  );
  const expected =
    sum(
      values.flatMap((left, i) =>
        values.map((right, j) => at(totals, i) * at(totals, j) * distance(left, right)),
      ),
    ) /
    (all.length - 1);
  return expected > 0 ? 1 - observed / expected : undefined;
}

function squaredDistance(
  scale: Scale,
  values: readonly number[],
  totals: readonly number[],
  left: number,
  right: number,
): number {
  if (left === right) return 0;
  switch (scale) {
    case 'nominal':
      return 1;
    case 'interval':
      return (left - right) ** 2;
    case 'ratio':
      return ((left - right) / (left + right)) ** 2;
    case 'ordinal': {
      const [low, high] = [Math.min(left, right), Math.max(left, right)];
      const between = sum(values.map((value, i) => (value >= low && value <= high ? at(totals, i) : 0)));
      const ends = at(totals, values.indexOf(left)) + at(totals, values.indexOf(right));
      return (between - ends / 2) ** 2;
    }
  }
}
