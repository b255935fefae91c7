import {
  MODEL_FAILURE_CODES,
  type ModelFailure,
  type ModelReply,
  type ModelRequest,
} from '../../core/model.ts';
import { redact } from '../../core/redact.ts';
import type { CallPurpose, Clock, Model, Waiting } from '../../ports.ts';
import { type Attempt, createAttempt, type Provider } from './attempt.ts';
import { askedMs, waitMs } from './backoff.ts';
import { endpointOf } from './endpoint.ts';
import type { Fault } from './fault.ts';
import type { Outcome } from './lane.ts';
import { createLimiter } from './limiter.ts';
import { createPauses } from './pauses.ts';
import { type HeaderValues, type Quotas, quotasOf } from './quota.ts';

const MAX_DETAIL = 300;
/** How often "too many requests" is taken for an answer: waiting is what it asks for, and no fault of the call's. */
const MAX_REFUSALS = 40;
const CHARACTERS_A_TOKEN = 4;
/** Gateways that hear nothing for too long hang up. A stream is never silent for so long. */
const GATEWAY_TIMEOUTS = [504, 524];

export interface OpenAIModelOptions {
  /** Holds base URLs and keys, see {@link endpointOf}, and the addresses of proxies. */
  env: Readonly<Record<string, string | undefined>>;
  clock: Clock;
  /** Gives numbers in [0, 1): spreads retries. */
  random: () => number;
  /** Calls under way at once, over all providers. Default: 8. */
  concurrency?: number;
  /** Attempts at a call that fails, those that were too many at once not counted. Default: 6. */
  maxAttempts?: number;
  /** Time for one attempt, its whole body included. Default: two minutes. */
  attemptTimeoutMs?: number;
  /** Time for all attempts at a call and the waits between them. Default: ten minutes. */
  callTimeoutMs?: number;
  /** Told once of each parameter that a provider does not take. */
  onWarning?: ((text: string) => void) | undefined;
  /** Told when calls wait for a limit, or all of them for their next attempt, and with `undefined` when they no longer do. */
  onWaiting?: ((waiting: Waiting | undefined) => void) | undefined;
}

/** Asks any endpoint that speaks OpenAI's APIs. Retries what may pass by itself, and stays under the limits. */
export function createOpenAIModel(options: OpenAIModelOptions): Model {
  const { env, clock, random, concurrency = 8, maxAttempts = 6, onWarning, onWaiting } = options;
  const { attemptTimeoutMs = 120_000, callTimeoutMs = 600_000 } = options;
  const providers = new Map<string, Provider | ModelFailure>();
  const attempt = createAttempt({ env, clock, maxAttempts, attemptTimeoutMs, callTimeoutMs, onWarning });
  const limiter = createLimiter({ bound: concurrency, clock, onWaiting });
  const pause = createPauses({ underWay: limiter.underWay, onWaiting });

  function providerOf(name: string): Provider | ModelFailure {
    const known = providers.get(name);
    if (known) return known;
    const endpoint = endpointOf(name, env);
    const found = endpoint.ok ? { name, endpoint } : endpoint;
    providers.set(name, found);
    return found;
  }

  async function ask(
    request: ModelRequest,
    provider: Provider,
    { isUrgent, signal }: { isUrgent: boolean; signal: AbortSignal },
  ): Promise<ModelReply> {
    const lane = `${request.provider}/${request.model}`;
    const tokens = tokensOf(request);
    let [faults, refusals] = [0, 0];
    let begun: number | undefined;
    let isStreamed = false;
    for (;;) {
      const attempts = faults + refusals;
      const permit = await limiter.acquire({
        lane,
        tokens,
        isUrgent: isUrgent || attempts > 0,
        signal,
      });
      if (!permit) return cancelled(attempts, provider);
      begun ??= clock.monotonic();
      let outcome: Outcome = { kind: 'failed' };
      let result: Attempt['result'];
      try {
        const made = await attempt(request, provider, { number: faults + 1, lane, isStreamed, signal });
        result = made.result;
        outcome = outcomeOf(made, clock.now());
      } finally {
        permit.end(outcome);
      }
      if ('ok' in result) return result;
      if (signal.aborted) return cancelled(attempts + 1, provider);
      const isRefused = result.status === 429;
      isStreamed ||= result.code === 'timeout' || GATEWAY_TIMEOUTS.includes(result.status ?? 0);
      if (isRefused) refusals += 1;
      else faults += 1;
      const isSpent = faults >= maxAttempts || refusals >= MAX_REFUSALS;
      if (!result.isRetryable || isSpent) return failureOf(result, attempts + 1, provider);
      const wait = waitMs({
        attempt: isRefused ? refusals : faults,
        headers: result.headers,
        now: clock.now(),
        random,
      });
      if (clock.monotonic() + wait - begun > callTimeoutMs) return failureOf(result, attempts + 1, provider);
      await pause({ for: lane, ms: wait, ...(isRefused ? {} : { why: 'retry' }) }, () =>
        clock.sleep(wait, signal),
      );
    }
  }

  return {
    async ask(request: ModelRequest, { scorer }: CallPurpose, signal) {
      const provider = providerOf(request.provider);
      if (!('endpoint' in provider)) return provider;
      return ask(request, provider, { isUrgent: scorer !== undefined, signal });
    },
  };
}

/** What limits can learn from an attempt. */
function outcomeOf({ result, headers }: Attempt, now: string): Outcome {
  if ('ok' in result) return { kind: 'answered', quotas: quotasIn(headers, now) };
  const from = headers ?? result.headers;
  const asked = askedMs(from, now);
  const isOverload = result.status === 429 || result.status === 529;
  const isTooMuch = result.isRetryable && (isOverload || (result.status === 503 && asked !== undefined));
  const quotas = quotasIn(from, now);
  return isTooMuch ? { kind: 'too-much', waitMs: asked, quotas } : { kind: 'failed', quotas };
}

function quotasIn(headers: HeaderValues | undefined, now: string): Quotas {
  return headers ? quotasOf(headers, now) : {};
}

/** Roughly the tokens that a request counts as against a limit: what it says, and what it allows the answer. */
function tokensOf({ messages, parameters }: ModelRequest): number {
  const characters = messages.reduce((sum, { content }) => sum + content.length, 0);
  const allowed = ['max_completion_tokens', 'max_tokens', 'max_output_tokens'].map(
    (name) => parameters[name],
  );
  const most = allowed.find((value) => typeof value === 'number') ?? 0;
  return Math.ceil(characters / CHARACTERS_A_TOKEN) + Number(most);
}

function cancelled(attempts: number, provider: Provider): ModelFailure {
  return failureOf({ code: 'cancelled', detail: '', isRetryable: false }, attempts, provider);
}

function failureOf(fault: Fault, attempts: number, { name, endpoint: { apiKey } }: Provider): ModelFailure {
  // Redacted first: a key that is cut in half would not be recognised.
  const detail = redact(fault.detail, apiKey === undefined ? [] : [apiKey])
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  const bounded = detail.length > MAX_DETAIL ? `${detail.slice(0, MAX_DETAIL - 1)}…` : detail;
  const status = fault.status === undefined ? '' : ` (HTTP ${fault.status})`;
  return {
    ok: false,
    code: fault.code,
    message: `${name}: ${MODEL_FAILURE_CODES[fault.code]}${status}${bounded === '' ? '' : `: ${bounded}`}`,
    status: fault.status,
    attempts,
  };
}
