import { compareAll } from '../core/compare.ts';
import type { MeasuredCase, MeasuredSuite, MeasuredTrial } from '../core/measurement.ts';
import { isAlarmed } from '../core/recheck.ts';
import { decides } from '../core/tally.ts';
import { trialsSoFar } from './confirm.ts';
import { layOut } from './lay-out.ts';
import { type Asking, runAll } from './schedule.ts';

/**
 * Runs the deciding cases of every suite with an alarm once more, and puts the new trials beside the first ones.
 * The verdict is then made on both together: noise that happened to look like a regression rarely does so twice.
 */
export async function recheck(
  measured: readonly MeasuredSuite[],
  options: Asking & { seed: string },
): Promise<MeasuredSuite[]> {
  const comparisons = compareAll(measured, options.seed);
  const again = measured.map((suite, index) => {
    if (!isAlarmed(suite, comparisons[index] ?? [])) return undefined;
    const deciding = suite.cases
      .filter((row) => decides(row, suite.planned.state))
      .map(({ planned }) => planned);
    return layOut(suite.planned, deciding, { from: trialsSoFar(suite), count: suite.planned.trials });
  });
  const laidOut = again.filter((one) => one !== undefined);
  options.ledger.expect(laidOut.reduce((sum, { count }) => sum + count, 0));
  await runAll(
    laidOut.map(({ jobs }) => jobs),
    options,
  );
  return measured.map((suite, index) => {
    const rows = again[index];
    if (!rows) return suite;
    const sidesOf = new Map(rows.cases.map(({ planned, sides }) => [planned, sides]));
    const cases = suite.cases.map((row): MeasuredCase => {
      const sides = sidesOf.get(row.planned);
      const { base, head } = row.sides;
      if (!sides || !base || !head) return row;
      return {
        ...row,
        sides: { base: [...base, ...measuredOnly(sides.base)], head: [...head, ...measuredOnly(sides.head)] },
      };
    });
    return { ...suite, cases, rechecked: true };
  });
}

/** A trial that was never run because the run stopped says nothing about its side: the first trials stand by themselves. */
function measuredOnly(trials: readonly MeasuredTrial[] = []): MeasuredTrial[] {
  return trials.filter(
    ({ trial }) => trial.ok || (trial.code !== 'cancelled' && trial.code !== 'over-budget'),
  );
}
