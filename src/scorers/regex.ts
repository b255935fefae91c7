import { RE2JS } from 're2js';
import { messageOf, RatchetError } from '../core/errors.ts';
import type { Check } from './scorer.ts';
import { quoted, tooLong } from './value.ts';

/** A compiled pattern. Matching takes time linear in the text, whatever the pattern. */
export interface Pattern {
  /** Whether the pattern matches anywhere in the text. */
  test(text: string): boolean;
}

/** Steps of a compiled pattern, each of which may be taken for every character of a text. */
const MOST_STEPS = 2000;
const MOST_CHARACTERS = 2000;
const MOST_CACHED = 200;
const cache = new Map<string, Pattern>();

/**
 * Compiles a pattern in RE2 syntax; JavaScript's `\uXXXX` and `\u{…}` are understood too. Look-around and back-references are not: they cannot be matched in linear time.
 * @throws RatchetError E_SCORER_INVALID
 */
export function compilePattern(pattern: string, ignoreCase: boolean): Pattern {
  const key = `${ignoreCase ? 'i' : 'c'}${pattern}`;
  const cached = cache.get(key);
  if (cached !== undefined) return cached;
  if (pattern.length > MOST_CHARACTERS)
    throw invalid(pattern, `it has more than ${MOST_CHARACTERS} characters`);
  const compiled = compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  if (compiled.programSize() > MOST_STEPS) throw invalid(pattern, 'its repetitions make it too large');
  if (cache.size >= MOST_CACHED) cache.clear();
  cache.set(key, compiled);
  return compiled;
}

/**
 * 1 when the pattern matches anywhere in the output. `^` and `$` are its ends; write `(?m)` for lines, `(?s)` for a dot
 * that matches line breaks.
 * @throws RatchetError E_SCORER_INVALID for a pattern that {@link compilePattern} refuses
 */
export const regex: Check<'regex'> = (spec, input) => {
  const pattern = compilePattern(spec.pattern, spec.ignoreCase);
  const refused = tooLong(input.output);
  if (refused) return refused;
  const matches = pattern.test(input.output);
  return {
    ok: true,
    value: matches ? 1 : 0,
    reason: `the output ${matches ? 'matches' : 'does not match'} ${quoted(spec.pattern)}`,
  };
};

function compile(pattern: string, flags: number): RE2JS {
  try {
    return RE2JS.compile(withRe2Escapes(pattern), flags);
  } catch (error) {
    throw invalid(pattern, reasonOf(error), error);
  }
}

const ESCAPE = /\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|\\u([0-9a-f]{4})|\\u\{([0-9a-f]{1,6})\}|\\./gis;

/**
 * Characters by number as RE2 writes them. The library's own translation is not used: it also makes plain letters of
 * escapes that nobody knows, such as `\h`, and a pattern that says something else than was meant passes unseen.
 */
function withRe2Escapes(pattern: string): string {
  return pattern.replaceAll(
    ESCAPE,
    (asWritten, high?: string, low?: string, unit?: string, point?: string) => {
      if (high !== undefined && low !== undefined) {
        const pair = String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16));
        return `\\x{${pair.codePointAt(0)?.toString(16)}}`;
      }
      const number = unit ?? point;
      return number === undefined ? asWritten : `\\x{${number}}`;
    },
  );
}

function reasonOf(error: unknown): string {
  return messageOf(error)
    .replace(/^error parsing regexp: /, '')
    .slice(0, 120);
}

function invalid(pattern: string, reason: string, cause?: unknown): RatchetError {
  return new RatchetError(
    {
      code: 'E_SCORER_INVALID',
      message: `The pattern ${quoted(pattern)} cannot be used: ${reason}.`,
      help: 'Write it without look-around (`(?=`, `(?!`, `(?<=`) and back-references (`\\1`), for example `pattern: "^[A-Z]{2}\\\\d+$"`.',
    },
    cause,
  );
}
