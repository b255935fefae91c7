import { NO_TOTALS, type Totals } from '../core/measurement.ts';
import type { ModelRequest, Usage } from '../core/model.ts';
import type { Price } from '../core/suite.ts';
import type { Progress } from '../ports.ts';

/** US dollars of a call; `undefined` when the price is unknown. May take its time: a price list is large. */
export type PriceOf = (
  of: { provider: string; model: string; price?: Price | undefined },
  usage: { inputTokens: number; outputTokens: number },
) => number | undefined | Promise<number | undefined>;

/** What is counted of a call. A command may know its cost itself. */
type Reply =
  | { ok: false }
  | { ok: true; usage?: Usage | undefined; replayed: boolean; costUsd?: number | undefined };

/** Counts what a run uses while it runs. */
export interface Ledger {
  /** Notes one call. Gives its cost in US dollars; `undefined` when unknown. */
  note(
    kind: 'target' | 'judge',
    call: { request: Pick<ModelRequest, 'provider' | 'model'>; price?: Price | undefined; reply: Reply },
  ): Promise<number | undefined>;
  /** Notes that a trial is done with everything that hangs on it. */
  trialDone(failed: boolean): void;
  /** Raises the number of trials that progress is measured against. */
  expect(trials: number): void;
  totals(): Totals;
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
  return {
    async note(kind, { request, price, reply }) {
      totals[kind === 'target' ? 'targetCalls' : 'judgeCalls'] += 1;
      if (!reply.ok) {
        totals.failedCalls += 1;
        return undefined;
      }
      if (reply.replayed) totals.replayed += 1;
      const cost =
        reply.costUsd ?? (reply.usage && (await options.priceOf({ ...request, price }, reply.usage)));
      totals.inputTokens += reply.usage?.inputTokens ?? 0;
      totals.outputTokens += reply.usage?.outputTokens ?? 0;
      if (cost === undefined) totals.unpriced += 1;
      // A replayed answer was paid for when it was recorded; its cost describes the variant, not this run.
      else if (!reply.replayed) totals.costUsd += cost;
      return cost;
    },
    trialDone(failed) {
      done += 1;
      if (failed) failedTrials += 1;
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
    totals: () => ({ ...totals }),
  };
}
