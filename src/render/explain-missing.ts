import { LOSS_ALPHA, NOT_MADE, testLosses } from '../core/losses.ts';
import type { CaseReport, Comparison, MeasuredSuite, TrialReport } from '../core/report.ts';
import { clustersOf, number, stated } from './explain-numbers.ts';
import { isDeciding } from './select.ts';

/** Whether head lacks more scores than base because of the change, again from the trials in the report. */
export function explainMissing(suite: MeasuredSuite, comparison: Comparison, seed: string): string[] {
  const { missing, scorer, margin } = comparison;
  if (!missing) return [];
  const rows = suite.cases.filter((row) => isDeciding(row) && !row.identical);
  const counted = rows.flatMap((row) => {
    const [base, head] = [shareOf(row, 'base', scorer), shareOf(row, 'head', scorer)];
    return base === undefined || head === undefined ? [] : [{ id: row.id, base, head }];
  });
  const again = rows.some(({ brief }) => brief)
    ? missing
    : testLosses(counted, {
        seed,
        ...clustersOf(
          suite,
          counted.map(({ id }) => id),
        ),
      });
  const rise = missing.head - missing.base;
  return [
    `    missing  scores of trials: ${stated('base', again?.base ?? 0, missing.base)}   ${stated('head', again?.head ?? 0, missing.head)}   ${stated('p', again?.p ?? 1, missing.p)} ${missing.p <= LOSS_ALPHA ? '≤' : '>'} ${LOSS_ALPHA}; a rise of ${number(rise)} is held against ${margin}, or \`max-error-rate\``,
  ];
}

/** Of a side's trials that were made, the share without a score; `undefined` where the scorer has nothing to say. */
function shareOf(row: CaseReport, side: 'base' | 'head', scorer: string): number | undefined {
  const made = (row[side]?.trials ?? []).filter((trial) => trial.ok || !NOT_MADE.has(trial.code));
  const scores = made.flatMap((trial) => (trial.ok ? [scoreOf(trial, scorer)] : []));
  const silent = scores.some((score) => score === undefined || (!score.ok && score.code === 'skipped'));
  if (made.length === 0 || silent) return undefined;
  return (made.length - scores.filter((score) => score?.ok).length) / made.length;
}

function scoreOf({ scores }: Extract<TrialReport, { ok: true }>, scorer: string) {
  return scores.find((score) => score.scorer === scorer);
}
