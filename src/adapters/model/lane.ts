import type { MeasuredPace } from './measured.ts';
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
  /** How many this lane had sent by then, itself included. */
  total: number;
  /** Where the lane keeps to a pace that was measured. */
  measured?: Mark | undefined;
  /** How many were under way with it, itself included. */
  beside: number;
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
/** Beside other lanes of the provider, which fill what this one leaves in its first rounds. */
const BESIDE_WIDTH = 8;
/** Where a limit of theirs is near. */
const CAREFUL_WIDTH = 2;
const SHRINK = 0.7;

/**
 * Three brakes, of which the tightest holds: the number under way (doubles with each round until something is too
 * much, then grows by one a round and shrinks by a third); the limit that the endpoint tells of; and where it tells of
 * none but refuses, the rate that was measured. Lanes of one provider that were refused share what is measured: limits
 * that nobody tells of are mostly those of a key.
 */
export function createLane(options: {
  bound: number;
  now: number;
  /** A limit of the same provider is near. */
  isCareful: boolean;
  /** Other lanes of the provider are there: they fill what this one leaves in its first rounds. */
  hasSiblings: boolean;
  measured: MeasuredPace;
}): Lane {
  const { bound, now, isCareful, hasSiblings, measured } = options;
  const requests = createPace({ isShared: isCareful });
  const tokens = createPace({ isShared: isCareful });
  let width = Math.min(bound, isCareful ? CAREFUL_WIDTH : hasSiblings ? BESIDE_WIDTH : FIRST_WIDTH);
  let isProbing = true;
  let underWay = 0;
  let pausedUntil = now;
  let shrunkAt = Number.NEGATIVE_INFINITY;
  let sent = 0;
  let refused = 0;
  let isMeasured = false;
  /** Whether what was sent before that is counted in the measurement. */
  let isCounted = false;
  /** The most beside which one was answered since the width shrank. */
  let borne = 0;

  function tooMuch(ride: Ride, asked: number | undefined, at: number): void {
    if (asked !== undefined) pausedUntil = Math.max(pausedUntil, at + asked);
    refused += 1;
    // A limit that is told of is kept to by its own brake.
    if (requests.isKnown()) return;
    // Where nothing was ever let through there is nothing to measure: the calls' own waits have to do.
    if (!isMeasured && sent > refused) {
      isMeasured = true;
      isCounted = measured.join({ sent, since: now }, at);
    }
    if (isMeasured) {
      const { startedAt, total } = ride;
      const mark = ride.measured ?? { at: startedAt, total: isCounted ? total : undefined };
      const isAgain = measured.refuse(mark, asked, at);
      if (asked !== undefined && !isAgain) return;
    }
    // What was sent before the last lesson teaches nothing new, and where as many were borne it was not the number.
    if (ride.startedAt <= shrunkAt || ride.beside <= borne) return;
    shrunkAt = at;
    borne = 0;
    isProbing = false;
    width = Math.max(1, width * SHRINK);
  }

  return {
    waitMs(amount, at) {
      const times = [pausedUntil - at, requests.waitMs(1, at), tokens.waitMs(amount, at)];
      if (isMeasured) times.push(measured.waitMs(at));
      const wait = Math.max(0, ...times);
      if (wait > 0) return wait;
      return underWay < Math.floor(width) ? 0 : undefined;
    },
    begin(amount, at) {
      sent += 1;
      underWay += 1;
      return {
        startedAt: at,
        total: sent,
        requests: requests.send(1, at),
        tokens: tokens.send(amount, at),
        measured: isMeasured ? measured.send(at) : undefined,
        beside: underWay,
      };
    },
    end(ride, outcome, at) {
      const wasFull = underWay >= Math.floor(width);
      underWay -= 1;
      if (outcome.quotas?.requests) requests.learn(outcome.quotas.requests, ride.requests, at);
      if (outcome.quotas?.tokens) tokens.learn(outcome.quotas.tokens, ride.tokens, at);
      if (outcome.kind === 'too-much') tooMuch(ride, outcome.waitMs, at);
      if (outcome.kind !== 'answered') return;
      borne = Math.max(borne, ride.beside);
      if (wasFull) width = Math.min(bound, width + (isProbing ? 1 : 1 / width));
    },
    width: () => width,
    isTight: (at) => isMeasured || !isProbing || requests.waitMs(bound, at) > 0,
  };
}
