import type { Verdict } from '../../human/session.ts';

/** What can be said about a showing: the key that says it, and in words. */
export interface Answer {
  key: string;
  verdict: Verdict;
  words: string;
}

export const PAIR_ANSWERS: readonly Answer[] = [
  { key: '1', verdict: 'a', words: 'A is better' },
  { key: '2', verdict: 'b', words: 'B is better' },
  { key: '3', verdict: 'tie', words: 'Tie' },
  { key: '4', verdict: 'both-bad', words: 'Both bad' },
];

const OUTPUT_ANSWERS: readonly Answer[] = [
  { key: 'p', verdict: 'pass', words: 'Pass' },
  { key: 'f', verdict: 'fail', words: 'Fail' },
];

/** Answers to a criterion: pass or fail, and its levels where there are as many as there are digits. */
export function answersOf(set: {
  mode: 'pair' | 'output';
  criterion: { scale: readonly { answer: string; score: number }[] };
}): readonly Answer[] {
  if (set.mode === 'pair') return PAIR_ANSWERS;
  const { scale } = set.criterion;
  if (scale.length > 9) return OUTPUT_ANSWERS;
  const levels = scale.map(({ answer, score }, index) => ({
    key: String(index + 1),
    verdict: score,
    words: answer,
  }));
  return [...OUTPUT_ANSWERS, ...levels];
}

/** A vote in words. */
export function said(verdict: Verdict, answers: readonly Answer[]): string {
  return answers.find((answer) => answer.verdict === verdict)?.words ?? String(verdict);
}

export function plural(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}
