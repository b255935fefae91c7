import type { FaithfulnessVerdict } from '../core/judge-spec.ts';
import type { JudgeSpec } from '../core/suite.ts';
import type { Task } from './task.ts';

const VERDICTS: readonly FaithfulnessVerdict[] = ['supported', 'partly', 'unsupported'];

/**
 * Whether what an output states is backed by the context it was given.
 *
 * - True is not enough: "the context is all that is known" keeps the judge's own knowledge out, which would let
 *   plausible inventions pass.
 * - Claim by claim, with the words of the context beside each: as a whole, fluent text looks supported.
 * - The reference is not shown: an output would be judged by likeness to it.
 * - Saying that the context does not tell is no invention; else the judge would prefer a guess.
 */
export const FAITHFULNESS = `QUESTION
Is everything that [the text in OUTPUT below] states backed by the context?
The context: {{context}}

CHOICES
"supported": Everything that OUTPUT states is in the context or follows from it.
"partly": What matters is supported; some side remark is not, and nothing contradicts the context.
"unsupported": Something that matters is not in the context, or something contradicts it.

{{data}}

The context is all that is known: a claim that is true and not in it is not supported. Go through the claims of OUTPUT one by one, with the words of the context that back each, then give the choice that fits. Saying that the context does not tell is no claim.`;

export function faithfulnessTask(spec: Extract<JudgeSpec, { judge: 'faithfulness' }>): Task {
  return {
    text: FAITHFULNESS,
    question: spec.context,
    parts: (context) => ({ context }),
    verdicts: VERDICTS,
    withoutReference: true,
    score: (verdict) => spec.worth[verdict as FaithfulnessVerdict] ?? 0,
  };
}
