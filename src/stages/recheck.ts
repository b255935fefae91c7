import { familyOf, isCertain, roundsUntilCertain } from '../core/certain.ts';
import { compareAll } from '../core/compare.ts';
import type { MeasuredSuite } from '../core/measurement.ts';
import { firstRounds, type LaidOut, withMore } from '../core/more-trials.ts';
import { canBeAlarmed, isAlarmed } from '../core/recheck.ts';
import { trialsSoFar } from './confirm.ts';
import { emptyCase, inOrder, type Job } from './lay-out.ts';
import { decidingCases } from './more-trials.ts';
import { type Asking, runAll } from './schedule.ts';

/**
 * Runs the deciding cases of every suite with an alarm once more, and puts the new trials beside the first ones.
 * The verdict is then made on both together: noise that happened to look like a regression rarely does so twice.
 * A second look whose remaining trials could change nothing ends there.
 */
export async function recheck(
  measured: readonly MeasuredSuite[],
  options: Asking & { seed: string },
): Promise<MeasuredSuite[]> {
  if (!measured.some(canBeAlarmed)) return [...measured];
  const comparisons = compareAll(measured, options.seed);
  const common = { family: familyOf(measured), seed: options.seed };
  const again = measured.map((suite, index) => {
    if (!isAlarmed(suite, comparisons[index] ?? [])) return undefined;
    const rounds = suite.planned.trials;
    const rows = decidingCases(suite).map((row) => emptyCase(row, rounds));
    const own = [...inOrder(suite.planned, rows, { from: trialsSoFar(suite), count: rounds })];
    const after = (count: number) => withMore(suite, firstRounds(rows, count));
    let looked = 0;
    let certain = false;
    const jobs = own.map(
      (job): Job => ({
        ...job,
        skip: () => certain,
        done: (result) => {
          job.done(result);
          for (let next = looked + 1; !certain && next < rounds && isWhole(rows, next); next += 1) {
            looked = next;
            certain = isCertain(after(next), { ...common, rounds: rounds - next });
          }
        },
      }),
    );
    return { rounds, after, jobs };
  });
  const laidOut = again.filter((one) => one !== undefined);
  options.ledger.expect(laidOut.reduce((sum, { jobs }) => sum + jobs.length, 0));
  await runAll(
    laidOut.map(({ jobs }) => jobs),
    options,
  );
  return measured.map((suite, index) => {
    const look = again[index];
    if (!look) return suite;
    const { rounds: of, after } = look;
    // What was under way beyond that point is left out, so that the result does not hang on how many run at once.
    const rounds = roundsUntilCertain(after, { ...common, rounds: of });
    return { ...after(rounds), rechecked: true, ...(rounds < of ? { curtailed: { rounds, of } } : {}) };
  });
}

/** Whether every case has had so many rounds on both sides. */
function isWhole(rows: LaidOut, rounds: number): boolean {
  return rows.every(({ sides: { base = [], head = [] } }) => {
    for (let index = 0; index < rounds; index += 1) if (!base[index] || !head[index]) return false;
    return true;
  });
}
