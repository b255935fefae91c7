/** How many answers it takes to know an endpoint. */
const ENOUGH = 50;
const SLOWER = 3;
const LEAST_MS = 1_000;

/** How long an attempt is waited for, given what an endpoint's answers took so far. */
export interface Patience {
  note(latencyMs: number): void;
  limitMs(attempt: number): number;
}

/**
 * A connection that has stalled looks like an answer that takes long. Once enough answers are known, an attempt that
 * takes several times as long as the slowest of them is given up and made anew; each time twice as long is waited, and
 * the last attempt has all the time there is, so that a slow answer is late but never lost.
 */
export function createPatience({ mostMs, attempts }: { mostMs: number; attempts: number }): Patience {
  let known = 0;
  let slowest = 0;
  return {
    note(latencyMs) {
      known += 1;
      slowest = Math.max(slowest, latencyMs);
    },
    limitMs(attempt) {
      if (known < ENOUGH || attempt >= attempts) return mostMs;
      return Math.min(mostMs, Math.max(LEAST_MS, SLOWER * slowest) * 2 ** (attempt - 1));
    },
  };
}
