import type { Model } from '../ports.ts';
import type { PriceOf } from './ledger.ts';

/** A model that asks no more than it may, and says what was used. */
export interface CappedModel extends Model {
  used(): { calls: number; costUsd: number; unpriced: number };
}

/**
 * The last line before a cap: calls over it are not made, whatever was planned. Answers of an earlier part of the same
 * search count as made, so that a search that is resumed keeps to the cap that it began with.
 */
export function capModel(
  inner: Model,
  cap: { calls: number; costUsd?: number | undefined },
  priceOf: PriceOf,
): CappedModel {
  const used = { calls: 0, costUsd: 0, unpriced: 0 };
  return {
    async ask(request, purpose, signal) {
      if (used.calls >= cap.calls || used.costUsd >= (cap.costUsd ?? Number.POSITIVE_INFINITY)) {
        return { ok: false, code: 'cancelled', message: 'The budget of the search is used up.', attempts: 0 };
      }
      used.calls += 1;
      const reply = await inner.ask(request, purpose, signal);
      if (!reply.ok) return reply;
      const cost = reply.usage && (await priceOf({ ...request, price: purpose.price }, reply.usage));
      if (cost === undefined) used.unpriced += 1;
      else used.costUsd += cost;
      return reply;
    },
    used: () => ({ ...used }),
  };
}
