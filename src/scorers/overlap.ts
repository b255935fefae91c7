import type { OverlapCheck, Templates } from '../core/check-spec.ts';
import type { Score } from '../core/trial.ts';
import type { ScoreInput } from './scorer.ts';
import { comparable, quoted, renderValues, tooLong } from './value.ts';

interface OverlapSpec {
  check: OverlapCheck;
  value: Templates;
  ignoreCase: boolean;
  n: number;
}

/** Most pairs of tokens that may be compared: under a second. */
export const MOST_PAIRS = 100_000_000;

/** An output and its references, cut into tokens. */
export interface Tokens {
  output: readonly string[];
  references: readonly (readonly string[])[];
}

/**
 * What the checks for overlap have in common. `measure` sees at least one token on either side; texts without any, such
 * as emoji alone, are compared as they are. It may give up by `undefined` where the texts are too long.
 */
export function checkOverlap(
  spec: OverlapSpec,
  input: ScoreInput,
  tokenize: (text: string, ignoreCase: boolean) => string[],
  measure: (tokens: Tokens) => number | undefined,
): Score {
  const values = renderValues(spec.value, input);
  if (!values.ok) return values;
  const refused = [input.output, ...values.texts].map(tooLong).find((failure) => failure !== undefined);
  if (refused) return refused;
  const plain = (text: string) => comparable(text, spec.ignoreCase).trim();
  if (values.texts.some((text) => plain(text) === plain(input.output)))
    return scoreOf(spec.check, 1, values.texts);
  const output = tokenize(input.output, spec.ignoreCase);
  const references = values.texts
    .map((text) => tokenize(text, spec.ignoreCase))
    .filter((tokens) => tokens.length > 0);
  if (output.length === 0 || references.length === 0) return scoreOf(spec.check, 0, values.texts);
  const value = measure({ output, references });
  if (value === undefined) {
    return {
      ok: false,
      code: 'check-failed',
      message: 'the texts are too long to be compared in reasonable time',
    };
  }
  return scoreOf(spec.check, Math.min(1, Math.max(0, value)), values.texts);
}

/** The best of what each reference gives. */
export function best(
  { output, references }: Tokens,
  of: (output: readonly string[], reference: readonly string[]) => number,
): number {
  return Math.max(...references.map((reference) => of(output, reference)));
}

function scoreOf(check: string, value: number, references: readonly string[]): Score {
  const others = references.length > 1 ? ` and ${references.length - 1} more` : '';
  return {
    ok: true,
    value,
    reason: `${check} ${value.toFixed(3)} against ${quoted(references[0] ?? '')}${others}`,
  };
}
