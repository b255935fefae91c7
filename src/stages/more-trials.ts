import { allocationOf } from '../core/allocation.ts';
import type { MeasuredSuite } from '../core/measurement.ts';
import { withMore } from '../core/more-trials.ts';
import type { PlannedCase } from '../core/plan.ts';
import { decides } from '../core/tally.ts';
import { type Asking, type Job, layOut, runAll } from './schedule.ts';

/** Gives suites that leave it open the trials that the noise of their first ones calls for, all cases alike. */
export async function addTrials(
  measured: readonly MeasuredSuite[],
  options: Asking,
): Promise<MeasuredSuite[]> {
  const jobs: Job[] = [];
  const added = measured.map((suite) => {
    const allocation = allocationOf(suite);
    if (!allocation) return { suite, rows: [] };
    const { min, trials } = allocation;
    const planned = { ...suite.planned, trials };
    const rows = layOut(planned, decidingCases(suite), { from: min, count: trials - min }, jobs);
    return { suite: { ...suite, planned, allocation }, rows };
  });
  options.ledger.expect(jobs.length);
  await runAll(jobs, options);
  return added.map(({ suite, rows }) => withMore(suite, rows));
}

export function decidingCases({ cases, planned: { state } }: MeasuredSuite): PlannedCase[] {
  return cases.filter((row) => decides(row, state)).map(({ planned }) => planned);
}
