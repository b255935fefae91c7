import type { JudgeSpec } from '../core/suite.ts';
import type { Task } from './task.ts';

/**
 * The author's own question with a fixed set of answers.
 *
 * - What each choice is worth is not told: a judge that knows the scores answers those and not the question.
 * - Letter by letter: an answer beside the set would have to be guessed into it.
 * - "This form counts": questions made for other tools ask for forms of their own, and the answer could be read by none.
 */
export const CLASSIFY = `QUESTION
{{question}}

CHOICES
{{choices}}

{{data}}

Answer the question about OUTPUT. The verdict is one of the choices, letter by letter. Where the question asks for another form of answer, this form counts.`;

export function classifyTask(spec: Extract<JudgeSpec, { judge: 'classify' }>): Task {
  const worth = new Map(spec.choices.map(({ choice, score }) => [choice, score]));
  return {
    text: CLASSIFY,
    question: spec.question,
    parts: (question) => ({
      question,
      choices: spec.choices.map(({ choice }) => `- ${JSON.stringify(choice)}`).join('\n'),
    }),
    verdicts: spec.choices.map(({ choice }) => choice),
    system: spec.system,
    score: (verdict) => worth.get(verdict) ?? 0,
  };
}
