/** After so many items whatever else waits has its turn: a signal to stop, an answer, a timer. */
const TURN = 500;

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
  let turn: Promise<void> | undefined;
  const worker = async (): Promise<void> => {
    for (let next = iterator.next(); !next.done && !failed; next = iterator.next()) {
      begun += 1;
      // What is answered from a cache or a recording waits for nothing, and would let nothing else happen.
      // All wait for it together: an item that is left behind would hold up whoever looks at them in order.
      if (begun % TURN === 0) {
        turn = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
          turn = undefined;
        });
      }
      if (turn) await turn;
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
