import type { CaseReport } from '../../core/report.ts';
import { type Row, searchText } from './rows.ts';

export type CaseOutcome = CaseReport['outcome'];
export type SortKey = 'outcome' | 'suite' | 'case' | 'base' | 'head' | 'delta';

export interface Sort {
  by: SortKey;
  descending: boolean;
}

export interface Filter {
  /** Words that must all occur. */
  words: string;
  /** Empty: every outcome. */
  outcomes: ReadonlySet<CaseOutcome>;
  suite: string | undefined;
  /** Places of the rows picked in a plot. */
  picked: ReadonlySet<number> | undefined;
}

export const NO_FILTER: Filter = { words: '', outcomes: new Set(), suite: undefined, picked: undefined };

/** The worst first: what needs a look stands above what does not. */
export const OUTCOME_ORDER: readonly CaseOutcome[] = [
  'broke',
  'worse',
  'flaky',
  'unpaired',
  'fixed',
  'better',
  'head-only',
  'same',
  'not-run',
];

/** Finds and orders rows. What is looked through is kept in lower case once it was asked for. */
export class Finder {
  readonly #rows: readonly Row[];
  readonly #texts: (string | undefined)[] = [];
  readonly #orders = new Map<string, readonly Row[]>();

  constructor(rows: readonly Row[]) {
    this.#rows = rows;
  }

  find(filter: Filter, sort: Sort): readonly Row[] {
    const words = filter.words.toLowerCase().split(/\s+/).filter(Boolean);
    return this.#ordered(sort).filter(
      (row) =>
        (filter.outcomes.size === 0 || filter.outcomes.has(row.case.outcome)) &&
        (filter.suite === undefined || row.suite.name === filter.suite) &&
        (filter.picked === undefined || filter.picked.has(row.index)) &&
        (words.length === 0 || words.every((word) => this.#text(row).includes(word))),
    );
  }

  /** Prepares some of the texts ahead of a search. Gives whether there are more. */
  prepare(count: number): boolean {
    let left = count;
    for (let at = this.#texts.length; at < this.#rows.length && left > 0; at += 1, left -= 1) {
      const row = this.#rows[at];
      if (row) this.#text(row);
    }
    return this.#texts.length < this.#rows.length;
  }

  #text(row: Row): string {
    const known = this.#texts[row.index];
    if (known !== undefined) return known;
    const text = searchText(row);
    this.#texts[row.index] = text;
    return text;
  }

  #ordered(sort: Sort): readonly Row[] {
    const name = `${sort.by} ${sort.descending}`;
    const known = this.#orders.get(name);
    if (known) return known;
    const ordered = [...this.#rows].sort(comparator(sort));
    this.#orders.set(name, ordered);
    return ordered;
  }
}

const collator = new Intl.Collator('en', { numeric: true });
const rank = new Map(OUTCOME_ORDER.map((outcome, at) => [outcome, at]));

function comparator({ by, descending }: Sort): (left: Row, right: Row) => number {
  const sign = descending ? -1 : 1;
  switch (by) {
    case 'outcome':
      return (left, right) => sign * worstFirst(left, right) || left.index - right.index;
    case 'suite':
      return (left, right) =>
        sign * collator.compare(left.suite.name, right.suite.name) || left.index - right.index;
    case 'case':
      return (left, right) =>
        sign * collator.compare(left.case.id, right.case.id) || left.index - right.index;
    default:
      return (left, right) => unknownLast(left[by], right[by], sign) || left.index - right.index;
  }
}

function worstFirst(left: Row, right: Row): number {
  return (
    (rank.get(left.case.outcome) ?? 0) - (rank.get(right.case.outcome) ?? 0) ||
    Number(right.case.mustPass) - Number(left.case.mustPass) ||
    Math.abs(right.delta ?? 0) - Math.abs(left.delta ?? 0)
  );
}

/** What has no number stands below, whichever way the others are sorted. */
function unknownLast(left: number | undefined, right: number | undefined, sign: number): number {
  if (left === undefined || right === undefined)
    return Number(left === undefined) - Number(right === undefined);
  return sign * (left - right);
}
