import type { LargeRun } from '../core/assemble.ts';
import type { MeasuredSuite as Measured, Totals } from '../core/measurement.ts';
import { missedBy } from '../core/not-recorded.ts';
import type { PlannedSuite } from '../core/plan.ts';
import { countCalls } from '../core/plan-calls.ts';
import { ASSUMED_OUTPUT_TOKENS, usesOf } from '../core/plan-cost.ts';
import type { Snapshots } from '../core/snapshots.ts';
import { hasJudge } from '../core/trust-gate.ts';
import { WHOLE_CASES } from '../core/whole-cases.ts';
import type { Clock, Commands, Log, Model, Spool, Tree } from '../ports.ts';
import type { Classified } from './classify.ts';
import { countTrials, evaluate } from './evaluate.ts';
import { createJudging } from './judging.ts';
import { createLedger, type PriceOf } from './ledger.ts';
import { createProgress, createWaits, NO_PROGRESS, type Waits } from './progress.ts';
import { createSpooling } from './spooling.ts';

export interface MeasureOptions {
  model: Model;
  /** Runs the repository's commands. */
  commands?: Commands | undefined;
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
  /** Which snapshots of the models answered, where answers of earlier runs may be among them. */
  snapshots?: Pick<Snapshots, 'mixed'> | undefined;
  /** Where the trials of a large run go. Absent: they are all held in memory. */
  spool?: Spool | undefined;
  /** Texts that are written nowhere. */
  secrets: readonly string[];
}

/** Runs and scores everything that is planned, looks again at alarms, and confirms suspects. */
export async function measure(
  classified: readonly Classified[],
  options: MeasureOptions,
): Promise<{ measured: readonly Measured[]; totals: Totals; large?: LargeRun }> {
  const { model, commands, priceOf, clock, log, waits = createWaits() } = options;
  const { concurrency, signal, seed, labels } = options;
  const plans = classified.flatMap(({ run }) => (run ? [run.plan] : []));
  const calls = countCalls(plans);
  log.info(
    `${plans.length} of ${classified.length} suites to run: ${calls.target} calls of the target, ${calls.judge} of judges, at most ${calls.confirming} more where trials are noisy or something looks bad.`,
  );
  if (plans.length > 0) log.info(await boundLine(plans, priceOf));
  const trials = countTrials(plans);
  const onProgress = createProgress({
    clock,
    waits,
    start: { ...NO_PROGRESS, total: trials },
    show: (progress) => log.progress(progress),
  });
  const ledger = createLedger({ trials, priceOf, onProgress });
  const isLarge = plans.reduce((sum, { cases }) => sum + cases.length, 0) > WHOLE_CASES;
  const spooling = options.spool && isLarge ? createSpooling(options.spool, options.secrets) : undefined;
  const evaluateAll = async () => {
    const asking = {
      model,
      commands,
      ledger,
      concurrency,
      signal,
      judging: createJudging(),
      put: spooling?.put,
    };
    const weighed =
      labels && plans.some(hasJudge)
        ? await (await import('./trust.ts')).weighJudges(plans, {
            ...asking,
            tree: labels,
            log,
            now: () => clock.now(),
          })
        : plans;
    return { asking, first: await evaluate(weighed, { ...asking, seed }) };
  };
  let { asking, first } = await evaluateAll();
  const replaced = signal.aborted ? [] : (options.snapshots?.mixed() ?? []);
  if (replaced.length > 0) {
    // By now the kept answers of the past snapshot are no answers any more, and all others are at hand.
    log.warn(
      `${[...new Set(replaced)].join(', ')} is served by another snapshot than when answers of it were kept: those are asked for anew.`,
    );
    ledger.restart(trials);
    ({ asking, first } = await evaluateAll());
  }
  const [{ addTrials }, { recheck }, { confirm }] = await importSecondLooks();
  const enough = await addTrials(first, asking);
  const measured = await confirm(await recheck(enough, { ...asking, seed }), asking);
  const limit = Math.ceil(WHOLE_CASES / plans.length);
  const missed = missedBy(ledger.notRecorded, measured);
  const notRecorded = { calls: missed.length, first: missed.slice(0, NAMED_MISSES) };
  return {
    measured,
    totals: { ...ledger.totals(), ...(missed.length > 0 ? { notRecorded } : {}) },
    ...(spooling ? { large: { limit, recall: spooling.recall } } : {}),
  };
}

/** What looks again at first trials is not needed to make them. */
export function importSecondLooks() {
  return Promise.all([import('./more-trials.ts'), import('./recheck.ts'), import('./confirm.ts')]);
}

/** Calls without a recorded answer that are named. The others are counted. */
const NAMED_MISSES = 10;

/** The most that a plan can use, before anything is asked. */
async function boundLine(plans: readonly PlannedSuite[], priceOf: PriceOf): Promise<string> {
  const { uses, assumed } = usesOf(plans);
  const commands = plans.some(({ head }) => head.target.kind === 'command')
    ? 'What commands use is known once they have run.'
    : '';
  if (uses.length === 0 && commands) return commands;
  const costs = await Promise.all(uses.map((use) => priceOf(use, use.usage)));
  const unknown = uses.filter((_, index) => costs[index] === undefined).map(({ model }) => model);
  const dollars = costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0);
  const tokens = (of: 'inputTokens' | 'outputTokens') => uses.reduce((sum, { usage }) => sum + usage[of], 0);
  const known = unknown.length < uses.length ? `, at most $${dollars.toFixed(2)}` : '';
  const prices = unknown.length > 0 ? `; the price of ${[...new Set(unknown)].join(', ')} is unknown` : '';
  const limits = assumed ? ` (${ASSUMED_OUTPUT_TOKENS} of output assumed where a request sets no limit)` : '';
  return `At most ${tokens('inputTokens')} tokens in and ${tokens('outputTokens')} out${limits}${known}${prices}.${commands && ` ${commands}`}`;
}

/** What a run used, in a line. */
export function summaryLine({
  targetCalls,
  judgeCalls,
  failedCalls,
  replayed,
  reused,
  oldestReused,
  stopped,
}: Totals): string {
  const of = replayed > 0 ? `, ${replayed} of them replayed` : '';
  const failed = failedCalls > 0 ? `, ${failedCalls} failed` : '';
  const again = reused > 0 ? `, ${reused} answers reused, the oldest of ${oldestReused}` : '';
  const early =
    stopped === undefined
      ? ''
      : ` The run stopped early with ${stopped.calls} calls not made: ${stopped.code === 'cancelled' ? 'it was cancelled' : stopped.message}.`;
  return `${targetCalls + judgeCalls} calls made${of}${failed}${again}.${early}`;
}
