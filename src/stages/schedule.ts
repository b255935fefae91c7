import type { MeasuredTrial } from '../core/measurement.ts';
import type { PlannedCase, PlannedSuite } from '../core/plan.ts';
import type { Score, Trial, Variant } from '../core/trial.ts';
import type { Commands, Model } from '../ports.ts';
import type { Ledger } from './ledger.ts';
import { forEachLimited } from './pool.ts';
import { runTrial } from './run.ts';
import { scoreOutput } from './score.ts';

/** One trial to be run and scored: the unit of scheduling. */
export interface Job {
  suite: PlannedSuite;
  row: PlannedCase;
  variant: Variant;
  index: number;
  done: (measured: MeasuredTrial) => void;
}

/** What asking takes. */
export interface Asking {
  model: Model;
  /** Absent: no suite that runs a command is among the planned ones. */
  commands?: Commands | undefined;
  ledger: Ledger;
  /** Trials under way at once. */
  concurrency: number;
  signal: AbortSignal;
}

/** Runs and scores jobs in order, so many at a time. Scores of a trial begin as soon as its output is there. */
export async function runAll(jobs: readonly Job[], options: Asking): Promise<void> {
  await forEachLimited(jobs, options.concurrency, async (job) => {
    const result = await measure(job, options);
    options.ledger.trialDone(!result.trial.ok);
    job.done(result);
  });
}

/**
 * Adds the jobs of some cases' trials. The trials are filled in as the jobs are done.
 *
 * The order interleaves base and head of the same case, taking turns at going first, so that what
 * changes with time at the provider (load, a new snapshot) falls on both alike.
 */
export function layOut(
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
  { model, commands, ledger, signal }: Asking,
): Promise<MeasuredTrial> {
  const planned = row.sides[variant];
  if (!planned)
    return { trial: { ok: false, code: 'cancelled', message: 'Not planned.' }, scores: new Map() };
  const purpose = { suite: suite.head.name, case: row.case.id, variant, trial: index, round: 0 };
  const price = (variant === 'base' ? suite.base : suite.head)?.target.price;
  const trial = await runTrial({ planned, price, purpose, model, commands, ledger, signal });
  return {
    trial,
    scores: await scoreAll(trial, { suite, row, asking: { purpose, model, commands, ledger, signal } }),
  };
}

async function scoreAll(
  trial: Trial,
  options: {
    suite: PlannedSuite;
    row: PlannedCase;
    asking: Omit<Parameters<typeof scoreOutput>[2], 'from'>;
  },
): Promise<ReadonlyMap<string, Score>> {
  if (!trial.ok) return new Map();
  const { suite, row, asking } = options;
  const input = { output: trial.output, vars: row.case.vars, expected: row.case.expected };
  const scores = await Promise.all(
    suite.scorers.map(
      async ({ spec, from = 'head' }) =>
        [spec.name, await scoreOutput(spec, input, { ...asking, from })] as const,
    ),
  );
  return new Map(scores);
}
