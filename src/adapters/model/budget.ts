import type { ModelFailure, ModelReply, ModelRequest, Usage } from '../../core/model.ts';
import { usageBound } from '../../core/plan-cost.ts';
import type { Budget } from '../../core/settings.ts';
import type { Price } from '../../core/suite.ts';
import type { Clock, Model } from '../../ports.ts';

type PriceOf = (
  of: { provider: string; model: string; price?: Price | undefined },
  usage: Usage,
) => number | undefined | Promise<number | undefined>;

/**
 * Keeps calls within a budget. What a call can cost at most is set aside before it is made, and what it did cost is
 * put in its place when it is done; a call for which nothing is left is not made, nor is any after it.
 */
export function createBudgetedModel(
  inner: Model,
  { budget, priceOf, clock }: { budget: Budget; priceOf: PriceOf; clock: Clock },
): Model {
  const { maxCostUsd, maxCalls, maxMinutes } = budget;
  const deadline = maxMinutes === undefined ? undefined : clock.monotonic() + maxMinutes * 60_000;
  let calls = 0;
  let spent = 0;
  let reserved = 0;
  let underWay = 0;
  let stopped: string | undefined;
  let wake: (() => void)[] = [];

  function stop(why: string): ModelFailure {
    stopped ??= why;
    return { ok: false, code: 'over-budget', message: `The run stopped: ${stopped}.`, attempts: 0 };
  }

  /** Dollars set aside for a call, or why it cannot be made. Waits while calls under way may give some back. */
  async function reserve(request: ModelRequest, price: Price | undefined): Promise<number | ModelFailure> {
    const bound = maxCostUsd === undefined ? 0 : await priceOf({ ...request, price }, usageBound(request));
    for (;;) {
      if (stopped !== undefined) return stop(stopped);
      if (deadline !== undefined && clock.monotonic() >= deadline)
        return stop(`max-minutes=${maxMinutes} is over`);
      if (bound === undefined) {
        return stop(
          `max-cost=${maxCostUsd} cannot be kept, because the price of ${request.model} is unknown`,
        );
      }
      if (maxCalls !== undefined && calls >= maxCalls) return stop(`max-calls=${maxCalls} is reached`);
      if (maxCostUsd === undefined || spent + reserved + bound <= maxCostUsd) {
        calls += 1;
        underWay += 1;
        reserved += bound;
        return bound;
      }
      if (underWay === 0) return stop(`max-cost=${maxCostUsd} leaves too little for the next call`);
      await new Promise<void>((resolve) => wake.push(resolve));
    }
  }

  async function settle(
    request: ModelRequest,
    price: Price | undefined,
    bound: number,
    reply: ModelReply,
  ): Promise<void> {
    // What a failed or uncounted call cost nobody knows: it keeps what was set aside, if anything was sent.
    const usage = reply.ok ? reply.usage : undefined;
    const known = usage && maxCostUsd !== undefined ? await priceOf({ ...request, price }, usage) : undefined;
    spent += known ?? (reply.ok || reply.attempts > 0 ? bound : 0);
    reserved -= bound;
    underWay -= 1;
    const waiting = wake;
    wake = [];
    for (const resolve of waiting) resolve();
  }

  return {
    async ask(request, purpose, signal) {
      const bound = await reserve(request, purpose.price);
      if (typeof bound !== 'number') return bound;
      const cut = deadline === undefined ? undefined : cutAt(deadline - clock.monotonic(), signal);
      let reply: ModelReply;
      try {
        reply = await inner.ask(request, purpose, cut?.signal ?? signal);
      } finally {
        cut?.clear();
      }
      await settle(request, purpose.price, bound, reply);
      return !reply.ok && reply.code === 'cancelled' && !signal.aborted
        ? stop(`max-minutes=${maxMinutes} is over`)
        : reply;
    },
  };
}

/** A signal that aborts with another, or after a time. */
function cutAt(milliseconds: number, outer: AbortSignal): { signal: AbortSignal; clear: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, Math.max(0, milliseconds));
  outer.addEventListener('abort', abort, { once: true });
  if (outer.aborted) abort();
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer);
      outer.removeEventListener('abort', abort);
    },
  };
}
