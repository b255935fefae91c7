import { decidingScorers } from '../core/combined.ts';
import type { MeasuredCase, MeasuredSuite } from '../core/measurement.ts';
import { suspectsOf } from '../core/suspects.ts';
import { type Asking, type Job, layOut, runAll } from './schedule.ts';

/**
 * Runs fresh trials of the suspects, base and head interleaved as before, under indices that were not used yet.
 * Gives the suites with their suspects' fresh trials.
 */
export async function confirm(measured: readonly MeasuredSuite[], options: Asking): Promise<MeasuredSuite[]> {
  const jobs: Job[] = [];
  const suites = measured.map((suite) => {
    const suspects = new Map(suspectsOf(suite).map(({ row, suspicion }) => [row, suspicion]));
    const trials = { from: trialsSoFar(suite), count: suite.planned.policy.confirmTrials };
    // What decides nothing needs no confirming: informational judges are not asked again.
    const gating = { ...suite.planned, scorers: decidingScorers(suite.planned.scorers) };
    const fresh = layOut(
      gating,
      [...suspects.keys()].map(({ planned }) => planned),
      trials,
      jobs,
    );
    const freshOf = new Map(fresh.map(({ planned, sides }) => [planned, sides]));
    const cases = suite.cases.map((row): MeasuredCase => {
      const [suspicion, sides] = [suspects.get(row), freshOf.get(row.planned)];
      const { base, head } = sides ?? {};
      return suspicion && base && head ? { ...row, fresh: { suspicion, sides: { base, head } } } : row;
    });
    return { ...suite, cases };
  });
  options.ledger.expect(jobs.length);
  await runAll(jobs, options);
  return suites;
}

/** Trials that a case's sides have had: the index of the next one. */
export function trialsSoFar({ cases }: MeasuredSuite): number {
  return cases.reduce(
    (most, { sides: { base, head } }) => Math.max(most, base?.length ?? 0, head?.length ?? 0),
    0,
  );
}
