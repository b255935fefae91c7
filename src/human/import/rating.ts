import { cut } from '../../core/cut.ts';
import { type Problem, RatchetError } from '../../core/errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { parseJson } from '../../core/json-parse.ts';

/** A person's rating as another tool has it. It becomes a label once it is bound to a case and a criterion. */
export interface Rating {
  /** Where it stands, for people: `row 3`. */
  place: string;
  /** Their name of what was asked. */
  question?: string | undefined;
  case?: string | undefined;
  vars?: JsonObject | undefined;
  /** One output, or the two that were compared. */
  outputs: readonly string[];
  verdict: string | number | boolean;
  rater?: string | undefined;
  at?: string | undefined;
  note?: string | undefined;
  blind?: boolean | undefined;
}

/** What did not become a label, and why. */
export interface Skipped {
  place: string;
  why: string;
}

export interface Ratings {
  ratings: Rating[];
  skipped: Skipped[];
}

/** @throws RatchetError E_LABEL_IMPORT */
export function unusable(message: string, help: string, place?: Problem['place']): RatchetError {
  return new RatchetError({
    code: 'E_LABEL_IMPORT',
    message: cut(message, 400),
    help,
    ...(place ? { place } : {}),
  });
}

/**
 * The records of an export: one JSON array, an object with the array under one of the names, or JSON lines.
 * @throws RatchetError E_LABEL_IMPORT
 */
export function recordsOf(text: string, under: readonly string[]): Json[] {
  const plain = text.replace(/^\uFEFF/, '').trim();
  const whole = parseJson(plain);
  if (whole.ok) {
    if (Array.isArray(whole.value)) return [...whole.value];
    if (isJsonObject(whole.value)) {
      for (const name of under) {
        const inside = whole.value[name];
        if (Array.isArray(inside)) return [...inside];
      }
      if (!plain.includes('\n')) return [whole.value];
    }
    throw unusable(
      'This is JSON, but no list of records.',
      `Expected a list, or one under ${under.join(' or ')}.`,
    );
  }
  return plain.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const parsed = parseJson(line.trim());
    if (!parsed.ok) {
      throw unusable(
        `Line ${index + 1} is not JSON: ${parsed.message}.`,
        'Expected a JSON list or JSON lines.',
      );
    }
    return [parsed.value];
  });
}
