import type { MeasuredSuite } from './measurement.ts';
import type { Comparison } from './report.ts';

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
