import type { CaseReport } from './report.ts';

/** Cases that a report holds whole. A run with more keeps the rest brief, and every trial in its results file. */
export const WHOLE_CASES = 2000;

/** Of a large suite, the cases that a person will want to read, the most telling first: at most so many. */
export function tellingCases(cases: readonly CaseReport[], limit: number): ReadonlySet<string> {
  const ranked = cases
    .filter((row) => rankOf(row) < UNTOLD)
    .map((row) => ({ id: row.id, rank: rankOf(row), size: Math.abs(row.delta ?? 0) }))
    .sort((left, right) => left.rank - right.rank || right.size - left.size);
  return new Set(ranked.slice(0, limit).map(({ id }) => id));
}

const UNTOLD = 6;

function rankOf({ outcome, mustPass, confirmation, head }: CaseReport): number {
  if (confirmation || (mustPass && head?.passes === false)) return 0;
  if (outcome === 'broke' || outcome === 'worse') return 1;
  if (outcome === 'unpaired') return 2;
  if (outcome === 'fixed' || outcome === 'flaky' || outcome === 'better') return 3;
  if (mustPass) return 4;
  return head?.passes === false ? 5 : UNTOLD;
}
