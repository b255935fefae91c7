import { sha256 } from '../core/hash.ts';
import type { Case } from '../core/suite.ts';

/** Fewer independent units than this can show nothing: the result is called exploratory. */
export const EXPLORATORY_BELOW = 30;
const THREE_WAY_FROM = 60;

/** What each case is for. The test split is looked at once, at the end. */
export interface Splits {
  train: readonly Case[];
  validation: readonly Case[];
  test: readonly Case[];
  /**
   * Where there are too few cases for three splits: the test cases in two halves. Each chooses among what was found on
   * train, and tests what the other one chose; validation is train then.
   */
  halves?: readonly [readonly Case[], readonly Case[]] | undefined;
  /** Too few cases for a split that could decide anything. */
  exploratory: boolean;
}

/**
 * Splits cases by the hash of what identifies them, so that a case stays where it is when others come and go. Clusters
 * stay together: a case must not be tested on what its sibling taught. With 60 units and more 40 % train, 30 %
 * validate, 30 % test. From 30 to 59 half of them train, and the other half tests in two halves. With fewer 35, 35
 * and 30 %. Shares are met as closely as whole clusters allow, and each split has at least one unit where there are
 * three.
 */
export function splitCases(cases: readonly Case[], salt: string): Splits {
  const { units, ...splits } = cutCases(cases, salt);
  if (units < EXPLORATORY_BELOW || units >= THREE_WAY_FROM)
    return { ...splits, exploratory: units < EXPLORATORY_BELOW };
  const { train, validation, test } = splits;
  const tested = new Set([...validation, ...test]);
  return {
    train,
    validation: train,
    test: cases.filter((row) => tested.has(row)),
    halves: [validation, test],
    exploratory: false,
  };
}

function cutCases(
  cases: readonly Case[],
  salt: string,
): Pick<Splits, 'train' | 'validation' | 'test'> & { units: number } {
  const units = new Map<string, Case[]>();
  for (const row of cases) {
    const name = row.cluster === undefined ? `i${row.id}` : `c${row.cluster}`;
    units.set(name, [...(units.get(name) ?? []), row]);
  }
  const places = [...units]
    .map(([name, rows]) => ({ at: sha256(`${salt}\n${name}`), rows }))
    .sort((left, right) => (left.at < right.at ? -1 : 1));
  const shares =
    units.size >= THREE_WAY_FROM
      ? { test: 0.3, validation: 0.3 }
      : units.size >= EXPLORATORY_BELOW
        ? { test: 0.25, validation: 0.25 }
        : { test: 0.3, validation: 0.35 };
  const wanted = {
    test: Math.max(1, Math.round(shares.test * cases.length)),
    validation: Math.max(1, Math.round(shares.validation * cases.length)),
  };
  const splits = { train: [] as Case[], validation: [] as Case[], test: [] as Case[] };
  places.forEach(({ rows }, index) => {
    const left = places.length - index;
    // The last two units are kept for the splits that would otherwise be empty.
    const fits = (kind: 'test' | 'validation') =>
      splits[kind].length === 0 || splits[kind].length + rows.length / 2 <= wanted[kind];
    const missing = Number(splits.validation.length === 0) + Number(splits.train.length === 0);
    const kind =
      left > missing && fits('test') ? 'test' : left > 1 && fits('validation') ? 'validation' : 'train';
    splits[kind].push(...rows);
  });
  const order = new Map(cases.map((row, index) => [row, index]));
  const inOrder = (rows: readonly Case[]) =>
    [...rows].sort((left, right) => (order.get(left) ?? 0) - (order.get(right) ?? 0));
  return {
    train: inOrder(splits.train),
    validation: inOrder(splits.validation),
    test: inOrder(splits.test),
    units: units.size,
  };
}
