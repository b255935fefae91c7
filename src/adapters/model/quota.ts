/** What an endpoint says about one of its limits: so many in all, so many left, and the time until they are back. */
export interface Quota {
  limit: number;
  remaining: number;
  resetMs: number;
}

export interface Quotas {
  requests?: Quota | undefined;
  tokens?: Quota | undefined;
}

/** Headers by lower-case name. */
export interface HeaderValues {
  get(name: string): string | null | undefined;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** Numbers from here on are points in time, in seconds since 1970; from the second on, in milliseconds. */
const EPOCH_SECONDS = 1e9;
const EPOCH_MS = 1e12;

/** Milliseconds from now: `1s`, `6m0s`, `2m59.56s`, `120ms`, seconds as a number, or a point in time. */
function resetMs(text: string, now: number): number | undefined {
  const trimmed = text.trim();
  if (/^\d+(?:\.\d+)?$/.test(trimmed)) {
    const value = Number(trimmed);
    if (value >= EPOCH_MS) return Math.max(0, value - now);
    if (value >= EPOCH_SECONDS) return Math.max(0, value * 1_000 - now);
    return value * 1_000;
  }
  if (/^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/.test(trimmed)) {
    const parts = [...trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)];
    return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ''] ?? 0), 0);
  }
  const until = /^\d{4}-/.test(trimmed) ? Date.parse(trimmed) : Number.NaN;
  return Number.isFinite(until) ? Math.max(0, until - now) : undefined;
}

function count(text: string | null | undefined): number | undefined {
  return text != null && /^\d{1,15}$/.test(text.trim()) ? Number(text) : undefined;
}

/** Names of the three headers, for requests and for tokens: OpenAI's, Anthropic's, and the ones without a dimension. */
const NAMES: Readonly<Record<keyof Quotas, readonly (readonly [string, string, string])[]>> = {
  requests: [
    ['x-ratelimit-limit-requests', 'x-ratelimit-remaining-requests', 'x-ratelimit-reset-requests'],
    [
      'anthropic-ratelimit-requests-limit',
      'anthropic-ratelimit-requests-remaining',
      'anthropic-ratelimit-requests-reset',
    ],
    ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'],
  ],
  tokens: [
    ['x-ratelimit-limit-tokens', 'x-ratelimit-remaining-tokens', 'x-ratelimit-reset-tokens'],
    [
      'anthropic-ratelimit-tokens-limit',
      'anthropic-ratelimit-tokens-remaining',
      'anthropic-ratelimit-tokens-reset',
    ],
  ],
};

/**
 * Reads the limits that an answer tells of. What is not there or makes no sense is not told: headers are outside text
 * like any other.
 */
export function quotasOf(headers: HeaderValues, now: string): Quotas {
  const at = Date.parse(now);
  const read = (dimension: keyof Quotas): Quota | undefined => {
    for (const [limitName, remainingName, resetName] of NAMES[dimension]) {
      const [limit, remaining] = [count(headers.get(limitName)), count(headers.get(remainingName))];
      const reset = headers.get(resetName);
      const ms = reset == null ? undefined : resetMs(reset, at);
      if (limit && remaining !== undefined && remaining <= limit && ms !== undefined) {
        return { limit, remaining, resetMs: ms };
      }
    }
    return undefined;
  };
  return { requests: read('requests'), tokens: read('tokens') };
}
