import { setTimeout as delay } from 'node:timers/promises';
import { Octokit } from '@octokit/rest';
import { type Failure, failureOf } from './failure.ts';

export interface ClientOptions {
  token: string;
  /** Base of the REST API: `GITHUB_API_URL` as the runner gives it. */
  apiUrl: string;
  /** What the client calls itself; Octokit adds its own name. */
  userAgent?: string | undefined;
  /** Waits between two tries. */
  sleep?: ((milliseconds: number) => Promise<unknown>) | undefined;
  /** Milliseconds since 1970, to tell how far off a rate limit's reset is. */
  now?: (() => number) | undefined;
}

/** Tries of one request, the first included. */
export const TRIES = 3;

// A minute is what GitHub asks for when it gives no time. A primary limit can take an hour to reset:
// no job should stand still for that, so a longer wait is not begun.
const DEFAULT_LIMIT_WAIT = 60_000;
const LONGEST_WAIT = 120_000;
const ATTEMPT_TIMEOUT = 30_000;

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** GitHub's API with bounded retries: rate limits, 5xx and lost connections. Writes nothing to any log. */
export function createClient(options: ClientOptions): Octokit {
  const { sleep = delay, now = Date.now } = options;
  const client = new Octokit({
    auth: options.token,
    baseUrl: options.apiUrl.replace(/\/+$/, ''),
    userAgent: options.userAgent ?? 'prompt-ratchet',
    log: silent,
    request: { log: silent },
  });
  client.hook.wrap('request', async (send, request) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const signal = AbortSignal.timeout(ATTEMPT_TIMEOUT);
        return await send({ ...request, request: { ...request.request, signal } });
      } catch (error) {
        const wait = attempt < TRIES ? waitAfter(failureOf(error), attempt, now) : undefined;
        if (wait === undefined) throw error;
        await sleep(wait);
      }
    }
  });
  return client;
}

/** Milliseconds to wait before the next try; `undefined` when another try is no use. */
function waitAfter(failure: Failure, attempt: number, now: () => number): number | undefined {
  switch (failure.kind) {
    case 'server':
    case 'network':
      return 1_000 * 4 ** (attempt - 1);
    case 'rate-limit': {
      const wait = limitWait(failure.headers, now);
      return wait <= LONGEST_WAIT ? wait : undefined;
    }
    default:
      return undefined;
  }
}

function limitWait(headers: Failure['headers'], now: () => number): number {
  const after = wholeNumber(headers['retry-after']);
  if (after !== undefined) return after * 1_000;
  const reset = wholeNumber(headers['x-ratelimit-reset']);
  // GitHub sends the reset with every answer; it is the limit that was met only when nothing remains.
  if (reset !== undefined && headers['x-ratelimit-remaining'] === '0') {
    return Math.max(0, reset * 1_000 - now());
  }
  return DEFAULT_LIMIT_WAIT;
}

function wholeNumber(value: unknown): number | undefined {
  const text = String(value ?? '');
  return /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}
