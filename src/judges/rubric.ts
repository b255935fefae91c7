import type { JudgeSpec } from '../core/suite.ts';
import type { Task } from './task.ts';

/**
 * One criterion with anchored levels, worst first; level i of n scores i/(n−1).
 *
 * - One criterion a call: a judge of several at once lets the first colour the others (halo).
 * - Levels in words, not a bare scale: without anchors models crowd the upper middle, each in its own way.
 * - A few whole levels: finer scales add noise, not knowledge.
 * - "By the criterion alone": length, polish and agreement with the judge's own style are no levels.
 */
export const RUBRIC = `CRITERION
{{criterion}}

LEVELS, from worst to best
{{levels}}

{{data}}

Decide which level describes OUTPUT best, by the criterion alone. The verdict is the number of that level.`;

export function rubricTask(spec: Extract<JudgeSpec, { judge: 'rubric' }>): Task {
  return {
    text: RUBRIC,
    question: spec.criterion,
    parts: (criterion) => ({
      criterion,
      levels: spec.levels.map((anchor, level) => `${level}: ${anchor}`).join('\n'),
    }),
    verdicts: spec.levels.map((_, level) => String(level)),
    score: (verdict) => Number(verdict) / Math.max(1, spec.levels.length - 1),
  };
}
