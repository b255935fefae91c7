/** After so many items whatever else waits has its turn: a signal to stop, an answer, a timer. */
const TURN = 32;

/**
 * Does work on every item in order, at most `limit` at a time, and keeps nothing waiting on the slowest.
 * Rejects with the first error after the items under way have settled; items not yet begun are left.
 */
export async function forEachLimited<Item>(
  items: Iterable<Item>,
  limit: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  let failed = false;
  let begun = 0;
  const worker = async (): Promise<void> => {
    for (let next = iterator.next(); !next.done && !failed; next = iterator.next()) {
      begun += 1;
      // What is answered from a cache or a recording waits for nothing, and would let nothing else happen.
      if (begun % TURN === 0) await new Promise<void>((resolve) => setImmediate(resolve));
      try {
        await work(next.value);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const settled = await Promise.allSettled(Array.from({ length: Math.max(1, limit) }, worker));
  const rejected = settled.find((result) => result.status === 'rejected');
  if (rejected) throw rejected.reason;
}
