import type { Templates } from '../core/check-spec.ts';
import { cut } from '../core/cut.ts';
import { type Json, type JsonObject, textOf } from '../core/json.ts';
import type { Score, ScoreFailure } from '../core/trial.ts';
import { lookUp, renderTemplate, soleVariable } from '../prompts/template.ts';
import type { ScoreInput } from './scorer.ts';

/**
 * Characters of an output that the costlier checks read: with the largest pattern or schema allowed, a worst case of
 * this length takes seconds, not hours.
 */
export const MOST_OUTPUT = 200_000;

/**
 * What a scorer's templates can name: the case's variables, `expected` where the case has one, and the output, as
 * `output` and as GitHub's `completion`. These names win over variables of the same name.
 */
export function scopeOf({ vars, expected, output }: ScoreInput): JsonObject {
  return { ...vars, ...(expected === undefined ? {} : { expected }), output, completion: output };
}

/** A check's value, rendered; or why the case has no such value. */
export function renderValue(template: string, input: ScoreInput): { ok: true; text: string } | ScoreFailure {
  const { text, missing } = renderTemplate(template, scopeOf(input));
  return missing.length === 0 ? { ok: true, text } : missingVariable(missing, input);
}

/** The failure of a scorer whose template names what the case does not have. `missing` is not empty. */
export function missingVariable(missing: readonly string[], { expected }: ScoreInput): ScoreFailure {
  if (expected === undefined && missing.some((name) => name.split('.')[0] === 'expected')) {
    return { ok: false, code: 'expected-missing', message: 'the case has no `expected`' };
  }
  const names = missing.map((name) => `\`${name}\``).join(', ');
  return { ok: false, code: 'undefined-variable', message: `the case has no ${names}` };
}

/** The failure of a check for which an output is too long. */
export function tooLong(output: string): ScoreFailure | undefined {
  if (output.length <= MOST_OUTPUT) return undefined;
  const message = `the output has ${output.length} characters; this check reads ${MOST_OUTPUT} at most`;
  return { ok: false, code: 'check-failed', message };
}

/** The value that a template consists of, where it is one placeholder for something that is not a text: to be compared as JSON. */
export function soleJson(template: string, input: ScoreInput): Json | undefined {
  const name = soleVariable(template);
  const value = name === undefined ? undefined : lookUp(scopeOf(input), name);
  return typeof value === 'string' ? undefined : value;
}

/**
 * A text as checks compare it. Always NFC: two spellings of `é` that nobody can tell apart are the same text. Without
 * case, `toLowerCase`, which does not depend on a locale, and final sigma as sigma, which it would tell apart by
 * position.
 */
export function comparable(text: string, ignoreCase: boolean): string {
  return (ignoreCase ? text.toLowerCase().replaceAll('ς', 'σ') : text).normalize('NFC');
}

/** A text in quotes for a reason: one line, 80 characters at most. */
export function quoted(text: string): string {
  return JSON.stringify(cut(text, 80));
}

/** Texts to compare with: each template rendered; one placeholder for a list stands for the list's members. None is an error. */
export function renderValues(
  templates: Templates,
  input: ScoreInput,
): { ok: true; texts: readonly string[] } | ScoreFailure {
  const texts: string[] = [];
  for (const template of typeof templates === 'string' ? [templates] : templates) {
    const list = soleJson(template, input);
    if (Array.isArray(list)) {
      texts.push(...(list as Json[]).map(textOf));
      continue;
    }
    const value = renderValue(template, input);
    if (!value.ok) return value;
    texts.push(value.text);
  }
  if (texts.length > 0) return { ok: true, texts };
  return { ok: false, code: 'expected-missing', message: 'the list of values is empty' };
}

/** A pass or a fail with its reason. */
export function verdict(holds: boolean, yes: string, no: string): Score {
  return { ok: true, value: holds ? 1 : 0, reason: holds ? yes : no };
}

/** The failure of a check that needs something which this answer does not carry. */
export function unknown(what: string): ScoreFailure {
  return { ok: false, code: 'check-failed', message: `${what} is unknown` };
}
