import type { Clock, Waiting } from '../../ports.ts';
import { createLane, type Lane, type Outcome, type Ride } from './lane.ts';
import { createMeasuredPace, type MeasuredPace } from './measured.ts';

/** Leave to make one attempt. Ends once; ending it again does nothing. */
export interface Permit {
  end(outcome: Outcome): void;
}

export interface Wish {
  /** Attempts of one lane share a limit: provider and model, with the key that goes with the provider. */
  lane: string;
  /** Tokens that the attempt will use, roughly. */
  tokens: number;
  /** Goes before the others, but at the end: what finishes something that was begun. */
  isUrgent: boolean;
  signal: AbortSignal;
}

export interface Limiter {
  /** Resolves when an attempt may begin; `undefined` when the signal aborts first. */
  acquire(wish: Wish): Promise<Permit | undefined>;
  /** Permits that are out. */
  underWay(): number;
}

interface Waiter {
  wish: Wish;
  resolve: (permit: Permit | undefined) => void;
}

interface Track {
  lane: Lane;
  urgent: Waiter[];
  others: Waiter[];
}

/** Shorter waits are the ordinary pace and not worth a word. */
const WORTH_A_WORD_MS = 500;

/** Of as many as may be under way, so few wait only at the end of a run. */
const ENDING = 0.75;

/** Lets attempts begin: never more than `bound` at once over all lanes, and in each lane as its limits allow. */
export function createLimiter(options: {
  bound: number;
  clock: Clock;
  /** Called when something waits for a limit, and with `undefined` when it no longer does. */
  onWaiting?: ((waiting: Waiting | undefined) => void) | undefined;
}): Limiter {
  const { bound, clock, onWaiting } = options;
  const tracks = new Map<string, Track>();
  const paces = new Map<string, MeasuredPace>();
  const signals = new WeakSet<AbortSignal>();
  let underWay = 0;
  let alarm: { at: number; controller: AbortController } | undefined;
  let isWaiting = false;

  function trackOf(name: string): Track {
    const known = tracks.get(name);
    if (known) return known;
    const now = clock.monotonic();
    const provider = name.slice(0, name.indexOf('/') + 1);
    const siblings = [...tracks].filter(([other]) => other.startsWith(provider)).map(([, { lane }]) => lane);
    const isCareful = siblings.some((lane) => lane.isTight(now));
    const hasSiblings = siblings.length > 0;
    const measured = paces.get(provider) ?? createMeasuredPace();
    paces.set(provider, measured);
    const track = {
      lane: createLane({ bound, now, isCareful, hasSiblings, measured }),
      urgent: [],
      others: [],
    };
    tracks.set(name, track);
    return track;
  }

  function permitOf(lane: Lane, ride: Ride): Permit {
    let isOut = true;
    return {
      end(outcome) {
        if (!isOut) return;
        isOut = false;
        underWay -= 1;
        lane.end(ride, outcome, clock.monotonic());
        grant();
      },
    };
  }

  /**
   * Urgent things go first, so that what was begun is soon whole. When fewer wait than would be under way next, the run
   * ends, and what something will follow from goes first: else that would be the last to end, with little beside it.
   */
  function isEnding(): boolean {
    let waiting = 0;
    for (const { urgent, others } of tracks.values()) waiting += urgent.length + others.length;
    return waiting < ENDING * bound;
  }

  /** Lets begin what may, over all lanes in one order, and sees to it that this is called again in time. */
  function grant(): void {
    const now = clock.monotonic();
    let next = Number.POSITIVE_INFINITY;
    let blocked: Waiting | undefined;
    const order = isEnding() ? [false, true] : [true, false];
    for (const isUrgent of order) {
      for (const [name, { lane, urgent, others }] of tracks) {
        const [queue, other] = isUrgent ? [urgent, others] : [others, urgent];
        if (isUrgent !== order[0] && other.length > 0) continue;
        while (queue.length > 0 && underWay < bound) {
          const waiter = queue[0];
          if (!waiter) break;
          const wait = lane.waitMs(waiter.wish.tokens, now);
          if (wait === undefined) break;
          if (wait > 0) {
            next = Math.min(next, now + wait);
            if (wait >= WORTH_A_WORD_MS && (blocked?.ms ?? 0) < wait) blocked = { for: name, ms: wait };
            break;
          }
          queue.shift();
          underWay += 1;
          waiter.resolve(permitOf(lane, lane.begin(waiter.wish.tokens, now)));
        }
      }
    }
    if (blocked || isWaiting) onWaiting?.(blocked);
    isWaiting = blocked !== undefined;
    wakeAt(next);
  }

  function wakeAt(at: number): void {
    if (at === Number.POSITIVE_INFINITY || (alarm && alarm.at <= at)) return;
    alarm?.controller.abort();
    const controller = new AbortController();
    const mine = { at, controller };
    alarm = mine;
    void clock.sleep(Math.max(1, at - clock.monotonic()), controller.signal).then(() => {
      if (alarm !== mine) return;
      alarm = undefined;
      grant();
    });
  }

  /** One listener a signal, however many wait: they share the run's. */
  function forgetOnAbort(signal: AbortSignal): void {
    if (signals.has(signal)) return;
    signals.add(signal);
    signal.addEventListener(
      'abort',
      () => {
        for (const track of tracks.values()) {
          for (const queue of [track.urgent, track.others]) {
            const [gone, staying] = [[], []] as [Waiter[], Waiter[]];
            for (const waiter of queue) (waiter.wish.signal === signal ? gone : staying).push(waiter);
            queue.splice(0, queue.length, ...staying);
            for (const { resolve } of gone) resolve(undefined);
          }
        }
        grant();
      },
      { once: true },
    );
  }

  return {
    acquire(wish) {
      if (wish.signal.aborted) return Promise.resolve(undefined);
      forgetOnAbort(wish.signal);
      return new Promise((resolve) => {
        const { urgent, others } = trackOf(wish.lane);
        (wish.isUrgent ? urgent : others).push({ wish, resolve });
        grant();
      });
    },
    underWay: () => underWay,
  };
}
