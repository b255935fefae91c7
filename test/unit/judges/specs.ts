import type { JudgeSpec } from '../../../src/core/suite.ts';
import type { ScoreInput } from '../../../src/scorers/scorer.ts';

type Rubric = Extract<JudgeSpec, { judge: 'rubric' }>;
type Choices = Extract<JudgeSpec, { judge: 'classify' }>;

export function rubric(parts: Partial<Rubric> = {}): Rubric {
  return {
    kind: 'judge',
    judge: 'rubric',
    name: 'helpful',
    threshold: 0.5,
    asks: { provider: 'openai', model: 'judge-1', parameters: {} },
    criterion: 'The answer helps with {{question}}.',
    levels: ['not at all', 'a little', 'mostly', 'fully'],
    ...parts,
  };
}

export function choices(parts: Partial<Choices> = {}): Choices {
  return {
    kind: 'judge',
    judge: 'classify',
    name: 'polite',
    threshold: 1,
    asks: { provider: 'openai', model: 'judge-1', parameters: {} },
    question: 'Is {{completion}} polite?',
    choices: [
      { choice: 'yes', score: 1 },
      { choice: 'partly', score: 0.5 },
      { choice: 'no', score: 0 },
    ],
    ...parts,
  };
}

export const INPUT: ScoreInput = {
  output: 'Press the red button.',
  vars: { question: 'How do I stop it?', user: { name: 'Ada' } },
  expected: 'Press the big red button',
};
