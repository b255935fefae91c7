import { SUITE_DEFAULTS } from '../core/config/defaults.ts';
import type { Calibration } from './calibration.ts';

/** What a judge has to reach against people's labels before its word blocks a merge. */
export interface TrustBar {
  /** Smallest Youden's J, −1..1. */
  youden: number;
  /** Smallest AC1, −1..1. */
  ac1: number;
  /** Fewest labelled outputs. */
  labels: number;
}

export const DEFAULT_BAR: TrustBar = {
  youden: SUITE_DEFAULTS.judges.youden,
  ac1: SUITE_DEFAULTS.judges.ac1,
  labels: SUITE_DEFAULTS.judges.labels,
};

/**
 * - `trusted`: enough labels, and the judge agrees with people.
 * - `distrusted`: enough labels, and it does not: its score is informational.
 * - `uncalibrated`: too few labels, or all of one verdict, to say either.
 */
export type Trust = 'trusted' | 'distrusted' | 'uncalibrated';

/** Where a judge stands against the bar, on the figures themselves and not on the ends of their intervals. */
export function trustOf(calibration: Calibration | undefined, bar: TrustBar = DEFAULT_BAR): Trust {
  if (calibration === undefined || calibration.n < bar.labels) return 'uncalibrated';
  const { youden, ac1 } = calibration;
  // Without a single output that people fail nobody knows what the judge would do with one.
  if (youden === undefined || ac1 === undefined) return 'uncalibrated';
  return youden.value >= bar.youden && ac1.value >= bar.ac1 ? 'trusted' : 'distrusted';
}
