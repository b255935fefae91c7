import type { Json, JsonObject } from '../core/json.ts';
import type { Finish, ToolCall } from '../core/model.ts';
import type { Case, CheckSpec } from '../core/suite.ts';
import type { Score } from '../core/trial.ts';

/** What a scorer sees of a trial. It never learns which variant produced the output. */
export interface ScoreInput {
  output: string;
  vars: JsonObject;
  expected?: Json | undefined;
  /** Scorers of the case's own, by the name of the scorer that they stand for. */
  own?: Case['scorers'];
  /** What is known of the answer beside its text. Absent where a text is scored that no target gave. */
  answer?: AnswerFacts | undefined;
}

/** What an answer is beside its text. */
export interface AnswerFacts {
  toolCalls?: readonly ToolCall[] | undefined;
  /** The tools that the target offered, as its request has them. */
  tools?: Json | undefined;
  finish: Finish;
  latencyMs: number;
  /** US dollars; absent when unknown. */
  costUsd?: number | undefined;
}

/** The spec of a check: the member of the union that has its name, alone or with others. */
type SpecOf<Kind extends CheckSpec['check']> = CheckSpec extends infer Spec
  ? Spec extends { check: infer Named }
    ? Kind extends Named
      ? Spec
      : never
    : never
  : never;

/** A deterministic scorer: no effects, bounded time on any input, never throws for what a model or dataset says. */
export type Check<Kind extends CheckSpec['check']> = (spec: SpecOf<Kind>, input: ScoreInput) => Score;
