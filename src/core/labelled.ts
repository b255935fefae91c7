import { type Json, type JsonObject, textOf } from './json.ts';

/** An output, or two, that a person has labelled, with what the judge sees beside. */
export type LabelledCase = { vars: JsonObject; expected?: Json | undefined } & (
  | { output: string }
  | { first: string; second: string }
);

/** Names that a labelled case's own variables cannot have: those of what is judged, and of its reference. */
export const JUDGED_NAMES = ['output', 'first', 'second', 'expected'] as const;

/** The variables of a labelled case as a case of a suite has them: its own, and what is judged. */
export function labelledVars({ vars, expected, ...judged }: LabelledCase): JsonObject {
  return { ...vars, ...judged, ...(expected === undefined ? {} : { expected }) };
}

/** The labelled case that {@link labelledVars} made variables of. */
export function labelledIn(all: JsonObject): LabelledCase {
  const { output, first, second, expected, ...vars } = all;
  const reference = expected === undefined ? {} : { expected };
  return output === undefined
    ? { vars, ...reference, first: textOf(first ?? ''), second: textOf(second ?? '') }
    : { vars, ...reference, output: textOf(output) };
}
