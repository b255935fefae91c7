import type { Clock } from '../../src/ports.ts';

/** A clock whose time passes only when a test lets it, waking whoever sleeps on the way. */
export interface VirtualClock extends Clock {
  /** Lets time pass, in order of who wakes first, and whatever follows from that happen. */
  advance(milliseconds: number): Promise<void>;
  /** Lets time pass to the next one who wakes; false when nobody sleeps. */
  next(): Promise<boolean>;
}

interface Sleeper {
  at: number;
  wake: () => void;
}

export function createVirtualClock(): VirtualClock {
  let now = 0;
  let sleepers: Sleeper[] = [];
  const settle = async () => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  const clock: VirtualClock = {
    now: () => new Date(Date.UTC(2026, 0, 1) + now).toISOString(),
    monotonic: () => now,
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const stop = () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          resolve();
        };
        const wake = () => {
          // Listeners that pile up at one signal are looked through at each new one.
          signal.removeEventListener('abort', stop);
          resolve();
        };
        const sleeper = { at: now + milliseconds, wake };
        sleepers.push(sleeper);
        signal.addEventListener('abort', stop, { once: true });
      }),
    async next() {
      await settle();
      const at = Math.min(...sleepers.map((sleeper) => sleeper.at));
      if (at === Number.POSITIVE_INFINITY) return false;
      now = Math.max(now, at);
      const awake = sleepers.filter((sleeper) => sleeper.at <= now);
      sleepers = sleepers.filter((sleeper) => sleeper.at > now);
      for (const { wake } of awake) wake();
      await settle();
      return true;
    },
    async advance(milliseconds) {
      const end = now + milliseconds;
      await settle();
      while (Math.min(...sleepers.map((sleeper) => sleeper.at)) <= end) await clock.next();
      now = end;
      await settle();
    },
  };
  return clock;
}
