import type { MeasuredSuite } from './measurement.ts';
import type { PlannedScorer } from './plan.ts';
import { ALPHA } from './reach.ts';
import type { Comparison } from './report.ts';
import { appliesTo, decides, isSkipped, pairOf } from './tally.ts';

/** Fewer pairs than this are looked at twice even where a single trial was planned: their test is at its coarsest. */
const FEW_PAIRS = 8;
/** A p that is no further than this below what the alarm allows is looked at twice, too. */
const CLOSE = 0.01;
/** Room for rounding where a mean is held against a margin: more than the verdict has. */
const EPSILON = 1e-9;

/**
 * Whether a suite's cases are to be run once more before it may be said to have regressed.
 *
 * An alarm at 5 % fires on one change in twenty that does nothing, and at ordinary sizes nearly every alarm is also
 * material. Asking again costs calls on alarms only and brings false alarms under 2 %, at nearly no loss of power
 * where each case has several trials. With a single trial and enough cases it would cost power, and only close alarms
 * are asked again: cases that fresh trials falsely prove broken come on top, and both together are to stay under 5 %.
 */
export function isAlarmed({ planned, stop }: MeasuredSuite, comparisons: readonly Comparison[]): boolean {
  // What was proven while it ran holds at any time, and the rest was not run.
  if (stop) return false;
  return comparisons.some(
    (comparison) =>
      comparison.gating &&
      comparison.verdict === 'regressed' &&
      (planned.trials > 1 || comparison.pairs < FEW_PAIRS || isClose(comparison)),
  );
}

/** Whether {@link isAlarmed} could be so of a suite, whatever was scored: else nothing needs to be compared yet. */
export function canBeAlarmed(suite: MeasuredSuite): boolean {
  const { planned, stop } = suite;
  if (stop || planned.state === 'new') return false;
  return planned.trials > 1 || planned.scorers.some(({ spec, gating }) => gating && mayRegress(suite, spec));
}

/** Whether there are few pairs, or a drop as large as the margin. */
function mayRegress({ planned, cases }: MeasuredSuite, spec: PlannedScorer['spec']): boolean {
  const margin = spec.maxDrop ?? planned.policy.maxDrop;
  let [pairs, total] = [0, 0];
  for (const row of cases) {
    if (!appliesTo(spec, row.planned.case) || !decides(row, planned.state) || isSkipped(row, spec.name))
      continue;
    const pair = pairOf(row, spec.name);
    if (!pair) continue;
    pairs += 1;
    total += pair.head - pair.base;
  }
  return pairs < FEW_PAIRS || total <= (EPSILON - margin) * pairs;
}

/** Of a preference that stands in for a verdict, p is not what it hangs on. */
function isClose({ p = 0, pAdjusted = p, alpha = ALPHA, brokenBy }: Comparison): boolean {
  return brokenBy === undefined && pAdjusted > alpha - CLOSE;
}
