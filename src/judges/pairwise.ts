import type { JudgeSpec } from '../core/suite.ts';
import type { Task } from './task.ts';

/** The names of the two outputs in a judge's message. */
export const PAIR = ['OUTPUT 1', 'OUTPUT 2'] as const;

/**
 * Which of two outputs meets a criterion better.
 *
 * - The judge is asked twice, in both orders, and only a verdict that stays is one (position): models prefer the first,
 *   or the second, in up to half of all close pairs.
 * - Ties are a choice like the others: a judge that has to choose chooses by position or length.
 * - Each output by itself first, then the comparison: compared at once, the difference in style stands for the rest.
 * - Neither output has a name, and nothing says which is the newer.
 */
export const PAIRWISE = `CRITERION
{{criterion}}

CHOICES
"1": OUTPUT 1 meets the criterion better.
"2": OUTPUT 2 meets the criterion better.
"tie": they meet it alike, or the difference does not matter.

{{data}}

Decide which output meets the criterion better, by the criterion alone. Say what each does for it, first OUTPUT 1, then OUTPUT 2, and then compare. Their order means nothing, nor does their length.`;

export function pairwiseTask(spec: Extract<JudgeSpec, { judge: 'pairwise' }>): Task {
  return {
    text: PAIRWISE,
    question: spec.criterion,
    parts: (criterion) => ({ criterion }),
    verdicts: ['1', '2', 'tie'],
    score: (verdict) => (verdict === 'tie' ? 0.5 : verdict === '1' ? 1 : 0),
  };
}

/**
 * What the first output is worth after both orders, from what the one shown first was worth in each: 1, ½ or 0. Where
 * the two orders disagree about the winner, position decided, and that is a tie.
 */
export function settle(inOrder: number, swapped: number): { value: number; consistent: boolean } {
  const value = 1 - swapped === inOrder ? inOrder : 0.5;
  return { value, consistent: 1 - swapped === inOrder };
}
