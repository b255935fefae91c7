import {
  MODEL_FAILURE_CODES,
  type ModelAnswer,
  type ModelFailure,
  type ModelReply,
  type ModelRequest,
} from '../../core/model.ts';
import { redact } from '../../core/redact.ts';
import type { CallPurpose, Clock, Model, Waiting } from '../../ports.ts';
import { parseAnswer } from './answer.ts';
import { askedMs, waitMs } from './backoff.ts';
import { chatBody } from './chat.ts';
import { createCuts } from './cut.ts';
import { type Endpoint, endpointOf } from './endpoint.ts';
import { type Fault, faultOf } from './fault.ts';
import type { Outcome } from './lane.ts';
import { createLimiter, type Limiter } from './limiter.ts';
import { createPatience, type Patience } from './patience.ts';
import { type HeaderValues, type Quotas, quotasOf } from './quota.ts';
import { createSdk, type Sdk } from './sdk.ts';

const MAX_DETAIL = 300;
/** How often "too many requests" is taken for an answer: waiting is what it asks for, and no fault of the call's. */
const MAX_REFUSALS = 40;
const CHARACTERS_A_TOKEN = 4;

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
  /** Told when calls wait for a limit, and with `undefined` when they no longer do. */
  onWaiting?: ((waiting: Waiting | undefined) => void) | undefined;
}

/** What calls to one provider share. */
interface Provider {
  name: string;
  endpoint: Endpoint;
  sdk?: Promise<Sdk>;
}

interface Attempt {
  result: ModelAnswer | Fault;
  headers?: HeaderValues | undefined;
}

/** Asks any endpoint that speaks OpenAI's APIs. Retries what may pass by itself, and stays under the limits. */
export function createOpenAIModel(options: OpenAIModelOptions): Model {
  const { env, clock, random, concurrency = 8, maxAttempts = 6, onWarning, onWaiting } = options;
  const { attemptTimeoutMs = 120_000, callTimeoutMs = 600_000 } = options;
  const providers = new Map<string, Provider | ModelFailure>();
  const patiences = new Map<string, Patience>();
  const warned = new Set<string>();
  const limiter: Limiter = createLimiter({ bound: concurrency, clock, onWaiting });
  const cutShort = createCuts();

  function providerOf(name: string): Provider | ModelFailure {
    const known = providers.get(name);
    if (known) return known;
    const endpoint = endpointOf(name, env);
    const found = endpoint.ok ? { name, endpoint } : endpoint;
    providers.set(name, found);
    return found;
  }

  function patienceOf(lane: string): Patience {
    const known = patiences.get(lane) ?? createPatience({ mostMs: attemptTimeoutMs, attempts: maxAttempts });
    patiences.set(lane, known);
    return known;
  }

  function warnOf(left: readonly string[], { name }: Provider): void {
    for (const parameter of left) {
      const text = `${name} does not take the parameter ${parameter}: it is left out.`;
      if (!warned.has(text)) onWarning?.(text);
      warned.add(text);
    }
  }

  async function attempt(
    request: ModelRequest,
    provider: Provider,
    { number, lane, signal }: { number: number; lane: string; signal: AbortSignal },
  ): Promise<Attempt> {
    provider.sdk ??= createSdk(provider.endpoint, env);
    const { client, ...errors } = await provider.sdk;
    const isChat = request.api !== 'responses';
    const { body, left } = isChat
      ? chatBody(request, provider.endpoint.quirks)
      : (await import('./responses.ts')).responsesBody(request, provider.endpoint.quirks);
    warnOf(left, provider);
    const patience = patienceOf(lane);
    using cut = cutShort(signal, () => patience.limitMs(number));
    const start = clock.monotonic();
    let headers: HeaderValues | undefined;
    let answer: unknown;
    try {
      const path = isChat ? '/chat/completions' : '/responses';
      const { data, response } = await client
        .post<unknown>(path, { body, signal: cut.signal })
        .withResponse();
      answer = data;
      headers = response.headers;
    } catch (error) {
      if (!cut.isLate()) return { result: faultOf(error, errors) };
      const detail = 'no whole answer within the time limit';
      return { result: { code: 'timeout', detail, isRetryable: true } };
    }
    const latencyMs = clock.monotonic() - start;
    patience.note(latencyMs);
    const parsed = isChat ? parseAnswer(answer) : (await import('./responses.ts')).parseResponse(answer);
    if (parsed.ok) return { result: { ...parsed.answer, latencyMs, replayed: false }, headers };
    // The SDK gives `undefined` for a body of no bytes: a connection that was cut in time to look whole.
    const isRetryable = answer === undefined || parsed.mayPass === true;
    return { result: { code: 'bad-answer', detail: parsed.fault, isRetryable }, headers };
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
        const made = await attempt(request, provider, { number: faults + 1, lane, signal });
        result = made.result;
        outcome = outcomeOf(made, clock.now());
      } finally {
        permit.end(outcome);
      }
      if ('ok' in result) return result;
      if (signal.aborted) return cancelled(attempts + 1, provider);
      const isRefused = result.status === 429;
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
      await clock.sleep(wait, signal);
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
