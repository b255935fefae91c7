import { askedMs, waitMs } from '../../src/adapters/model/backoff.ts';
import { createLimiter } from '../../src/adapters/model/limiter.ts';
import { createRandom } from '../../src/stats/random.ts';
import { createVirtualClock } from './virtual-clock.ts';

/** A limit: takes a request, or says how long there is nothing left. */
export type Limit = (now: number) => number | undefined;

/** Comes back little by little; `burst` may come at once. */
export function bucket(perSecond: (now: number) => number, burst: number): Limit {
  let left = burst;
  let at = 0;
  return (now) => {
    left = Math.min(burst, left + ((now - at) / 1_000) * perSecond(now));
    at = now;
    if (left < 1) return ((1 - left) / perSecond(now)) * 1_000;
    left -= 1;
    return undefined;
  };
}

/** Comes back all at once, on the minute or whatever it is. */
export function fixedWindow(count: number, ms: number): Limit {
  let window = -1;
  let taken = 0;
  return (now) => {
    const current = Math.floor(now / ms);
    if (current !== window) taken = 0;
    window = current;
    if (taken >= count) return (current + 1) * ms - now;
    taken += 1;
    return undefined;
  };
}

/** So many within any stretch of so long. */
export function slidingWindow(count: number, ms: number): Limit {
  const taken: number[] = [];
  return (now) => {
    while (taken[0] !== undefined && taken[0] <= now - ms) taken.shift();
    if (taken[0] !== undefined && taken.length >= count) return taken[0] + ms - now;
    taken.push(now);
    return undefined;
  };
}

export interface World {
  limit: Limit;
  /** How a refusal says when to come back: to the millisecond, in whole seconds rounded up, or not at all. */
  says: 'milliseconds' | 'seconds' | 'nothing';
  /** Calls, half of them judgements of what the other half answered, by another model of the same provider. */
  calls: number;
  bound?: number;
  latencyMs?: number;
  travelMs?: number;
  /** How many processes, each of which makes all the calls. */
  processes?: number;
}

/** Makes the calls against an endpoint that tells of no limit, on a clock of its own. */
export async function simulate(world: World): Promise<{ ms: number; refusedShare: number }> {
  const { limit, says, calls, bound = 32, latencyMs = 50, travelMs = 2, processes = 1 } = world;
  const clock = createVirtualClock();
  const random = createRandom(1).next;
  const live = new AbortController().signal;
  const counts = { sent: 0, refused: 0, done: 0 };
  let ms = 0;

  function headers(wait: number): Map<string, string> {
    if (says === 'milliseconds') return new Map([['retry-after-ms', String(Math.ceil(wait))]]);
    return new Map(says === 'seconds' ? [['retry-after', String(Math.ceil(wait / 1_000))]] : []);
  }

  /** From a half to twice as long as usual. */
  const latency = () => latencyMs * 2 ** (2 * random() - 1);

  function process(): void {
    const limiter = createLimiter({ bound, clock });
    let begun = 0;
    async function call(model: string, isJudge: boolean): Promise<void> {
      for (let attempt = 1; ; attempt += 1) {
        const wish = { lane: `acme/${model}`, tokens: 100, isUrgent: isJudge || attempt > 1, signal: live };
        const permit = await limiter.acquire(wish);
        counts.sent += 1;
        await clock.sleep(travelMs / 2, live);
        const wait = limit(clock.monotonic());
        await clock.sleep(travelMs / 2 + (wait === undefined ? latency() : 0), live);
        if (wait === undefined) {
          permit?.end({ kind: 'answered' });
          return;
        }
        counts.refused += 1;
        const told = { headers: headers(wait), now: clock.now() };
        permit?.end({ kind: 'too-much', waitMs: askedMs(told.headers, told.now) });
        await clock.sleep(waitMs({ attempt, ...told, random }), live);
      }
    }
    async function trials(): Promise<void> {
      while (begun < calls / 2) {
        begun += 1;
        await call('small', false);
        await call('judge', true);
        counts.done += 2;
        ms = clock.monotonic();
      }
    }
    for (let index = 0; index < 2 * bound; index += 1) void trials();
  }

  for (let index = 0; index < processes; index += 1) process();
  while (counts.done < calls * processes && (await clock.next()));
  if (counts.done < calls * processes) throw new Error('Calls were lost.');
  return { ms, refusedShare: counts.refused / counts.sent };
}
