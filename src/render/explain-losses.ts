import { LOSS_ALPHA, NOT_MADE } from '../core/losses.ts';
import type { Comparison, MeasuredSuite, SideReport } from '../core/report.ts';
import { signFlip } from '../stats/sign-flip.ts';
import { clustersOf, mean, number, stated } from './explain-numbers.ts';
import { isDeciding } from './select.ts';

/** Whether head lacks scores that base has, again from the trials in the report. Nothing where it does not hold them. */
export function explainLosses(
  suite: MeasuredSuite,
  { scorer, missing, skipped = 0 }: Comparison,
  seed: string,
): string[] {
  const rows = suite.cases.filter((row) => isDeciding(row) && !row.identical);
  if (!missing) return [];
  const counted = rows.flatMap(({ id, base, head }) => {
    const [before, after] = [missingShare(base, scorer), missingShare(head, scorer)];
    return before === undefined || after === undefined ? [] : [{ id, base: before, head: after }];
  });
  if (counted.length === 0 || skipped > 0 || rows.some(({ brief }) => brief)) {
    return [
      `    missing  base ${number(missing.base)}, head ${number(missing.head)}, p ${number(missing.p)}`,
    ];
  }
  const { p } = signFlip(
    counted.map(({ base, head }) => base - head),
    {
      alternative: 'worse',
      seed: `${seed}/missing`,
      ...clustersOf(
        suite,
        counted.map(({ id }) => id),
      ),
    },
  );
  return [
    `    missing  share of trials without a score: ${stated('base', mean(counted.map(({ base }) => base)), missing.base)}, ${stated('head', mean(counted.map(({ head }) => head)), missing.head)}; signs of the ${counted.length} cases: ${stated('p', p, missing.p)} ${missing.p <= LOSS_ALPHA ? '≤' : '>'} ${LOSS_ALPHA}`,
  ];
}

function missingShare(side: SideReport | undefined, scorer: string): number | undefined {
  const made = (side?.trials ?? []).filter((trial) => trial.ok || !NOT_MADE.has(trial.code));
  if (made.length === 0) return undefined;
  const without = made.filter(
    (trial) => !trial.ok || !trial.scores.some((score) => score.scorer === scorer && score.ok),
  );
  return without.length / made.length;
}
