import type { HeaderValues } from './quota.ts';

const FIRST_MS = 500;
const LONGEST_BACKOFF_MS = 30_000;
const LONGEST_ASKED_MS = 60_000;
const TAKEN_AT_ITS_WORD = 3;

/** Milliseconds that an endpoint asks to wait, within reason. */
export function askedMs(headers: HeaderValues | undefined, now: string): number | undefined {
  const asked = headerMs(headers, now);
  return asked === undefined ? undefined : Math.min(asked, LONGEST_ASKED_MS);
}

function headerMs(headers: HeaderValues | undefined, now: string): number | undefined {
  const inMilliseconds = headers?.get('retry-after-ms');
  if (inMilliseconds != null && /^\d+(\.\d+)?$/.test(inMilliseconds)) return Number(inMilliseconds);
  const after = headers?.get('retry-after');
  if (after == null) return undefined;
  if (/^\d+(\.\d+)?$/.test(after)) return Number(after) * 1_000;
  const until = Date.parse(after) - Date.parse(now);
  return Number.isFinite(until) ? Math.max(0, until) : undefined;
}

/**
 * Milliseconds to wait after failed attempt number `attempt`, counted from 1: what the endpoint asks for, within
 * reason, or else a random part of a time that doubles, so that parallel calls do not come back all at once.
 */
export function waitMs(options: {
  attempt: number;
  headers: HeaderValues | undefined;
  now: string;
  random: () => number;
}): number {
  const asked = askedMs(options.headers, options.now);
  const chance = (doublings: number) =>
    options.random() * Math.min(FIRST_MS * 2 ** doublings, LONGEST_BACKOFF_MS);
  if (asked === undefined) return chance(options.attempt - 1);
  // An endpoint that has asked so often asks for too little.
  return options.attempt <= TAKEN_AT_ITS_WORD ? asked : asked + chance(options.attempt - TAKEN_AT_ITS_WORD);
}
