import { sum } from './moments.ts';
import { at, requireCount, requireLength, requireNonNegative } from './require.ts';

/**
 * How often two raters gave each pair of categories: `table[i][j]` counts the items that the first put into category
 * i and the second into j. Square, at least 2 x 2, whole numbers from 0, at least one item.
 */
export type AgreementTable = readonly (readonly number[])[];

/** Weight of a cell in [0, 1], by its distance on the scale: 1 is full agreement, 0 none. */
export type Weights = 'identity' | 'quadratic';

/** Agreement of two raters. The chance-corrected ones are undefined where chance alone would agree always. */
export interface Agreement {
  /** Items rated by both. */
  readonly n: number;
  /** Share of items in the same category, 0..1. */
  readonly observed: number;
  /** Cohen's kappa, -1..1. */
  readonly kappa: number | undefined;
  /** Large-sample standard error of kappa; undefined where kappa is. */
  readonly kappaStandardError: number | undefined;
  /** Gwet's AC1, -1..1. */
  readonly ac1: number | undefined;
}

interface Shares {
  n: number;
  cells: readonly (readonly number[])[];
  rows: readonly number[];
  columns: readonly number[];
}

function sharesOf(table: AgreementTable): Shares {
  requireLength(table, 'categories', 2);
  for (const row of table) {
    if (row.length !== table.length)
      throw new RangeError(`the table must be square, got a row of ${row.length}`);
    for (const count of row) requireCount(count, 'count');
  }
  const n = sum(table.flat());
  requireCount(n, 'items', 1);
  const cells = table.map((row) => row.map((count) => count / n));
  return {
    n,
    cells,
    rows: cells.map((row) => sum(row)),
    columns: cells.map((_, index) => sum(cells.map((row) => at(row, index)))),
  };
}

function weightOf(weights: Weights, i: number, j: number, categories: number): number {
  if (weights === 'identity') return i === j ? 1 : 0;
  return 1 - ((i - j) / (categories - 1)) ** 2;
}

/** The weighted total of f over all cells. */
function overCells(categories: number, f: (i: number, j: number) => number): number {
  let total = 0;
  for (let i = 0; i < categories; i += 1) for (let j = 0; j < categories; j += 1) total += f(i, j);
  return total;
}

/**
 * Agreement of two raters over a table: the share of equal answers; Cohen's kappa (1960) with the standard error of
 * Fleiss, Cohen and Everitt (1969); Gwet's AC1 (2008), which stays useful where nearly all items are of one category
 * and kappa falls to 0.
 * @throws RangeError for a table that is not square, has no items, or has counts that are no whole numbers
 */
export function agreementOf(table: AgreementTable): Agreement {
  const { n, cells, rows, columns } = sharesOf(table);
  const categories = cells.length;
  const observed = overCells(categories, (i, j) => (i === j ? at(at(cells, i), j) : 0));
  const expected = sum(rows.map((share, i) => share * at(columns, i)));
  const marginals = rows.map((share, i) => (share + at(columns, i)) / 2);
  const byChance = sum(marginals.map((share) => share * (1 - share))) / (categories - 1);
  const kappa = expected < 1 ? (observed - expected) / (1 - expected) : undefined;
  return {
    n,
    observed,
    kappa,
    kappaStandardError:
      kappa === undefined ? undefined : kappaStandardError({ n, cells, rows, columns }, kappa, expected),
    ac1: byChance < 1 ? (observed - byChance) / (1 - byChance) : undefined,
  };
}

function kappaStandardError({ n, cells, rows, columns }: Shares, kappa: number, expected: number): number {
  const spread = overCells(cells.length, (i, j) => {
    const share = at(at(cells, i), j);
    if (i === j) return share * (1 - (at(rows, i) + at(columns, i)) * (1 - kappa)) ** 2;
    return share * ((at(columns, i) + at(rows, j)) * (1 - kappa)) ** 2;
  });
  const variance = (spread - (kappa - expected * (1 - kappa)) ** 2) / (n * (1 - expected) ** 2);
  return Math.sqrt(Math.max(0, variance));
}

/**
 * Cohen's weighted kappa (1968): with quadratic weights near misses on an ordered scale count for much of a hit.
 * Undefined where chance alone would agree always.
 * @throws RangeError as {@link agreementOf}
 */
export function weightedKappa(table: AgreementTable, weights: Weights): number | undefined {
  const { cells, rows, columns } = sharesOf(table);
  const size = cells.length;
  const observed = overCells(size, (i, j) => weightOf(weights, i, j, size) * at(at(cells, i), j));
  const expected = overCells(size, (i, j) => weightOf(weights, i, j, size) * at(rows, i) * at(columns, j));
  return expected < 1 ? (observed - expected) / (1 - expected) : undefined;
}

/** The table of pairs of categories, each a whole number from 0 to `categories` - 1. */
export function tableOf(pairs: readonly (readonly [number, number])[], categories: number): number[][] {
  requireCount(categories, 'categories', 2);
  const table = Array.from({ length: categories }, () => new Array<number>(categories).fill(0));
  for (const [first, second] of pairs) {
    requireNonNegative(first, 'category');
    const row = at(table, first);
    row[second] = at(row, second) + 1;
  }
  return table;
}
