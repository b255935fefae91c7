import type { ReferenceVerdict } from '../core/judge-spec.ts';
import type { JudgeSpec } from '../core/suite.ts';
import type { Task } from './task.ts';

const VERDICTS: readonly ReferenceVerdict[] = ['same', 'adds', 'lacks', 'none', 'contradicts'];

/**
 * Whether an output agrees with `expected`.
 *
 * - A reference, because a judge that cannot solve a task cannot grade it: it takes the confident answer for the right
 *   one.
 * - "REFERENCE is right, whatever you know": else the judge's own belief competes with it.
 * - Facts first, one by one, and the worst finding counts: fluent text with one wrong number looks right as a whole.
 * - Facts beyond the reference are a category of their own: more text is not more right (length).
 * - The choices exclude each other, so that two judges who saw the same say the same.
 */
export const REFERENCE = `QUESTION
{{asked}}Do the facts of [the text in OUTPUT below] agree with those of [the text in REFERENCE below]?

CHOICES
"same": OUTPUT states the same facts. Other words, order, form, or details that do not matter are no difference.
"adds": OUTPUT states everything that REFERENCE states, and further facts that REFERENCE neither says nor denies.
"lacks": OUTPUT agrees with REFERENCE as far as it goes, and leaves facts out that matter.
"none": OUTPUT states none of the facts of REFERENCE, and contradicts none: it evades, refuses or talks of something else.
"contradicts": At least one fact of OUTPUT and one of REFERENCE cannot both be true.

{{data}}

REFERENCE is right, whatever you know or believe. Go through its facts one by one, say which OUTPUT states, lacks or contradicts, then give the choice that fits; a contradiction outweighs everything else. Style and length are no facts.`;

export function referenceTask(spec: Extract<JudgeSpec, { judge: 'reference' }>): Task {
  return {
    text: REFERENCE,
    question: spec.question ?? '',
    parts: (question) => ({ asked: spec.question === undefined ? '' : `What was asked: ${question}\n` }),
    needsReference: true,
    verdicts: VERDICTS,
    score: (verdict) => spec.worth[verdict as ReferenceVerdict] ?? 0,
  };
}
