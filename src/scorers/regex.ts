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
 * Compiles a pattern in RE2 syntax; the JavaScript spellings `\uXXXX`, `\u{…}`, `\cX`, `\/`, `[^]` and `(?<name>…)` are
 * understood too. Look-around and back-references are not: they cannot be matched in linear time.
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
    return RE2JS.compile(pattern, flags);
  } catch (error) {
    // Translated only where it helps: the translation also turns unknown escapes such as `\h` into plain letters.
    if (!/\\[uc/]|\[\^\]|\(\?</.test(pattern)) throw invalid(pattern, reasonOf(error), error);
  }
  try {
    return RE2JS.compile(RE2JS.translateRegExp(pattern), flags);
  } catch (error) {
    throw invalid(pattern, reasonOf(error), error);
  }
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
      message: `the pattern ${quoted(pattern)} cannot be used: ${reason}`,
      help: 'Write it without look-around (`(?=`, `(?!`, `(?<=`) and back-references (`\\1`), for example `pattern: "^[A-Z]{2}\\\\d+$"`.',
    },
    cause,
  );
}
