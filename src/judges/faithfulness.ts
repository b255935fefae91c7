import type { FaithfulnessVerdict } from '../core/judge-spec.ts';
import type { JudgeSpec } from '../core/suite.ts';
import type { Task } from './task.ts';

const MEANINGS: Readonly<Record<FaithfulnessVerdict, string>> = {
  supported: 'Everything that OUTPUT states is in the context or follows from it.',
  partly: 'What matters is supported; some side remark is not, and nothing contradicts the context.',
  unsupported: 'Something that matters is not in the context, or something contradicts it.',
};

/**
 * Whether what an output states is backed by the context it was given.
 *
 * - True is not enough: "the context is all that is known" keeps the judge's own knowledge out, which would let
 *   plausible inventions pass.
 * - Claim by claim, with the words of the context beside each: as a whole, fluent text looks supported.
 * - The reference is not shown: an output would be judged by likeness to it.
 * - Saying that the context does not tell is no invention; else the judge would prefer a guess.
 */
export function faithfulnessTask(spec: Extract<JudgeSpec, { judge: 'faithfulness' }>): Task {
  const verdicts = Object.keys(MEANINGS) as FaithfulnessVerdict[];
  return {
    question: `Is everything that {{output}} states backed by the context?\nThe context: ${spec.context}`,
    heading: 'QUESTION',
    scale: `CHOICES\n${verdicts.map((verdict) => `"${verdict}": ${MEANINGS[verdict]}`).join('\n')}`,
    instruction:
      'The context is all that is known: a claim that is true and not in it is not supported. Go through the claims of OUTPUT one by one, with the words of the context that back each, then give the choice that fits. Saying that the context does not tell is no claim.',
    verdicts,
    withoutReference: true,
    score: (verdict) => spec.worth[verdict as FaithfulnessVerdict] ?? 0,
  };
}
