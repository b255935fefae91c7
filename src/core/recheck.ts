import type { MeasuredSuite } from './measurement.ts';
import type { PlannedScorer } from './plan.ts';
import type { Comparison } from './report.ts';
import { appliesTo, decides, isSkipped, pairOf } from './tally.ts';

/** Fewer pairs than this are looked at twice even where a single trial was planned: their test is at its coarsest. */
const FEW_PAIRS = 8;

/**
 * Whether a suite's cases are to be run once more before it may be said to have regressed.
 *
 * An alarm at 5 % fires on one change in twenty that does nothing, and at ordinary sizes nearly every alarm is also
 * material. Asking again costs calls on alarms only and brings false alarms under 2 %, at nearly no loss of power
 * where each case has several trials. With a single trial and enough cases it would cost power, and the rate is kept.
 */
export function isAlarmed({ planned, stop }: MeasuredSuite, comparisons: readonly Comparison[]): boolean {
  // What was proven while it ran holds at any time, and the rest was not run.
  if (stop) return false;
  return comparisons.some(
    ({ gating, verdict, pairs }) =>
      gating && verdict === 'regressed' && (planned.trials > 1 || pairs < FEW_PAIRS),
  );
}

/** Whether {@link isAlarmed} could be so of a suite, whatever was scored: else nothing needs to be compared yet. */
export function canBeAlarmed(suite: MeasuredSuite): boolean {
  const { planned, stop } = suite;
  if (stop || planned.state === 'new') return false;
  return planned.trials > 1 || planned.scorers.some(({ spec, gating }) => gating && hasFewPairs(suite, spec));
}

function hasFewPairs({ planned, cases }: MeasuredSuite, spec: PlannedScorer['spec']): boolean {
  let pairs = 0;
  for (const row of cases) {
    const counts = appliesTo(spec, row.planned.case) && decides(row, planned.state);
    if (counts && !isSkipped(row, spec.name) && pairOf(row, spec.name)) pairs += 1;
    if (pairs >= FEW_PAIRS) return false;
  }
  return true;
}
