import type { Candidate } from './candidate.ts';
import type { Feedback } from './reflect.ts';

/** What one trial of a candidate on a case came to. */
export interface Observation {
  case: string;
  /** Mean of the deciding scores, 0..1; absent where one is missing. A missing score is never 0. */
  score?: number | undefined;
  /** Whether every deciding scorer passes. */
  passed?: boolean | undefined;
  costUsd?: number | undefined;
  latencyMs?: number | undefined;
  /** What may be told about it. */
  feedback: Feedback;
}

/** What a search does to the world. The only effects it has. */
export interface World {
  /** Runs a candidate on cases, trials `from` to `from + count - 1` of each. As many observations as trials. */
  evaluate(
    candidate: Candidate,
    cases: readonly string[],
    trials: { from: number; count: number },
  ): Promise<{ observations: readonly Observation[]; costUsd: number }>;
  /** Asks for a better text for one component. Absent text: none came, or none that can be used. */
  propose(
    parent: Candidate,
    component: string,
    feedback: readonly Feedback[],
  ): Promise<{ text?: string | undefined; costUsd: number }>;
  /** Called after every step, when what was done so far can be kept. */
  checkpoint?(): Promise<void>;
}
