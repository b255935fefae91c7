import { contentHash } from '../core/hash.ts';
import type { ModelReply, ModelRequest } from '../core/model.ts';
import type { PlannedSuite } from '../core/plan.ts';
import type { JudgeSpec } from '../core/suite.ts';
import type { AnswerForm } from '../judges/forms.ts';
import type { CallPurpose } from '../ports.ts';

/** What a run has learnt about its judges while asking them. */
export interface Judging {
  /**
   * Asks once for equal questions of one trial: outputs that are the same at base and head are judged once, so that a
   * judge's noise makes no difference where there is none. Trials stay apart: a judgement that was wrong by chance
   * must not confirm itself in every repetition.
   */
  once(request: ModelRequest, purpose: CallPurpose, ask: () => Promise<ModelReply>): Promise<ModelReply>;
  /** The form of answer that each endpoint turned out to give. */
  readonly forms: Map<string, AnswerForm>;
  /** Endpoints that refused every form: what they refuse is something else. */
  readonly hopeless: Set<string>;
  /** Judges that passed a canary, by the scorer, with what they passed. */
  readonly untrusted: Map<JudgeSpec, string>;
}

export function createJudging(): Judging {
  const asked = new Map<string, Promise<ModelReply>>();
  return {
    once(request, { suite, case: id, scorer, trial, round }, ask) {
      const key = contentHash({ request, suite, id, scorer: scorer ?? '', trial, round });
      const known = asked.get(key) ?? ask();
      asked.set(key, known);
      return known;
    },
    forms: new Map(),
    hopeless: new Set(),
    untrusted: new Map(),
  };
}

/** Whether any judge is to be shown outputs that are known to be bad. */
export function hasCanaries(suites: readonly PlannedSuite[]): boolean {
  return suites.some(({ scorers }) =>
    scorers.some(({ spec }) => spec.kind === 'judge' && (spec.canaries?.length ?? 0) > 0),
  );
}
