import { lookout, stopped, type Watch, watchesOf } from '../core/fail-fast.ts';
import type { MeasuredSuite } from '../core/measurement.ts';
import type { PlannedCase, PlannedSuite } from '../core/plan.ts';
import { hasCanaries } from './judging.ts';
import { emptyCase, inOrder, type Job, layOut, variantsOf } from './lay-out.ts';
import { type Asking, runAll } from './schedule.ts';

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
  const watches = watchesOf(suites, options.seed ?? '');
  const laidOut = suites.map((planned, index) => {
    const watch = watches[index];
    if (watch) return layOutWatched(planned, watch);
    const { cases, jobs } = layOut(planned, planned.cases, { from: 0, count: planned.trials });
    return { jobs, finish: (): MeasuredSuite => ({ planned, cases }) };
  });
  await runAll(
    laidOut.map(({ jobs }) => jobs),
    options,
  );
  return laidOut.map(({ finish }) => finish());
}

/** The jobs of a suite that may stop, and what came of them, to be asked when all are done. */
function layOutWatched(
  planned: PlannedSuite,
  watch: Watch,
): { jobs: Iterable<Job>; finish: () => MeasuredSuite } {
  const cases = planned.cases.map((row) => emptyCase(row, planned.trials));
  const rowOf = new Map(cases.map((row) => [row.planned, row]));
  /** Trials that are done, of the cases that were not looked at yet. */
  const counts = new Map<PlannedCase, number>();
  const look = lookout(watch);
  const isDone = (unit: readonly PlannedCase[]) =>
    unit.every((member) => counts.get(member) === planned.trials * variantsOf(member).length);
  let stop: MeasuredSuite['stop'];
  let looked = 0;
  const settle = (row: PlannedCase) => {
    counts.set(row, (counts.get(row) ?? 0) + 1);
    for (let unit = watch.units[looked]; !stop && unit && isDone(unit); unit = watch.units[looked]) {
      looked += 1;
      for (const member of unit) counts.delete(member);
      stop = look(unit.flatMap((member) => rowOf.get(member) ?? []));
    }
  };

  function* jobs(): Generator<Job> {
    const skip = () => stop !== undefined;
    let turn = 0;
    const laidOf = (part: readonly PlannedCase[]) => {
      const rows = part.flatMap((member) => rowOf.get(member) ?? []);
      const laid = inOrder(planned, rows, { from: 0, count: planned.trials, turn });
      turn += part.length;
      return laid;
    };
    for (const unit of watch.units) {
      for (const { laid: _, ...job } of laidOf(unit)) {
        yield {
          ...job,
          skip,
          done: (measured) => {
            job.done(measured);
            settle(job.row);
          },
        };
      }
    }
    // What does not decide comes last: a suite that stops does without it.
    const deciding = new Set(watch.units.flat());
    for (const { laid: _, ...job } of laidOf(planned.cases.filter((row) => !deciding.has(row)))) {
      yield { ...job, skip };
    }
  }

  return {
    jobs: jobs(),
    finish: () => (stop ? { planned, stop, cases: stopped(cases, watch, stop) } : { planned, cases }),
  };
}

/** Trials that a plan makes, the measure of progress. */
export function countTrials(suites: readonly PlannedSuite[]): number {
  return suites.reduce(
    (sum, suite) => sum + suite.trials * suite.cases.reduce((n, row) => n + Object.keys(row.sides).length, 0),
    0,
  );
}
