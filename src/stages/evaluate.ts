import type { MeasuredSuite } from '../core/measurement.ts';
import type { PlannedSuite } from '../core/plan.ts';
import { hasCanaries } from './judging.ts';
import { type Asking, type Job, layOut, runAll } from './schedule.ts';

/**
 * Runs and scores every planned trial, once the judges that have canaries were shown them. Scores of a trial begin as soon as its output is there.
 *
 * The order interleaves base and head of the same case, taking turns at going first, so that what
 * changes with time at the provider (load, a new snapshot) falls on both alike.
 */
export async function evaluate(suites: readonly PlannedSuite[], options: Asking): Promise<MeasuredSuite[]> {
  const { judging } = options;
  if (judging && hasCanaries(suites)) {
    await (await import('./canaries.ts')).releaseCanaries(suites, { ...options, judging });
  }
  const jobs: Job[] = [];
  const measured = suites.map((planned) => ({
    planned,
    cases: layOut(planned, planned.cases, { from: 0, count: planned.trials }, jobs),
  }));
  await runAll(jobs, options);
  return measured;
}

/** Trials that a plan makes, the measure of progress. */
export function countTrials(suites: readonly PlannedSuite[]): number {
  return suites.reduce(
    (sum, suite) => sum + suite.trials * suite.cases.reduce((n, row) => n + Object.keys(row.sides).length, 0),
    0,
  );
}
