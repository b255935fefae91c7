import { lookout, stopped, type Watch, watchesOf } from '../core/fail-fast.ts';
import type { MeasuredCase, MeasuredSuite } from '../core/measurement.ts';
import type { PlannedCase, PlannedSuite } from '../core/plan.ts';
import { hasCanaries } from './judging.ts';
import { type Asking, type Job, layOut, runAll } from './schedule.ts';

/**
 * Runs and scores every planned trial, once the judges that have canaries were shown them. Scores of a trial begin as
 * soon as its output is there.
 *
 * The order interleaves base and head of the same case, taking turns at going first, so that what
 * changes with time at the provider (load, a new snapshot) falls on both alike. A suite that may fail fast is run
 * case by case, in an order drawn from the seed.
 */
export async function evaluate(
  suites: readonly PlannedSuite[],
  options: Asking & { seed?: string },
): Promise<MeasuredSuite[]> {
  const { judging } = options;
  if (judging && hasCanaries(suites)) {
    await (await import('./canaries.ts')).releaseCanaries(suites, { ...options, judging });
  }
  const jobs: Job[] = [];
  const watches = watchesOf(suites, options.seed ?? '');
  const laidOut = suites.map((planned, index) => {
    const watch = watches[index];
    if (watch) return layOutWatched(planned, watch, jobs);
    const cases = layOut(planned, planned.cases, { from: 0, count: planned.trials }, jobs);
    return () => ({ planned, cases });
  });
  await runAll(jobs, options);
  return laidOut.map((finish) => finish());
}

/** Adds the jobs of a suite that may stop. Gives what came of them, to be asked when all are done. */
function layOutWatched(planned: PlannedSuite, watch: Watch, jobs: Job[]): () => MeasuredSuite {
  const rowOf = new Map<PlannedCase, MeasuredCase>();
  const missing = new Map<PlannedCase, number>();
  let stop: MeasuredSuite['stop'];
  let done = 0;
  const settled = (row: PlannedCase) => {
    missing.set(row, (missing.get(row) ?? 0) - 1);
    for (let unit = watch.units[done]; !stop && unit && isDone(unit); unit = watch.units[done]) {
      done += 1;
      stop = look(unit.flatMap((member) => rowOf.get(member) ?? []));
    }
  };
  const look = lookout(watch);
  const isDone = (unit: readonly PlannedCase[]) => unit.every((member) => missing.get(member) === 0);

  const deciding = new Set(watch.units.flat());
  // What does not decide comes last: a suite that stops does without it.
  const parts = [...watch.units, planned.cases.filter((row) => !deciding.has(row))];
  for (const part of parts) {
    const own: Job[] = [];
    const trials = { from: 0, count: planned.trials, turn: rowOf.size };
    for (const row of layOut(planned, part, trials, own)) rowOf.set(row.planned, row);
    for (const job of own) {
      missing.set(job.row, (missing.get(job.row) ?? 0) + 1);
      jobs.push({
        ...job,
        skip: () => stop !== undefined,
        done: (measured) => {
          job.done(measured);
          settled(job.row);
        },
      });
    }
  }
  return () => {
    const cases = planned.cases.flatMap((row) => rowOf.get(row) ?? []);
    return stop ? { planned, stop, cases: stopped(cases, watch, stop) } : { planned, cases };
  };
}

/** Trials that a plan makes, the measure of progress. */
export function countTrials(suites: readonly PlannedSuite[]): number {
  return suites.reduce(
    (sum, suite) => sum + suite.trials * suite.cases.reduce((n, row) => n + Object.keys(row.sides).length, 0),
    0,
  );
}
