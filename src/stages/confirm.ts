import type { MeasuredCase, MeasuredSuite, MeasuredTrial } from '../core/measurement.ts';
import { confirmingScorers, type PlannedCase } from '../core/plan.ts';
import { firstOf, isSettled, type Question, questionOf, roundsThatCount } from '../core/settled.ts';
import { type Suspect, suspectsOf } from '../core/suspects.ts';
import type { Variant } from '../core/trial.ts';
import { emptyCase, inOrder, type Job, type LaidCase } from './lay-out.ts';
import { type Asking, runAll } from './schedule.ts';

/**
 * Runs fresh trials of the suspects, base and head interleaved as before, under indices that were not used yet.
 * A suspect whose remaining trials could no longer change what is said of it is left in peace. Gives the suites with
 * their suspects' fresh trials.
 */
export async function confirm(measured: readonly MeasuredSuite[], options: Asking): Promise<MeasuredSuite[]> {
  const laidOut = measured.map((suite) => {
    const suspects = new Map(
      suspectsOf(suite)
        .filter((suspect) => suspect.suspicion !== 'lost' || isWorthAsking(suspect, suite, options))
        .map(({ row, suspicion }) => [row, suspicion]),
    );
    const trials = { from: trialsSoFar(suite), count: suite.planned.policy.confirmTrials };
    const questions = new Map(
      [...suspects].map(([row, suspicion]) => [row.planned, questionOf(row, suspicion, suite.planned)]),
    );
    const fresh = [...suspects.keys()].map(({ planned }) => emptyCase(planned, trials.count));
    // What decides nothing needs no confirming: informational judges are not asked again.
    const gating = { ...suite.planned, scorers: confirmingScorers(suite.planned) };
    const jobs = [...untilSettled(inOrder(gating, fresh, trials), questions)];
    const sidesOf = new Map(fresh.map(({ planned, sides }) => [planned, sides]));
    return { suite, suspects, questions, sidesOf, jobs };
  });
  options.ledger.expect(laidOut.reduce((sum, { jobs }) => sum + jobs.length, 0));
  await runAll(
    laidOut.map(({ jobs }) => jobs),
    options,
  );
  return laidOut.map(({ suite, suspects, questions, sidesOf }) => {
    const cases = suite.cases.map((row): MeasuredCase => {
      const [suspicion, question] = [suspects.get(row), questions.get(row.planned)];
      const sides = wholeRounds(sidesOf.get(row.planned));
      if (!suspicion || !question || !sides) return row;
      // What was under way beyond that point is left out, so that the result does not hang on how many run at once.
      return { ...row, fresh: { suspicion, sides: firstOf(sides, roundsThatCount(sides, question)) } };
    });
    return { ...suite, cases };
  });
}

/**
 * Whether more trials could tell what first ones lack. Where these were not made, because a recording has no answer or
 * the run was stopped, nothing is decided, and others would only add to what is missing.
 */
function isWorthAsking({ row }: Suspect, { planned }: MeasuredSuite, { ledger }: Asking): boolean {
  const isMissed = ledger.notRecorded.some(
    ({ suite, case: id }) => suite === planned.head.name && id === row.planned.case.id,
  );
  return !isMissed && ledger.totals().stopped === undefined;
}

/** Leaves undone what is left of a suspect once nothing that is left could change what is said of it. */
function* untilSettled(
  jobs: Iterable<Job & { laid: LaidCase }>,
  questions: ReadonlyMap<PlannedCase, Question>,
): Generator<Job> {
  const settled = new Set<PlannedCase>();
  for (const { laid, ...job } of jobs) {
    yield {
      ...job,
      skip: () => settled.has(job.row),
      done: (measured) => {
        job.done(measured);
        const [question, sides] = [questions.get(job.row), wholeRounds(laid.sides)];
        if (question && sides && isSettled(sides, question)) settled.add(job.row);
      },
    };
  }
}

/** The trials up to the first one that is still missing on a side. */
function wholeRounds(
  sides: Partial<Record<Variant, MeasuredTrial[]>> | undefined,
): Record<Variant, MeasuredTrial[]> | undefined {
  const { base, head } = sides ?? {};
  if (!base || !head) return undefined;
  let rounds = 0;
  while (base[rounds] && head[rounds]) rounds += 1;
  return { base: base.slice(0, rounds), head: head.slice(0, rounds) };
}

/** Trials that a case's sides have had: the index of the next one. */
export function trialsSoFar({ cases }: MeasuredSuite): number {
  return cases.reduce(
    (most, { sides: { base, head } }) => Math.max(most, base?.length ?? 0, head?.length ?? 0),
    0,
  );
}
