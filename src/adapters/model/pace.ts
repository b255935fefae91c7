import type { Quota } from './quota.ts';

/** Keeps the sending of one kind of thing (requests, tokens) under a limit that the endpoint tells of. */
export interface Pace {
  /** Whether the limit is known. */
  isKnown(): boolean;
  /** Milliseconds until so much may be sent; 0: now. */
  waitMs(amount: number, now: number): number;
  /** Notes that so much is sent. Gives a mark for {@link Pace.learn}. */
  send(amount: number, now: number): Mark;
  /** Takes in what an answer says whose request was sent at `mark`. */
  learn(quota: Quota, mark: Mark, now: number): void;
}

/** When something was sent, and how much had been sent by then, itself included. */
export interface Mark {
  at: number;
  total: number;
}

interface Seen extends Quota {
  mark: Mark;
  resetAt: number;
}

/** From this difference on it can be told how a limit comes back: finer ones drown in rounding. */
const TELLING_MS = 1_500;
/** What others take is averaged over about so long. */
const OTHERS_MS = 2_000;
const LEAST_SHARE = 0.1;
const RESERVE = 3;

/**
 * A token bucket that follows the endpoint's own.
 *
 * Some limits come back little by little, others all at once when a window ends; the headers look the same. With the
 * first, every request moves the moment at which everything is back; with the second, it stays. Until that shows, the
 * first is assumed: it is by far the commoner.
 *
 * Others may draw on the same limit, another model or another job: what is gone and was not sent from here is theirs,
 * and as much is left to them from then on. `isShared`: it is known from the start that they do.
 */
export function createPace({ isShared = false }: { isShared?: boolean } = {}): Pace {
  let total = 0;
  let seen: Seen | undefined;
  let anchor: Seen | undefined;
  let comesAtOnce = false;
  /** What may be sent, as it stood at `levelAt`. Below zero when more is under way than the endpoint had left. */
  let level = 0;
  let levelAt = 0;
  /** What others take in a millisecond. */
  let taken = 0;

  /** How much comes back in a millisecond. */
  function grossSpeed({ limit, remaining, resetMs }: Quota): number {
    return (limit - remaining) / Math.max(1, resetMs);
  }

  /** How much of that is for us. Never nothing: others stop as well. */
  function speedOf(quota: Quota): number {
    if (comesAtOnce) return 0;
    const gross = grossSpeed(quota);
    return Math.max(gross * LEAST_SHARE, gross - taken);
  }

  /** Kept back where others draw as well: what both see as the last one only one of them can have. */
  function reserve({ limit }: Quota): number {
    return isShared || taken > 0 ? Math.min(RESERVE, limit / 4) : 0;
  }

  function seeOthers(before: Seen, current: Seen): void {
    const elapsed = current.mark.at - before.mark.at;
    if (comesAtOnce || elapsed <= 0) return;
    const own = current.mark.total - before.mark.total;
    const expected = Math.min(current.limit, before.remaining - own + grossSpeed(current) * elapsed);
    const theirs = (expected - current.remaining) / elapsed;
    taken = Math.max(0, taken + (theirs - taken) * Math.min(1, elapsed / OTHERS_MS));
  }

  function fill(now: number): void {
    if (!seen || now <= levelAt) return;
    const isBack = levelAt < seen.resetAt && now >= seen.resetAt;
    const filled = level + speedOf(seen) * (now - levelAt);
    level = Math.min(seen.limit, isBack && speedOf(seen) === 0 ? seen.limit : filled);
    levelAt = now;
  }

  function tellHowItComesBack(current: Seen): void {
    if (!anchor || current.mark.at >= anchor.resetAt) {
      anchor = current;
      return;
    }
    const speed = grossSpeed(current);
    if (speed === 0) return;
    const expected = (anchor.remaining - current.remaining) / speed + (current.mark.at - anchor.mark.at);
    if (expected < TELLING_MS) return;
    comesAtOnce = current.resetAt - anchor.resetAt < expected / 4;
    anchor = current;
  }

  return {
    isKnown: () => seen !== undefined,
    waitMs(amount, now) {
      if (!seen) return 0;
      fill(now);
      // What is larger than the whole limit waits until everything is back, and is then tried.
      const lacking = Math.min(amount + reserve(seen), seen.limit) - level;
      if (lacking <= 0) return 0;
      const speed = speedOf(seen);
      if (speed > 0) return Math.max(1, Math.ceil(lacking / speed));
      // Past the moment of return nothing is known until the next answer: it is asked for.
      return Math.max(0, Math.ceil(seen.resetAt - now));
    },
    send(amount, now) {
      fill(now);
      total += amount;
      level -= amount;
      return { at: now, total };
    },
    learn(quota, mark, now) {
      // Answers overtake each other; the one to the latest request knows most.
      if (seen && mark.total < seen.mark.total) return;
      const current = { ...quota, mark, resetAt: mark.at + quota.resetMs };
      if (seen) seeOthers(seen, current);
      seen = current;
      tellHowItComesBack(seen);
      level = quota.remaining;
      levelAt = mark.at;
      fill(now);
      level -= total - mark.total;
    },
  };
}
