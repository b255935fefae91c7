import type { Mark } from './pace.ts';

/** Keeps sending under a limit that the endpoint does not tell of, as far as refusals show it. */
export interface MeasuredPace {
  /** Milliseconds until one more may be sent; 0: now. */
  waitMs(now: number): number;
  send(now: number): Mark;
  /**
   * From now on a lane keeps to this pace as well, which has sent so many since it began. Gives whether all of them are
   * counted.
   */
  join(lane: { sent: number; since: number }, now: number): boolean;
  /**
   * Takes in that what was sent at `mark` was refused, with how long the endpoint asks to wait. Gives whether nothing
   * at all was let through since it refused something before.
   */
  refuse(mark: RefusedMark, waitMs: number | undefined, now: number): boolean;
}

/** A mark of the pace, or when something was sent that is not counted in it. */
export interface RefusedMark {
  at: number;
  total: number | undefined;
}

/** A moment at which nothing was left of the limit, and how much it had let through by then. */
interface Empty {
  at: number;
  /** How many had been sent by then, and how many of them were let through. */
  total: number;
  through: number;
  /** Milliseconds until then in which more might have been sent than there was to send. */
  idle: number;
}

/** So many that were let through make a measurement that needs no older one beside it. */
const ENOUGH = 30;
/** A good measurement holds for so many requests and as many as go in so long, before it is gone beyond. */
const SPAN = 20;
const SPAN_MS = 1_500;
/** Of each request that a needless pause would cost, it holds for so many more. */
const SPAN_A_LOSS = 10;
/** How wrong the best measurement may be. */
const DOUBT = 0.03;
/** So much faster than ever measured is as good as without a limit. */
const MOST_DOUBLINGS = 20;
/** So many of the latest show what was let through of late. */
const RECENT = 100;
/** The burst is this much larger at most than it seemed. */
const BURST_DOUBT = 1.5;
/** Timers come late by as much: what could not be sent meanwhile is sent then. */
const LATE_MS = 20;
/** Nothing is guessed from less time than this. */
const LEAST_MS = 1_000;
/** However little is let through, it is tried again after some seconds. */
const SLOWEST = 1 / 4_000;
/** Where there was too little to send for a measurement, or one says less than half of a good one, it is this much less. */
const IDLE_KEEPS = 0.8;
const GOOD_KEEPS = 0.5;
/** From so much above the mean on, a limit that saves nothing up is likelier than one that was seldom full. */
const FAR = 1.4;
const MOST_STEP = 2;
/** An exact wait up to this is taken for the time in which one request comes back. */
const ONE_BACK_MS = 250;

/**
 * Whoever is refused knows one thing for certain: nothing was left at that moment. Between two such moments as much was
 * let through as came back, so that the rate of the limit is known to within one request, however large a burst it
 * allows. From each measurement on it is gone a little slower than measured, as much as it may be wrong, and then ever
 * so slowly faster: at first towards what was measured, past it in growing steps, until the next refusal measures anew.
 * A good measurement is disturbed seldom, a poor one soon.
 */
