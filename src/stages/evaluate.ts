import type { MeasuredCase, MeasuredSuite, MeasuredTrial } from '../core/measurement.ts';
import type { PlannedCase, PlannedSuite } from '../core/plan.ts';
import { suspectsOf } from '../core/suspects.ts';
import type { Score, Trial, Variant } from '../core/trial.ts';
import type { Model } from '../ports.ts';
import type { Ledger } from './ledger.ts';
import { forEachLimited } from './pool.ts';
import { runTrial } from './run.ts';
import { scoreOutput } from './score.ts';

/** One trial to be run and scored: the unit of scheduling. */
interface Job {
  suite: PlannedSuite;
  row: PlannedCase;
  variant: Variant;
  index: number;
  done: (measured: MeasuredTrial) => void;
}

/**
 * Runs and scores every planned trial. Scores of a trial begin as soon as its output is there.
 *
 * The order interleaves base and head of the same case, taking turns at going first, so that what
 * changes with time at the provider (load, a new snapshot) falls on both alike.
 */
export async function evaluate(
  suites: readonly PlannedSuite[],
  options: { model: Model; ledger: Ledger; concurrency: number; signal: AbortSignal },
): Promise<MeasuredSuite[]> {
  const jobs: Job[] = [];
  const measured = suites.map((planned) => ({
    planned,
    cases: layOut(planned, planned.cases, { from: 0, count: planned.trials }, jobs),
  }));
  await runAll(jobs, options);
  return measured;
}

async function runAll(
  jobs: readonly Job[],
  options: { model: Model; ledger: Ledger; concurrency: number; signal: AbortSignal },
): Promise<void> {
  await forEachLimited(jobs, options.concurrency, async (job) => {
    const result = await measure(job, options);
    options.ledger.trialDone(!result.trial.ok);
    job.done(result);
  });
}

/**
 * Runs fresh trials of the suspects, base and head interleaved as before, under indices that were not used yet.
 * Gives the suites with their suspects' fresh trials.
 */
export async function confirm(
  measured: readonly MeasuredSuite[],
  options: { model: Model; ledger: Ledger; concurrency: number; signal: AbortSignal },
): Promise<MeasuredSuite[]> {
  const jobs: Job[] = [];
  const suites = measured.map((suite) => {
    const suspects = new Map(suspectsOf(suite).map(({ row, suspicion }) => [row, suspicion]));
    const trials = { from: suite.planned.trials, count: suite.planned.policy.confirmTrials };
    // What decides nothing needs no confirming: informational judges are not asked again.
    const gating = { ...suite.planned, scorers: suite.planned.scorers.filter((scorer) => scorer.gating) };
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

/** Trials that a plan makes, the measure of progress. */
export function countTrials(suites: readonly PlannedSuite[]): number {
  return suites.reduce(
    (sum, suite) => sum + suite.trials * suite.cases.reduce((n, row) => n + Object.keys(row.sides).length, 0),
    0,
  );
}

/** Adds the jobs of some cases' trials. The trials are filled in as the jobs are done. */
function layOut(
  suite: PlannedSuite,
  rows: readonly PlannedCase[],
  trials: { from: number; count: number },
  jobs: Job[],
): { planned: PlannedCase; sides: Partial<Record<Variant, MeasuredTrial[]>> }[] {
  const cases = rows.map((planned) => {
    const sides: Partial<Record<Variant, MeasuredTrial[]>> = {};
    for (const variant of variantsOf(planned)) sides[variant] = [];
    return { planned, sides };
  });
  for (let index = 0; index < trials.count; index += 1) {
    cases.forEach(({ planned, sides }, position) => {
      const variants = variantsOf(planned);
      for (const variant of (position + index) % 2 === 0 ? variants : variants.toReversed()) {
        jobs.push({
          suite,
          row: planned,
          variant,
          index: trials.from + index,
          done: (measured) => {
            const side = sides[variant];
            if (side) side[index] = measured;
          },
        });
      }
    });
  }
  return cases;
}

function variantsOf({ sides }: PlannedCase): Variant[] {
  return (['base', 'head'] as const).filter((variant) => sides[variant] !== undefined);
}

async function measure(
  { suite, row, variant, index }: Job,
  { model, ledger, signal }: { model: Model; ledger: Ledger; signal: AbortSignal },
): Promise<MeasuredTrial> {
  const planned = row.sides[variant];
  if (!planned)
    return { trial: { ok: false, code: 'cancelled', message: 'Not planned.' }, scores: new Map() };
  const purpose = { suite: suite.head.name, case: row.case.id, variant, trial: index, round: 0 };
  const price = (variant === 'base' ? suite.base : suite.head)?.target.price;
  const trial = await runTrial({ planned, price, purpose, model, ledger, signal });
  return { trial, scores: await scoreAll(trial, { suite, row, asking: { purpose, model, ledger, signal } }) };
}

async function scoreAll(
  trial: Trial,
  options: {
    suite: PlannedSuite;
    row: PlannedCase;
    asking: Parameters<typeof scoreOutput>[2];
  },
): Promise<ReadonlyMap<string, Score>> {
  if (!trial.ok) return new Map();
  const { suite, row, asking } = options;
  const input = { output: trial.output, vars: row.case.vars, expected: row.case.expected };
  const scores = await Promise.all(
    suite.scorers.map(async ({ spec }) => [spec.name, await scoreOutput(spec, input, asking)] as const),
  );
  return new Map(scores);
}
