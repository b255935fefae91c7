import { cut } from '../cut.ts';
import { type Place, type Problem, RatchetErrors } from '../errors.ts';
import type { Case } from '../suite.ts';
import { derivedId, type ParsedRow } from './row.ts';

/** More problems than this are not listed: a person mends these first. */
const MOST_PROBLEMS = 20;

/**
 * The cases of parsed rows, in order, each id once.
 *
 * Derived ids are eight digits long; two different rows that happen to share those get ids of sixteen, so that a
 * large dataset never fails for an id that nobody wrote.
 * @throws RatchetErrors E_DATASET_INVALID: what is wrong with the rows, and every id that is given twice, with both lines
 */
export function casesOf(rows: readonly ParsedRow[]): Case[] {
  const problems: Problem[] = rows.flatMap((row) => (row.ok ? [] : row.problems));
  const cases: Case[] = [];
  const places = new Map<string, Place>();
  for (const { row, id } of identified(rows)) {
    const first = places.get(id);
    if (first !== undefined) problems.push(duplicate(id, first, row.place, row.digest !== undefined));
    else places.set(id, row.place);
    cases.push(id === row.case.id ? row.case : { ...row.case, id });
  }
  throwIfAny(problems);
  return cases;
}

/** Where the row of each case stands, by the case's id. */
export function placesOf(rows: readonly ParsedRow[]): ReadonlyMap<string, Place> {
  return new Map(identified(rows).map(({ row, id }) => [id, row.place]));
}

type GoodRow = Extract<ParsedRow, { ok: true }>;

/** Rows that can be read with the ids of their cases. */
function identified(rows: readonly ParsedRow[]): { row: GoodRow; id: string }[] {
  const good = rows.filter((row): row is GoodRow => row.ok);
  const digests = new Map<string, Set<string>>();
  for (const row of good) {
    if (row.digest === undefined) continue;
    digests.set(row.case.id, (digests.get(row.case.id) ?? new Set()).add(row.digest));
  }
  return good.map((row) => {
    const crowded = row.digest !== undefined && (digests.get(row.case.id)?.size ?? 0) > 1;
    return { row, id: crowded ? derivedId(row.digest ?? '', 16) : row.case.id };
  });
}

/** @throws RatchetErrors with the first 20 of the problems, if there are any */
export function throwIfAny(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new RatchetErrors(problems.slice(0, MOST_PROBLEMS));
}

function duplicate(id: string, first: Place, second: Place, derived: boolean): Problem {
  const lines = `lines ${first.line ?? '?'} and ${second.line ?? '?'}`;
  return {
    code: 'E_DATASET_INVALID',
    message: derived
      ? `The rows on ${lines} are the same case.`
      : `The rows on ${lines} have the same id "${cut(id, 60)}".`,
    help: derived ? 'Remove one of them, or give each an `id` of its own.' : 'Give one of them another `id`.',
    place: second,
  };
}
