import type { ReferenceVerdict } from '../core/judge-spec.ts';
import type { JudgeSpec } from '../core/suite.ts';
import type { Task } from './task.ts';

/** What stands between an output and a right answer, in words that exclude each other. */
const MEANINGS: Readonly<Record<ReferenceVerdict, string>> = {
  same: 'OUTPUT states the same facts. Other words, order, form, or details that do not matter are no difference.',
  adds: 'OUTPUT states everything that REFERENCE states, and further facts that REFERENCE neither says nor denies.',
  lacks: 'OUTPUT agrees with REFERENCE as far as it goes, and leaves facts out that matter.',
  none: 'OUTPUT states none of the facts of REFERENCE, and contradicts none: it evades, refuses or talks of something else.',
  contradicts: 'At least one fact of OUTPUT and one of REFERENCE cannot both be true.',
};

/**
 * Whether an output agrees with `expected`.
 *
 * - A reference, because a judge that cannot solve a task cannot grade it: it takes the confident answer for the right
 *   one.
 * - "REFERENCE is right, whatever you know": else the judge's own belief competes with it.
 * - Facts first, one by one, and the worst finding counts: fluent text with one wrong number looks right as a whole.
 * - Facts beyond the reference are a category of their own: more text is not more right (length).
 */
export function referenceTask(spec: Extract<JudgeSpec, { judge: 'reference' }>): Task {
  const verdicts = Object.keys(MEANINGS) as ReferenceVerdict[];
  const about = spec.question === undefined ? '' : `What was asked: ${spec.question}\n`;
  return {
    // Named, so that a case without `expected` says so, and is not judged without it.
    question: `${about}Do the facts of {{output}} agree with those of {{expected}}?`,
    heading: 'QUESTION',
    scale: `CHOICES\n${verdicts.map((verdict) => `"${verdict}": ${MEANINGS[verdict]}`).join('\n')}`,
    instruction:
      'REFERENCE is right, whatever you know or believe. Go through its facts one by one, say which OUTPUT states, lacks or contradicts, then give the choice that fits; a contradiction outweighs everything else. Style and length are no facts.',
    verdicts,
    score: (verdict) => spec.worth[verdict as ReferenceVerdict] ?? 0,
  };
}
