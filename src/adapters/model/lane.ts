import { createPace, type Mark } from './pace.ts';
import type { Quotas } from './quota.ts';

/** What became of an attempt, as far as limits go. */
export type Outcome =
  | { kind: 'answered'; quotas?: Quotas }
  /** The endpoint said that it was too much; `waitMs` is how long it asks to wait, where it does. */
  | { kind: 'too-much'; waitMs?: number | undefined; quotas?: Quotas }
  | { kind: 'failed'; quotas?: Quotas };

/** One attempt under way. */
export interface Ride {
  startedAt: number;
  requests: Mark;
  tokens: Mark;
}

/** Finds what one model at one endpoint bears, and stays under it. */
export interface Lane {
  /** Milliseconds until an attempt may begin: 0 now, `undefined` when one has to end first. */
  waitMs(tokens: number, now: number): number | undefined;
  begin(tokens: number, now: number): Ride;
  end(ride: Ride, outcome: Outcome, now: number): void;
  /** Attempts that may be under way at once, as it seems now. */
  width(): number;
  /** Whether a limit is near: what else is asked of the same provider begins with care. */
  isTight(now: number): boolean;
}

const FIRST_WIDTH = 16;
const CAREFUL_WIDTH = 2;
const SHRINK = 0.7;
/** A rate that was never told is measured for this long at least. */
const MEASURE_MS = 1_000;
/** Of a rate that was too much, this is tried next; it grows by so much a second. */
const SLOW_DOWN = 0.9;
const SPEED_UP = 0.03;

/**
 * Three brakes, of which the tightest holds: the number under way (doubles with each round until something is too
 * much, then grows by one a round and shrinks by a third); the limit that the endpoint tells of; and where it tells of
 * none but refuses, the rate that it was seen to bear.
 */
export function createLane(options: { bound: number; now: number; isCareful: boolean }): Lane {
  const { bound, now, isCareful } = options;
  const requests = createPace({ isShared: isCareful });
  const tokens = createPace({ isShared: isCareful });
  let width = Math.min(bound, isCareful ? CAREFUL_WIDTH : FIRST_WIDTH);
  let isProbing = true;
  let underWay = 0;
  let pausedUntil = now;
  let shrunkAt = Number.NEGATIVE_INFINITY;
  let answered = 0;
  const markedAt = now;
  /** Requests a millisecond that the endpoint seems to bear, and how many of them have been saved up. */
  let speed: number | undefined;
  let saved = 0;
  let savedAt = now;

  function save(at: number): void {
    if (speed === undefined) return;
    const seconds = Math.max(0, at - savedAt) / 1_000;
    saved = Math.min(1, saved + speed * seconds * 1_000);
    speed *= 1 + SPEED_UP * seconds;
    savedAt = Math.max(savedAt, at);
  }

  function tooMuch(ride: Ride, asked: number | undefined, at: number): void {
    if (asked !== undefined) pausedUntil = Math.max(pausedUntil, at + asked);
    // What was sent before the last lesson teaches nothing new; a limit that is told of is kept to by its own brake.
    if (ride.startedAt <= shrunkAt || requests.isKnown()) return;
    shrunkAt = at;
    isProbing = false;
    width = Math.max(1, width * SHRINK);
    const elapsed = at - markedAt;
    if (speed === undefined && (elapsed < MEASURE_MS || answered === 0)) return;
    speed = (speed ?? answered / elapsed) * SLOW_DOWN;
    saved = 0;
    savedAt = at;
  }

  return {
    waitMs(amount, at) {
      save(at);
      const times = [pausedUntil - at, requests.waitMs(1, at), tokens.waitMs(amount, at)];
      if (speed !== undefined && saved < 1) times.push(Math.ceil((1 - saved) / speed));
      const wait = Math.max(0, ...times);
      if (wait > 0) return wait;
      return underWay < Math.floor(width) ? 0 : undefined;
    },
    begin(amount, at) {
      save(at);
      saved -= 1;
      underWay += 1;
      return { startedAt: at, requests: requests.send(1, at), tokens: tokens.send(amount, at) };
    },
    end(ride, outcome, at) {
      const wasFull = underWay >= Math.floor(width);
      underWay -= 1;
      if (outcome.quotas?.requests) requests.learn(outcome.quotas.requests, ride.requests, at);
      if (outcome.quotas?.tokens) tokens.learn(outcome.quotas.tokens, ride.tokens, at);
      if (outcome.kind === 'too-much') tooMuch(ride, outcome.waitMs, at);
      if (outcome.kind !== 'answered') return;
      answered += 1;
      if (wasFull) width = Math.min(bound, width + (isProbing ? 1 : 1 / width));
    },
    width: () => width,
    isTight: (at) => speed !== undefined || !isProbing || requests.waitMs(bound, at) > 0,
  };
}
