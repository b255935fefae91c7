import type { OpenAI } from 'openai';
import {
  MODEL_FAILURE_CODES,
  type ModelAnswer,
  type ModelFailure,
  type ModelRequest,
} from '../../core/model.ts';
import { redact } from '../../core/redact.ts';
import type { Clock, Model } from '../../ports.ts';
import { parseAnswer } from './answer.ts';
import { waitMs } from './backoff.ts';
import { type Endpoint, endpointOf } from './endpoint.ts';
import { type Fault, faultOf, type SdkErrors } from './fault.ts';
import { createTransport } from './transport.ts';

const MAX_DETAIL = 300;

export interface OpenAIModelOptions {
  /** Holds base URLs and keys, see {@link endpointOf}. */
  env: Readonly<Record<string, string | undefined>>;
  clock: Clock;
  /** Gives numbers in [0, 1): spreads retries. */
  random: () => number;
  /** Default: 4. */
  maxAttempts?: number;
  /** Time for one attempt, its whole body included. Default: two minutes. */
  attemptTimeoutMs?: number;
}

/** The body of the request. Answers are always read whole: `stream` would change what comes back, not what it says. */
function bodyOf({
  model,
  messages,
  parameters,
}: ModelRequest): OpenAI.ChatCompletionCreateParamsNonStreaming {
  const { stream: _stream, stream_options: _options, ...rest } = parameters;
  // Parameters are the user's, under names that this version of the SDK need not know.
  return { ...rest, model, messages } as unknown as OpenAI.ChatCompletionCreateParamsNonStreaming;
}

async function createClient(
  endpoint: Endpoint,
  attemptTimeoutMs: number,
): Promise<{ client: OpenAI } & SdkErrors> {
  // Loaded on first use: it is by far the largest dependency, and a replay never needs it.
  const { OpenAI, APIError, APIConnectionTimeoutError } = (await import('./sdk.ts')).sdk;
  const client = new OpenAI({
    baseURL: endpoint.baseUrl,
    // The SDK wants one; the transport decides what is sent.
    apiKey: endpoint.apiKey ?? 'none',
    // `undefined` would make the SDK read these from the environment, for whatever host.
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    timeout: attemptTimeoutMs,
    maxRetries: 0,
    logLevel: 'off',
    fetch: createTransport(endpoint.apiKey),
  });
  return { client, APIError, APIConnectionTimeoutError };
}

function failureOf(
  fault: Fault,
  attempts: number,
  provider: string,
  apiKey: string | undefined,
): ModelFailure {
  // Redacted first: a key that is cut in half would not be recognised.
  const detail = redact(fault.detail, apiKey === undefined ? [] : [apiKey])
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  const bounded = detail.length > MAX_DETAIL ? `${detail.slice(0, MAX_DETAIL - 1)}…` : detail;
  const status = fault.status === undefined ? '' : ` (HTTP ${fault.status})`;
  return {
    ok: false,
    code: fault.code,
    message: `${provider}: ${MODEL_FAILURE_CODES[fault.code]}${status}${bounded === '' ? '' : `: ${bounded}`}`,
    status: fault.status,
    attempts,
  };
}

/** Asks any endpoint that speaks OpenAI's chat completions. Retries what may pass by itself. */
export function createOpenAIModel(options: OpenAIModelOptions): Model {
  const { env, clock, random, maxAttempts = 4, attemptTimeoutMs = 120_000 } = options;
  const clients = new Map<string, ReturnType<typeof createClient>>();

  function clientFor(provider: string, endpoint: Endpoint): ReturnType<typeof createClient> {
    const known = clients.get(provider) ?? createClient(endpoint, attemptTimeoutMs);
    clients.set(provider, known);
    return known;
  }

  async function attempt(
    { client, ...sdk }: Awaited<ReturnType<typeof createClient>>,
    request: ModelRequest,
    signal: AbortSignal,
  ): Promise<ModelAnswer | Fault> {
    const start = clock.monotonic();
    let body: unknown;
    try {
      body = await client.chat.completions.create(bodyOf(request), { signal });
    } catch (error) {
      return faultOf(error, sdk);
    }
    const latencyMs = clock.monotonic() - start;
    const parsed = parseAnswer(body);
    if (parsed.ok) return { ...parsed.answer, latencyMs, replayed: false };
    // The SDK gives `undefined` for a body of no bytes: a connection that was cut in time to look whole.
    return { code: 'bad-answer', detail: parsed.fault, isRetryable: body === undefined };
  }

  return {
    async ask(request, _purpose, signal) {
      const { provider } = request;
      const endpoint = endpointOf(provider, env);
      if (!endpoint.ok) return endpoint;
      const cancelled = (attempts: number) =>
        failureOf({ code: 'cancelled', detail: '', isRetryable: false }, attempts, provider, endpoint.apiKey);
      if (signal.aborted) return cancelled(0);
      const client = await clientFor(provider, endpoint);
      for (let number = 1; ; number++) {
        const result = await attempt(client, request, signal);
        if ('ok' in result) return result;
        if (signal.aborted) return cancelled(number);
        if (!result.isRetryable || number >= maxAttempts) {
          return failureOf(result, number, provider, endpoint.apiKey);
        }
        await clock.sleep(
          waitMs({ attempt: number, headers: result.headers, now: clock.now(), random }),
          signal,
        );
        if (signal.aborted) return cancelled(number);
      }
    },
  };
}
