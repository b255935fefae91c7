import type { CaseReport, MeasuredSuite, SideReport, TrialReport } from '../core/report.ts';
import { logRatio } from '../stats/log-ratio.ts';
import { mean, stated } from './explain-numbers.ts';
import { isDeciding } from './select.ts';

type Answered = Extract<TrialReport, { ok: true }>;

/** Failed trials, cost and latency, again from the trials in the report. Nothing where it does not hold them all. */
export function explainMetrics({ cases, metrics, state }: MeasuredSuite): string[] {
  const rows = cases.filter((row) => isDeciding(row) && !row.identical);
  if (state === 'new' || rows.some(({ brief }) => brief)) return [];
  const { base, head, costRatio, latency } = metrics;
  const failed = (side: 'base' | 'head') =>
    rows.flatMap((row) => row[side]?.trials ?? []).filter(({ ok }) => !ok).length;
  const cost = pairsOf(rows, ({ costUsd }) => costUsd);
  const ratio = cost && mean(cost.map(([, after]) => after)) / mean(cost.map(([before]) => before));
  const times = pairsOf(rows, ({ latencyMs }) => latencyMs) ?? [];
  const slower = logRatio(
    times.map(([before]) => before),
    times.map(([, after]) => after),
    { alpha: 0.05 },
  );
  return [
    ...(base && head && base.failed + head.failed > 0
      ? [
          `  failed   ${stated('base', failed('base'), base.failed)} of ${base.trials}, ${stated('head', failed('head'), head.failed)} of ${head.trials} trials`,
        ]
      : []),
    ...(cost && costRatio !== undefined && ratio !== undefined && Number.isFinite(ratio)
      ? [
          `  cost     mean of head over mean of base, ${cost.length} pairs: ${stated('ratio', ratio, costRatio)}`,
        ]
      : []),
    ...(latency && slower
      ? [
          `  latency  exp of the mean of ln(head/base), ${slower.n} pairs: ${stated('ratio', slower.ratio, latency.ratio)}, ${stated('lower', slower.lower, latency.lower)}, ${stated('upper', slower.upper, latency.upper)}`,
        ]
      : []),
  ];
}

/** Both sides of each case as means of one measure; `undefined` when one is unknown. */
function pairsOf(
  rows: readonly CaseReport[],
  of: (trial: Answered) => number | undefined,
): (readonly [number, number])[] | undefined {
  const meansOf = (side: SideReport | undefined) =>
    (side?.trials ?? []).filter((trial): trial is Answered => trial.ok).map(of);
  const both = rows
    .map(({ base, head }) => [meansOf(base), meansOf(head)] as const)
    .filter(([before, after]) => before.length > 0 && after.length > 0);
  const known = both.flatMap(([before, after]) => {
    const values = [before, after].map((side) => side.flatMap((value) => value ?? []));
    const whole = values[0]?.length === before.length && values[1]?.length === after.length;
    return whole ? [[mean(values[0] ?? []), mean(values[1] ?? [])] as const] : [];
  });
  return known.length === both.length && known.length > 0 ? known : undefined;
}
