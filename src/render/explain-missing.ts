import { LOSS_ALPHA, type Told, testLosses } from '../core/losses.ts';
import type { CaseReport, Comparison, MeasuredSuite, TrialReport } from '../core/report.ts';
import { clustersOf, number, stated } from './explain-numbers.ts';
import { isDeciding } from './select.ts';

/** Whether head lacks more scores than base because of the change, again from the trials in the report. */
export function explainMissing(suite: MeasuredSuite, comparison: Comparison, seed: string): string[] {
  const { missing, scorer, margin } = comparison;
  if (!missing) return [];
  const rows = suite.cases.filter((row) => isDeciding(row) && !row.identical);
  const counted = rows.flatMap((row) => {
    const [base, head] = [toldOf(row, 'base', scorer), toldOf(row, 'head', scorer)];
    return base && head ? [{ id: row.id, base, head }] : [];
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
  const { worst } = missing;
  return [
    `    missing  scores of trials: ${stated('base', again?.base ?? 0, missing.base)}   ${stated('head', again?.head ?? 0, missing.head)}   ${stated('p', again?.p ?? 1, missing.p)} ${missing.p <= LOSS_ALPHA ? '≤' : '>'} ${LOSS_ALPHA}; a rise of ${number(rise)} is held against ${margin}, or \`max-error-rate\``,
    ...(worst
      ? [
          `             at their worst (0 at head, 1 at base): ${stated('head', again?.worst?.head, worst.head)}   ${stated('delta', again?.worst?.delta, worst.delta)}   ${stated('p', again?.worst?.p, worst.p)}`,
        ]
      : []),
  ];
}

/** A side's trials with their scores; `undefined` where the scorer has nothing to say. */
function toldOf(row: CaseReport, side: 'base' | 'head', scorer: string): Told[] | undefined {
  const told = (row[side]?.trials ?? []).map((trial) => ({
    trial,
    score: trial.ok ? scoreOf(trial, scorer) : NO_SCORE,
  }));
  const silent = told.some(({ score }) => score === undefined || (!score.ok && score.code === 'skipped'));
  return silent ? undefined : told.map(({ trial, score = NO_SCORE }) => ({ trial, score }));
}

const NO_SCORE: Told['score'] = { ok: false };

function scoreOf({ scores }: Extract<TrialReport, { ok: true }>, scorer: string) {
  return scores.find((score) => score.scorer === scorer);
}
