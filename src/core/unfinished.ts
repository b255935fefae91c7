import { mean } from '../stats/moments.ts';
import { signFlip } from '../stats/sign-flip.ts';
import type { MeasuredSuite, MeasuredTrial } from './measurement.ts';
import type { MeasuredSuite as SuiteReport } from './report.ts';
import { clustersOf, decides } from './tally.ts';
import type { TrialOutput } from './trial.ts';

/** Ends of an answer that are not the model's own. */
const CUT_OFF: ReadonlySet<TrialOutput['finish']> = new Set(['length', 'content-filter', 'refusal']);

/**
 * The share of answers that are empty, refused or cut off at base and at head, and whether head has more of them
 * because of the change (paired sign-flip test over cases). They are outputs like others, and scored; but "does not
 * contain", "no longer than" and their like are at their best on an answer of nothing, and would see no difference.
 * `undefined` where there is none.
 */
export function unfinishedOf({ planned, cases, stop }: MeasuredSuite): SuiteReport['unfinished'] {
  if (planned.state === 'new' || stop) return undefined;
  const isAny = cases.some(({ sides: { base = [], head = [] } }) =>
    [base, head].some((trials) => trials.some(isUnfinished)),
  );
  if (!isAny) return undefined;
  const rows = cases.flatMap((row) => {
    if (!decides(row, planned.state)) return [];
    const [base, head] = [shareOf(row.sides.base), shareOf(row.sides.head)];
    return base === undefined || head === undefined ? [] : [{ row, base, head }];
  });
  if (rows.every(({ base, head }) => base === 0 && head === 0)) return undefined;
  const finished = rows.map(({ base, head }) => base - head);
  const clusters = clustersOf(rows.map(({ row }) => row));
  return {
    base: mean(rows.map(({ base }) => base)),
    head: mean(rows.map(({ head }) => head)),
    p: signFlip(finished, { alternative: 'worse', seed: `${planned.head.name}/unfinished`, ...clusters }).p,
    cases: rows.flatMap(({ row, base, head }) => (head > base ? [row.planned.case.id] : [])),
  };
}

/** Of a side's answers; `undefined` without any. */
function shareOf(trials: readonly MeasuredTrial[] = []): number | undefined {
  const answers = trials.filter(({ trial }) => trial.ok);
  return answers.length === 0 ? undefined : answers.filter(isUnfinished).length / answers.length;
}

function isUnfinished({ trial, units }: MeasuredTrial): boolean {
  if (!trial.ok) return false;
  return CUT_OFF.has(trial.finish) || (units === undefined ? trial.output.trim() === '' : units === 0);
}
