import type { MeasuredSuite as Measured, Totals } from '../core/measurement.ts';
import { countCalls, type PlannedSuite } from '../core/plan.ts';
import type { Clock, Log, Model, Tree } from '../ports.ts';
import type { Classified } from './classify.ts';
import { confirm } from './confirm.ts';
import { countTrials, evaluate } from './evaluate.ts';
import { createLedger, type PriceOf } from './ledger.ts';
import { createProgress, createWaits, NO_PROGRESS, type Waits } from './progress.ts';
import { recheck } from './recheck.ts';

export interface MeasureOptions {
  model: Model;
  priceOf: PriceOf;
  clock: Clock;
  log: Log;
  /** What calls wait for, as the model says it. */
  waits?: Waits | undefined;
  /** Calls under way at once, at least 1. */
  concurrency: number;
  signal: AbortSignal;
  seed: string;
  /** Base's files, for people's labels of judges. Absent: no judge is weighed. */
  labels?: Pick<Tree, 'read'> | undefined;
}

/** Runs and scores everything that is planned, looks again at alarms, and confirms suspects. */
export async function measure(
  classified: readonly Classified[],
  { model, priceOf, clock, log, waits = createWaits(), concurrency, signal, seed, labels }: MeasureOptions,
): Promise<{ measured: readonly Measured[]; totals: Totals }> {
  const plans = classified.flatMap(({ run }) => (run ? [run.plan] : []));
  const calls = countCalls(plans);
  log.info(
    `${plans.length} of ${classified.length} suites to run: ${calls.target} calls of the target, ${calls.judge} of judges, at most ${calls.confirming} more to confirm what looks bad.`,
  );
  const trials = countTrials(plans);
  const onProgress = createProgress({
    clock,
    waits,
    start: { ...NO_PROGRESS, total: trials },
    show: (progress) => log.progress(progress),
  });
  const ledger = createLedger({ trials, priceOf, onProgress });
  const asking = { model, ledger, concurrency, signal };
  const weighed =
    labels && plans.some(hasJudge)
      ? await (await import('./trust.ts')).weighJudges(plans, {
          ...asking,
          tree: labels,
          log,
          now: () => clock.now(),
        })
      : plans;
  const first = await evaluate(weighed, { ...asking, seed });
  const measured = await confirm(await recheck(first, { ...asking, seed }), asking);
  return { measured, totals: ledger.totals() };
}

/** Whether a judge decides. What weighs judges is loaded for those suites only. */
function hasJudge({ scorers }: PlannedSuite): boolean {
  return scorers.some(
    ({ spec, gating }) => gating && (spec.kind === 'judge' || (spec.kind === 'case' && spec.judged)),
  );
}

/** What a run used, in a line. */
export function summaryLine({ targetCalls, judgeCalls, failedCalls, replayed }: Totals): string {
  const of = replayed > 0 ? `, ${replayed} of them replayed` : '';
  const failed = failedCalls > 0 ? `, ${failedCalls} failed` : '';
  return `${targetCalls + judgeCalls} calls made${of}${failed}.`;
}
