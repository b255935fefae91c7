import type { JudgeSpec } from '../core/suite.ts';
import type { Task } from './task.ts';

/**
 * One yes-or-no criterion of a checklist.
 *
 * - One criterion a call, each a score of its own: criteria judged together pull each other along (halo), and a mean
 *   of them would hide the one that broke.
 * - Yes or no: on a scale the middle is where a judge goes that does not want to say (central tendency).
 * - "Partly is no": models are lenient, and what is nearly met was asked for whole.
 */
export const CHECKLIST = `CRITERION
{{criterion}}

CHOICES
"yes": OUTPUT meets the criterion, all of it.
"no": OUTPUT does not meet it, or only in part.

{{data}}

Decide whether OUTPUT meets the criterion, by what it says and not by what it may mean. Met in part is "no".`;

export function checklistTask(spec: Extract<JudgeSpec, { judge: 'checklist' }>): Task {
  return {
    text: CHECKLIST,
    question: spec.criterion,
    parts: (criterion) => ({ criterion }),
    verdicts: ['yes', 'no'],
    score: (verdict) => (verdict === 'yes' ? 1 : 0),
  };
}
