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

type Kind<Name extends JudgeSpec['judge']> = Extract<JudgeSpec, { judge: Name }>;

const common = {
  kind: 'judge',
  threshold: 0.5,
  asks: { provider: 'openai', model: 'judge-1', parameters: {} },
} as const;

export function checklist(parts: Partial<Kind<'checklist'>> = {}): Kind<'checklist'> {
  return { ...common, judge: 'checklist', name: 'list/polite', criterion: 'The answer is polite.', ...parts };
}

export function reference(parts: Partial<Kind<'reference'>> = {}): Kind<'reference'> {
  const worth = { same: 1, adds: 0.6, lacks: 0.4, none: 0, contradicts: 0 };
  return { ...common, judge: 'reference', name: 'reference', worth, ...parts };
}

export function faithfulness(parts: Partial<Kind<'faithfulness'>> = {}): Kind<'faithfulness'> {
  const worth = { supported: 1, partly: 0.5, unsupported: 0 };
  return { ...common, judge: 'faithfulness', name: 'faithful', context: '{{question}}', worth, ...parts };
}

export function pairwise(parts: Partial<Kind<'pairwise'>> = {}): Kind<'pairwise'> {
  return { ...common, judge: 'pairwise', name: 'better', criterion: 'The answer is polite.', ...parts };
}

export function custom(parts: Partial<Kind<'custom'>> = {}): Kind<'custom'> {
  return {
    ...common,
    judge: 'custom',
    name: 'rated',
    prompt: 'Rate the answer to {{question}}.',
    answer: {
      type: 'object',
      properties: { rating: { type: 'integer', minimum: 1, maximum: 5 } },
      required: ['rating'],
      additionalProperties: false,
    },
    score: 'rating',
    ...parts,
  };
}
