import { SUITE_DEFAULTS } from './config/defaults.ts';
import { jurorsIn } from './judge-facts.ts';
import type { Suite, Target } from './suite.ts';

/** At least so many trials of each case and side, and at most so many. */
export interface TrialRange {
  min: number;
  max: number;
}

/** Trials as a suite states them: a number, or a range within which a rule decides. */
export type StatedTrials = number | TrialRange;

/** Trials that a case certainly gets. */
export function fewestTrials(trials: StatedTrials): number {
  return typeof trials === 'number' ? trials : trials.min;
}

/**
 * Trials of each case and side that a plan makes, and the most that it may add to where there is a base to compare
 * with. Where the suite says nothing: one where every side is run at temperature 0, three otherwise.
 */
export function plannedTrials(
  stated: StatedTrials | undefined,
  sides: readonly Suite[],
): { trials: number; maxTrials?: number } {
  const trials = fewestTrials(stated ?? defaultTrials(sides));
  const most = typeof stated === 'object' ? stated.max : trials;
  return { trials, ...(sides.length > 1 && most > trials ? { maxTrials: most } : {}) };
}

function defaultTrials(sides: readonly Suite[]): number {
  return sides.every(({ target }) => isSettled(target))
    ? SUITE_DEFAULTS.trialsAtZeroTemperature
    : SUITE_DEFAULTS.trials;
}

/** Whether a target says the same each time, as far as a temperature of 0 goes. */
function isSettled(target: Target): boolean {
  if (target.kind === 'prompt') return target.parameters['temperature'] === 0;
  if (target.kind === 'command' || (target.spec.repeats ?? 1) > 1) return false;
  // Judges are asked at 0 unless they are told otherwise.
  return jurorsIn(target.spec).every(({ parameters }) => (parameters['temperature'] ?? 0) === 0);
}
