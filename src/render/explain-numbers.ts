import type { MeasuredSuite } from '../core/report.ts';
import { isDeciding } from './select.ts';

const DIGITS = 6;

/** The deltas of one comparison as they stand in the report's cases. */
export interface Deltas {
  ids: readonly string[];
  base: readonly number[];
  head: readonly number[];
  values: readonly number[];
}

export function deltasOf({ cases }: MeasuredSuite, scorer: string): Deltas {
  const rows = cases.flatMap((row) => {
    const { id, identical, base, head } = row;
    const [before, after] = [base?.means[scorer], head?.means[scorer]];
    return isDeciding(row) && !identical && before !== undefined && after !== undefined
      ? [{ id, before, after }]
      : [];
  });
  return {
    ids: rows.map(({ id }) => id),
    base: rows.map(({ before }) => before),
    head: rows.map(({ after }) => after),
    values: rows.map(({ before, after }) => after - before),
  };
}

export function clustersOf(
  { cases }: MeasuredSuite,
  ids: readonly string[],
): { clusters?: readonly string[] } {
  const clusterOf = new Map(cases.map(({ id, cluster }) => [id, cluster]));
  if (ids.every((id) => clusterOf.get(id) === undefined)) return {};
  return {
    clusters: ids.map((id) => (clusterOf.get(id) === undefined ? `i${id}` : `c${clusterOf.get(id)}`)),
  };
}

/** `8 × 0, 4 × −1`: each value once, most frequent first. */
export function counted(values: readonly number[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(number(value), (counts.get(number(value)) ?? 0) + 1);
  return [...counts]
    .sort(([, left], [, right]) => right - left)
    .map(([value, count]) => `${count} × ${value}`)
    .join(', ');
}

export function stated(name: string, computed: number | undefined, claimed: number | undefined): string {
  if (computed === undefined || claimed === undefined)
    return `${name} ${number(computed ?? claimed ?? Number.NaN)}`;
  return `${name} ${number(computed)}${Math.abs(computed - claimed) > 1e-9 ? ` (the report says ${number(claimed)}: differs)` : ''}`;
}

/** A number and the limit that it was held against. */
export function heldAgainst(actual: number | undefined, limit: number | undefined): string {
  if (actual === undefined) return '';
  return `: ${number(actual)}${limit === undefined ? '' : ` against ${number(limit)}`}`;
}

export function number(value: number): string {
  return String(Number(value.toFixed(DIGITS))).replace('-', '−');
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
