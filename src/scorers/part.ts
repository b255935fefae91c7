import type { Templates } from '../core/check-spec.ts';
import type { Score } from '../core/trial.ts';
import type { ScoreInput } from './scorer.ts';
import { comparable, quoted, renderValue, renderValues } from './value.ts';

/** The checks that share a spec: they look for a value in the output. */
export type PartCheck = 'contains' | 'starts-with' | 'ends-with';

/**
 * What the checks for a part of the output have in common. An empty value is an error of the case, not a pass: every
 * output contains nothing.
 */
export function checkPart(
  spec: { value: string; ignoreCase: boolean },
  input: ScoreInput,
  test: { holds(output: string, part: string): boolean; words: readonly [string, string] },
): Score {
  const value = renderValue(spec.value, input);
  if (!value.ok) return value;
  if (value.text === '') {
    return { ok: false, code: 'expected-missing', message: 'the value to look for is empty' };
  }
  const holds = test.holds(
    comparable(input.output, spec.ignoreCase),
    comparable(value.text, spec.ignoreCase),
  );
  const [yes, no] = test.words;
  return { ok: true, value: holds ? 1 : 0, reason: `the output ${holds ? yes : no} ${quoted(value.text)}` };
}

/** What the checks for several parts have in common. */
export function checkEach(
  spec: { values: Templates; ignoreCase: boolean },
  input: ScoreInput,
  holds: (parts: { found: readonly string[]; missing: readonly string[] }) => boolean,
): Score {
  const values = renderValues(spec.values, input);
  if (!values.ok) return values;
  if (values.texts.includes('')) {
    return { ok: false, code: 'expected-missing', message: 'one of the values to look for is empty' };
  }
  const output = comparable(input.output, spec.ignoreCase);
  const has = (part: string) => output.includes(comparable(part, spec.ignoreCase));
  const found = values.texts.filter(has);
  const missing = values.texts.filter((part) => !has(part));
  const reason =
    missing.length === 0
      ? `the output contains ${listed(found)}`
      : `the output does not contain ${listed(missing)}${found.length > 0 ? `, but ${listed(found)}` : ''}`;
  return { ok: true, value: holds({ found, missing }) ? 1 : 0, reason };
}

function listed(parts: readonly string[]): string {
  const shown = parts.slice(0, 5).map(quoted).join(', ');
  return parts.length > 5 ? `${shown} and ${parts.length - 5} more` : shown;
}
