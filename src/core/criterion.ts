import { contentHash } from './hash.ts';
import type { MeasuredSuite, SuiteCriterion } from './report.ts';
import type { JudgeSpec, ScorerSpec } from './suite.ts';

/**
 * What people are asked where they do not answer a judge's own question: a suite without a judge. Its version is that
 * of these words for good, so that labels last.
 */
const OVERALL_QUESTION = 'Which answer is better for this input?';

export const OVERALL: SuiteCriterion = {
  name: 'overall',
  version: contentHash({ question: OVERALL_QUESTION }),
  question: OVERALL_QUESTION,
  scale: [],
  threshold: 0.5,
};

/**
 * A judge's question as people are asked it. The version is a hash of what is asked and what the answers are worth,
 * and not of the model: labels survive another model behind the judge and expire when the question changes.
 */
export function criterionOf(spec: JudgeSpec): SuiteCriterion {
  const { question, scale, system } = asked(spec);
  return {
    name: spec.name,
    version: contentHash({ question, scale, ...(system ? { system } : {}) }),
    question,
    scale,
    threshold: spec.threshold,
    scorer: spec.name,
  };
}

function asked(
  spec: JudgeSpec,
): Pick<SuiteCriterion, 'question' | 'scale'> & { system?: string | undefined } {
  if (spec.judge === 'choices') {
    const scale = spec.choices.map(({ choice, score }) => ({ answer: choice, score }));
    return { question: spec.question, scale, system: spec.system };
  }
  const worth = Math.max(1, spec.levels.length - 1);
  return {
    question: spec.criterion,
    scale: spec.levels.map((answer, level) => ({ answer, score: level / worth })),
  };
}

/** The mark of a scorer that head edited and that is run beside base's of the same name. */
const HEADS_OWN = / \(head\)$/;

/**
 * The criteria of a suite: one a judge, else {@link OVERALL}. A judge that head edited keeps its own name: its labels
 * are told from those of base's by the version.
 */
export function criteriaOf(scorers: readonly ScorerSpec[]): SuiteCriterion[] {
  const names = new Set(scorers.map(({ name }) => name));
  const criteria = scorers.flatMap((spec) => {
    if (spec.kind !== 'judge') return [];
    const name = spec.name.replace(HEADS_OWN, '');
    return [{ ...criterionOf(spec), name: names.has(name) ? name : spec.name }];
  });
  return criteria.length > 0 ? criteria : [OVERALL];
}

/** The criteria that a report carries for a suite. */
export function criteriaIn({ criteria }: Pick<MeasuredSuite, 'criteria'>): readonly SuiteCriterion[] {
  return criteria && criteria.length > 0 ? criteria : [OVERALL];
}
