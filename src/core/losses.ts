import { mean } from '../stats/moments.ts';
import { signFlip } from '../stats/sign-flip.ts';
import type { MeasuredCase, MeasuredTrial } from './measurement.ts';
import type { Comparison } from './report.ts';
import { clustersOf, isSkipped } from './tally.ts';
import type { Variant } from './trial.ts';

/**
 * Largest p at which head is said to lack more scores than base: six cases that lack them at head alone. Less than the
 * alarm's, because this is looked at beside it; and no run without at least six such cases can meet it.
 */
export const LOSS_ALPHA = 0.01;

/**
 * The share of trials without a score at base and at head, and whether head lacks more of them because of the change
 * (paired sign-flip test over cases, as for scores). A case without a score is dropped from both sides, so a change
 * that makes the target fail, or its outputs unreadable for the judge, would take away the very cases that it broke.
 * `undefined` where nothing is missing.
 */
export function lossesOf(rows: readonly MeasuredCase[], scorer: string, seed: string): Comparison['missing'] {
  // Hardly any run lacks one, and a large run should not be gone through in lists for it.
  if (!rows.some((row) => lacks(row, 'base', scorer) || lacks(row, 'head', scorer))) return undefined;
  const counted = rows.flatMap((row) => {
    if (isSkipped(row, scorer)) return [];
    const base = missingShare(row.sides.base ?? [], scorer);
    const head = missingShare(row.sides.head ?? [], scorer);
    return base === undefined || head === undefined ? [] : [{ row, base, head }];
  });
  return testLosses(counted, { seed, ...clustersOf(counted.map(({ row }) => row)) });
}

/** The test on each case's shares of trials without a score; `undefined` where nothing is missing. */
export function testLosses(
  shares: readonly Readonly<Record<Variant, number>>[],
  { seed, ...grouped }: { seed: string; clusters?: readonly string[] },
): Comparison['missing'] {
  if (shares.every(({ base, head }) => base === 0 && head === 0)) return undefined;
  const present = shares.map(({ base, head }) => base - head);
  return {
    base: mean(shares.map(({ base }) => base)),
    head: mean(shares.map(({ head }) => head)),
    p: signFlip(present, { alternative: 'worse', seed: `${seed}/missing`, ...grouped }).p,
  };
}

function lacks({ sides }: MeasuredCase, side: Variant, scorer: string): boolean {
  for (const { trial, scores } of sides[side] ?? []) {
    if ((trial.ok || !NOT_MADE.has(trial.code)) && scores.get(scorer)?.ok !== true) return true;
  }
  return false;
}

/** Of the trials that were made, the share without a score; `undefined` when none was. */
function missingShare(trials: readonly MeasuredTrial[], scorer: string): number | undefined {
  const made = trials.filter(({ trial }) => trial.ok || !NOT_MADE.has(trial.code));
  if (made.length === 0) return undefined;
  return made.filter(({ scores }) => scores.get(scorer)?.ok !== true).length / made.length;
}

/** Codes of trials that say nothing about their side. */
export const NOT_MADE: ReadonlySet<string> = new Set(['cancelled', 'over-budget', 'not-recorded']);
