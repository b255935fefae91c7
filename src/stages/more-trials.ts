import { allocationOf } from '../core/allocation.ts';
import type { MeasuredSuite } from '../core/measurement.ts';
import { withMore } from '../core/more-trials.ts';
import type { PlannedCase } from '../core/plan.ts';
import { decides } from '../core/tally.ts';
import { layOut } from './lay-out.ts';
import { type Asking, runAll } from './schedule.ts';

/** Gives suites that leave it open the trials that the noise of their first ones calls for, all cases alike. */
export async function addTrials(
  measured: readonly MeasuredSuite[],
  options: Asking,
): Promise<MeasuredSuite[]> {
  const added = measured.map((suite) => {
    const allocation = allocationOf(suite);
    if (!allocation) return { suite };
    const { min, trials } = allocation;
    const planned = { ...suite.planned, trials };
    const laidOut = layOut(planned, decidingCases(suite), { from: min, count: trials - min });
    return { suite: { ...suite, planned, allocation }, laidOut };
  });
  const layouts = added.flatMap(({ laidOut }) => laidOut ?? []);
  options.ledger.expect(layouts.reduce((sum, { count }) => sum + count, 0));
  await runAll(
    layouts.map(({ jobs }) => jobs),
    options,
  );
  return added.map(({ suite, laidOut }) => withMore(suite, laidOut?.cases ?? []));
}

export function decidingCases({ cases, planned: { state } }: MeasuredSuite): PlannedCase[] {
  return cases.filter((row) => decides(row, state)).map(({ planned }) => planned);
}