export function createMeasuredPace(): MeasuredPace {
  let start: Empty | undefined;
  let empties: Empty[] = [];
  let sent = 0;
  let refused = 0;
  let idle = 0;
  /** What was sent before this and is refused as well says nothing new. */
  let knownUntil = Number.NEGATIVE_INFINITY;
  /** What was measured, in requests a millisecond, and on how many that were let through it rests. */
  let rate = 0;
  let grounds = 0;
  let isGuess = true;
  /** What the limit lets through at once when all of it is there. */
  let burst = 1;
  /** The same as it was seen at first; errs on the large side. */
  let full = 1;
  /** How long was to be waited after the latest refusal, and how many have been sent since. */
  let pause = 0;
  let since = 0;
  /** When the latest ones since then were sent. */
  let recent: number[] = [];
  /** What was taken for true until the latest refusal, and the pace that had been reached by then. */
  let held = { rate, grounds, reached: 0 };
  /** What may be sent, as it stood at `savedAt`, and how much of it a pause may leave behind. */
  let saved = 0;
  let savedAt = 0;
  let granted = 0;

  function speed(): number {
    const lost = Math.max(0, rate * pause - burst);
    const span = Math.min(2 * grounds + 2, SPAN + SPAN_MS * rate + SPAN_A_LOSS * lost);
    const doubt = DOUBT + 0.5 / (grounds + 1);
    const progress = (since - span) / span;
    // Up to twice the rate in ever larger steps, and from there on doubled with each span.
    const doubled = (1 / doubt) ** 0.25;
    const more = doubt * progress * Math.abs(progress) ** 3;
    return rate * (progress > doubled ? 2 ** Math.min(MOST_DOUBLINGS, 1 + progress - doubled) : 1 + more);
  }

  /** What a pause has left to be sent goes within a second: all at once, all of it might be refused. */
  function swiftly(): number {
    return speed() + (since < granted ? granted / LEAST_MS : 0);
  }

  function fill(now: number): void {
    if (now <= savedAt) return;
    const pace = swiftly();
    const filled = saved + pace * (now - savedAt);
    const most = 1 + pace * LATE_MS;
    // A pause that is asked for is counted by itself.
    if (filled > most && savedAt >= knownUntil) idle += (filled - most) / pace;
    saved = Math.min(filled, most);
    savedAt = now;
  }

  function between(from: Empty, to: Empty): { through: number; ms: number } {
    return { through: Math.max(0, to.through - from.through), ms: Math.max(1, to.at - from.at) };
  }

  /** The most that was let through of late beyond what may have been saved up. */
  function sustained(until: number): number {
    let found = 0;
    for (const [index, at] of recent.entries()) {
      found = Math.max(found, (recent.length - index - 2 - BURST_DOUBT * full) / Math.max(1, until - at));
    }
    return found;
  }

  function guess(from: Empty, first: Empty): void {
    const { through, ms } = between(from, first);
    burst = Math.max(1, through);
    full = burst;
    const isExact = pause > 0 && pause <= ONE_BACK_MS;
    rate = isExact ? Math.min(1 / pause, (4 * burst) / LEAST_MS) : burst / Math.max(LEAST_MS, ms + pause);
    grounds = isExact ? 4 : 2;
  }

  function measure(): void {
    const [last, before] = [empties.at(-1), empties.at(-2)];
    if (!last || !before) return;
    const latest = between(before, last);
    let from = before;
    for (const empty of empties.toReversed().slice(2)) {
      if (between(from, last).through < ENOUGH) from = empty;
    }
    const pooled = between(from, last);
    const most = (latest.through + 1) / latest.ms;
    const mean = Math.min(Math.max(0.5, pooled.through) / pooled.ms, most);
    const isBusy = last.idle - before.idle <= latest.ms / 4;
    const kept = held.grounds < ENOUGH ? 0 : held.rate * (isBusy ? GOOD_KEEPS : IDLE_KEEPS);
    const isFar = held.reached > FAR * mean;
    const middle = isFar ? Math.min(MOST_STEP * mean, Math.sqrt(mean * held.reached)) : 0;
    rate = Math.max(mean, SLOWEST, sustained(last.at), kept, middle);
    const isNew = mean === most || rate > mean;
    grounds = isNew ? latest.through : pooled.through;
    // The limit has changed: what was measured before is of no use.
    empties = isNew ? [before, last] : empties.slice(-ENOUGH);
  }

  return {
    waitMs(now) {
      fill(now);
      return saved >= 1 ? 0 : Math.ceil((1 - saved) / swiftly());
    },
    send(now) {
      fill(now);
      saved -= 1;
      sent += 1;
      since += 1;
      recent.push(now);
      if (recent.length > RECENT) recent.shift();
      return { at: now, total: sent };
    },
    join(lane, now) {
      const last = empties.at(-1);
      if (!start) {
        start = { at: lane.since, total: 0, through: 0, idle: 0 };
        savedAt = now;
      }
      const share = last ? Math.min(1, (now - last.at) / Math.max(1, now - lane.since)) : 1;
      sent += Math.round(lane.sent * share);
      return !last;
    },
    refuse(mark, waitMs, now) {
      fill(now);
      if (mark.total !== undefined) refused += 1;
      const isNews = mark.at > knownUntil;
      const total = mark.total ?? sent;
      if (!isNews) {
        if (mark.total !== undefined)
          for (const empty of empties) if (total <= empty.total) empty.through -= 1;
      } else {
        const through = total - refused;
        const last = empties.at(-1);
        if (last && since < granted) burst = Math.max(1, since);
        empties.push({ at: mark.at, total, through, idle });
        held = { rate, grounds, reached: speed() };
        pause = waitMs ?? 0;
        knownUntil = now + pause;
        since = 0;
        saved = 0;
        if (empties.length > 1) isGuess = false;
      }
      if (isGuess && start && empties[0]) guess(start, empties[0]);
      else measure();
      recent = [];
      granted = Math.min(burst, speed() * pause, grounds);
      if (isNews) idle += Math.max(0, pause - burst / rate);
      const [last, before] = [empties.at(-1), empties.at(-2)];
      return last !== undefined && before !== undefined && last.through <= before.through;
    },
  };
}
