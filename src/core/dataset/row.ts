import { SUITE_DEFAULTS } from '../config/defaults.ts';
import { cut } from '../cut.ts';
import type { Place, Problem } from '../errors.ts';
import { contentHash } from '../hash.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { didYouMean } from '../suggest.ts';
import type { Case } from '../suite.ts';
import { readCaseChecks } from './row-checks.ts';
import { textFault } from './text-fault.ts';

/** Where a row stands and how it is written. */
export interface RowSource {
  /** Place of what a path inside the row leads to; the empty path is the row itself. */
  placeOf(path: readonly (string | number)[]): Place;
  /** Every key but `id`, `expected`, `tags` and `cluster` is a variable, even one called `vars` (CSV, GitHub's `testData`). */
  flat: boolean;
}

/** A case and where its row stands, or everything that is wrong with the row. */
export type ParsedRow =
  | {
      ok: true;
      case: Case;
      place: Place;
      /** The hash an id was derived from; absent when the row has an id of its own. */
      digest?: string;
    }
  | { ok: false; problems: readonly Problem[] };

const OWN_KEYS = ['id', 'vars', 'expected', 'tags', 'cluster', 'checks', 'threshold'];

/**
 * Reads one row: `{ id?, vars, expected?, tags?, cluster?, checks?, threshold? }`, or flat, with every other key a variable
 * (`checks` and `threshold` too: they are read beside `vars` only). Without an id the case is called after its content. `expected: null` counts as absent, as exports write a missing value that way.
 */
export function caseFromRow(row: Json, { placeOf, flat }: RowSource): ParsedRow {
  const problems: Problem[] = [];
  const report = (path: readonly (string | number)[], message: string, help: string): void => {
    problems.push({ code: 'E_DATASET_INVALID', message, help, place: placeOf(path) });
  };
  if (!isJsonObject(row)) {
    report(
      [],
      'The row is not a mapping.',
      'Write each row as `{ vars: { question: "…" }, expected: "…" }`.',
    );
    return { ok: false, problems };
  }
  const fault = textFault(row);
  if (fault !== undefined) {
    report(fault.path, `The row contains ${fault.what}.`, 'Remove it: models and reports cannot take it.');
  }

  const nested = !flat && Object.hasOwn(row, 'vars');
  const vars = nested ? member(row, 'vars') : without(row, ['id', 'expected', 'tags', 'cluster']);
  if (!isJsonObject(vars)) {
    report(['vars'], '`vars` is not a mapping.', 'Write `vars: { question: "…" }`.');
  }
  for (const key of nested ? Object.keys(row).filter((name) => !OWN_KEYS.includes(name)) : []) {
    const meant = didYouMean(key, OWN_KEYS);
    const help = meant ? `Did you mean \`${meant}\`?` : `If it is a variable, move it into \`vars\`.`;
    report([key], `The row has an unknown key "${cut(key, 60)}".`, help);
  }
  const given = readId(member(row, 'id'));
  if (given === null)
    report(['id'], '`id` is empty or not a text.', 'Write `id: "refund-1"`, or leave it out.');
  const tags = readTags(member(row, 'tags'));
  if (tags === null)
    report(['tags'], '`tags` is not a list of texts.', 'Write `tags: ["smoke", "billing"]`.');
  const cluster = readId(member(row, 'cluster'));
  if (cluster === null)
    report(
      ['cluster'],
      '`cluster` is empty or not a text.',
      'Write `cluster: "conversation-7"`, or leave it out.',
    );
  const checks = nested
    ? readCaseChecks({ checks: member(row, 'checks'), threshold: member(row, 'threshold'), placeOf })
    : undefined;
  if (checks?.ok === false) problems.push(...checks.problems);
  if (problems.length > 0 || given === null || tags === null || cluster === null || !isJsonObject(vars))
    return { ok: false, problems };

  const expected = member(row, 'expected') ?? undefined;
  const rest = {
    vars,
    ...(expected === undefined ? {} : { expected }),
    tags,
    ...(cluster === undefined ? {} : { cluster }),
    ...(checks?.ok && checks.set ? { scorers: { [SUITE_DEFAULTS.caseChecksName]: checks.set } } : {}),
  };
  const place = placeOf([]);
  if (given !== undefined) return { ok: true, case: { id: given, ...rest }, place };
  const digest = contentHash(expected === undefined ? { vars } : { vars, expected });
  return { ok: true, case: { id: derivedId(digest, 8), ...rest }, place, digest };
}

/** The id of a case that was given none: stable as long as its content is. */
export function derivedId(digest: string, digits: number): string {
  return `case-${digest.slice(0, digits)}`;
}

function member(row: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(row, key) ? row[key] : undefined;
}

function without(row: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(row).filter(([key]) => !keys.includes(key)));
}

/** `undefined` when there is none, `null` when it cannot be an id. */
function readId(value: Json | undefined): string | null | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' || typeof value === 'string') return String(value).trim() || null;
  return null;
}

/** One for all rows without tags. */
const NO_TAGS: readonly string[] = Object.freeze([]);

function readTags(value: Json | undefined): readonly string[] | null {
  if (value === undefined || value === null) return NO_TAGS;
  if (!Array.isArray(value)) return null;
  const tags: Json[] = value;
  const names = tags.filter((tag) => typeof tag === 'string').map((tag) => tag.trim());
  return names.length === tags.length && !names.includes('') ? [...new Set(names)] : null;
}
