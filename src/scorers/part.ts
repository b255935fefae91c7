import type { Score } from '../core/trial.ts';
import type { ScoreInput } from './scorer.ts';
import { comparable, quoted, renderValue } from './value.ts';

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
