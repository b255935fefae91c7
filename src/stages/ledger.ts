import { NO_TOTALS, type Totals } from '../core/measurement.ts';
import type { ModelRequest, Usage } from '../core/model.ts';
import type { NotRecorded } from '../core/not-recorded.ts';
import type { Price } from '../core/suite.ts';
import type { Trial, Variant } from '../core/trial.ts';
import type { Progress } from '../ports.ts';

/** US dollars of a call; `undefined` when the price is unknown. May take its time: a price list is large. */
export type PriceOf = (
  of: { provider: string; model: string; price?: Price | undefined },
  usage: { inputTokens: number; outputTokens: number },
) => number | undefined | Promise<number | undefined>;

/** What is counted of a call. A command may know its cost itself. */
type Reply =
  | { ok: false; code: string; message: string }
  | {
      ok: true;
      usage?: Usage | undefined;
      replayed: boolean;
      costUsd?: number | undefined;
      answeredAt?: string | undefined;
      again?: boolean | undefined;
    };

/** Counts what a run uses while it runs. */
export interface Ledger {
  /** Notes one call. Gives its cost in US dollars; `undefined` when unknown. */
  note(
    kind: 'target' | 'judge',
    call: {
      request: Pick<ModelRequest, 'provider' | 'model'>;
      price?: Price | undefined;
      reply: Reply;
      /** Whose output it is. */
      variant?: Variant | undefined;
    },
  ): Promise<number | undefined>;
  /** Forgets what was reused: everything is asked again, and what was answered in this run is not counted twice. */
  restart(trials: number): void;
  /** Notes that something was left undone, which is no call, because the run was stopped. */
  halted(why: { code: string; message: string }): void;
  /** Notes that a trial is done with everything that hangs on it. One that the run left undone is none. */
  trialDone(trial: Trial): void;
  /** Raises the number of trials that progress is measured against. */
  expect(trials: number): void;
  /** Notes that a recording had no answer to a call, in whatever form it was asked. */
  missed(call: NotRecorded): void;
  readonly notRecorded: readonly NotRecorded[];
  totals(): Totals;
}

type Stop = NonNullable<Totals['stopped']>;

/** Whether a call was not made because the run was stopped. */
function isStop(code: string): code is Stop['code'] {
  return code === 'over-budget' || code === 'cancelled';
}

export function createLedger(options: {
  trials: number;
  priceOf: PriceOf;
  onProgress: (progress: Progress) => void;
}): Ledger {
  const totals: Totals = { ...NO_TOTALS };
  let done = 0;
  let expected = options.trials;
  let failedTrials = 0;
  const notRecorded: NotRecorded[] = [];

  function stop(code: Stop['code'], message: string): Stop {
    totals.stopped ??= { code, message, calls: 0 };
    return totals.stopped;
  }

  return {
    async note(kind, { request, price, reply, variant }) {
      if (!reply.ok && isStop(reply.code)) {
        stop(reply.code, reply.message).calls += 1;
        return undefined;
      }
      const reusedFrom = reply.ok ? reply.answeredAt : undefined;
      if (reply.ok && reply.again)
        return reply.costUsd ?? (reply.usage && options.priceOf({ ...request, price }, reply.usage));
      if (reusedFrom !== undefined) {
        totals.reused += 1;
        totals.reusedOf ??= { base: 0, head: 0, judges: 0 };
        totals.reusedOf[kind === 'judge' ? 'judges' : (variant ?? 'head')] += 1;
        if (totals.oldestReused === undefined || reusedFrom < totals.oldestReused)
          totals.oldestReused = reusedFrom;
      } else totals[kind === 'target' ? 'targetCalls' : 'judgeCalls'] += 1;
      if (!reply.ok) {
        totals.failedCalls += 1;
        return undefined;
      }
      if (reply.replayed) totals.replayed += 1;
      const cost =
        reply.costUsd ?? (reply.usage && (await options.priceOf({ ...request, price }, reply.usage)));
      // What an earlier run paid for is no use of this one; the cost describes the variant all the same.
      if (reusedFrom !== undefined) return cost;
      totals.inputTokens += reply.usage?.inputTokens ?? 0;
      totals.outputTokens += reply.usage?.outputTokens ?? 0;
      if (cost === undefined) totals.unpriced += 1;
      // A replayed answer was paid for when it was recorded; its cost describes the variant, not this run.
      else if (!reply.replayed) totals.costUsd += cost;
      return cost;
    },
    restart(trials) {
      totals.reused = 0;
      delete totals.reusedOf;
      delete totals.oldestReused;
      expected = done + trials;
      notRecorded.length = 0;
    },
    halted({ code, message }) {
      if (isStop(code)) stop(code, message);
    },
    trialDone(trial) {
      if (!trial.ok && isStop(trial.code)) return;
      done += 1;
      if (!trial.ok) failedTrials += 1;
      options.onProgress({
        done,
        total: expected,
        failed: failedTrials,
        replayed: totals.replayed,
        inputTokens: totals.inputTokens,
        outputTokens: totals.outputTokens,
        costUsd: totals.costUsd,
      });
    },
    expect(trials) {
      expected += trials;
    },
    missed({ suite, case: id, variant, trial, scorer }) {
      notRecorded.push({ suite, case: id, variant, trial, scorer });
    },
    notRecorded,
    totals: () => ({ ...totals, ...(totals.stopped ? { stopped: { ...totals.stopped } } : {}) }),
  };
}
