import type { Json, JsonObject } from '../core/json.ts';
import type { Case, CheckSpec } from '../core/suite.ts';
import type { Score } from '../core/trial.ts';

/** What a scorer sees of a trial. It never learns which variant produced the output. */
export interface ScoreInput {
  output: string;
  vars: JsonObject;
  expected?: Json | undefined;
  /** Scorers of the case's own, by the name of the scorer that they stand for. */
  own?: Case['scorers'];
}

/** A deterministic scorer: no effects, bounded time on any input, never throws for what a model or dataset says. */
export type Check<Kind extends CheckSpec['check']> = (
  spec: Extract<CheckSpec, { check: Kind }>,
  input: ScoreInput,
) => Score;
