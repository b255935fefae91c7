import { messageOf } from '../../core/errors.ts';
import type { ModelAnswer, ModelRequest } from '../../core/model.ts';
import type { Clock } from '../../ports.ts';
import { boundGarbage } from '../memory.ts';
import { apiOf } from './apis.ts';
import { createCuts } from './cut.ts';
import type { Endpoint } from './endpoint.ts';
import { type Fault, faultOf } from './fault.ts';
import { createPatience, type Patience } from './patience.ts';
import type { HeaderValues } from './quota.ts';
import type { Sdk } from './sdk.ts';
import { isStream } from './stream.ts';

/** From so many attempts on memory is held back. A run of fewer is over before that pays. */
const MANY = 1_500;
/** It is looked at once in so many. */
const LOOK = 256;

/** What calls to one provider share. */
export interface Provider {
  name: string;
  endpoint: Endpoint;
  sdk?: Promise<Sdk>;
}

/** What came of asking once. */
export interface Attempt {
  result: ModelAnswer | Fault;
  headers?: HeaderValues | undefined;
}

export type MakeAttempt = (
  request: ModelRequest,
  provider: Provider,
  options: {
    /** Which of the attempts that may fail this is, from 1. */
    number: number;
    lane: string;
    isStreamed: boolean;
    signal: AbortSignal;
  },
) => Promise<Attempt>;

/** Asks once: makes the request, waits as long as is reasonable, reads what comes back. */
export function createAttempt(options: {
  env: Readonly<Record<string, string | undefined>>;
  clock: Clock;
  maxAttempts: number;
  attemptTimeoutMs: number;
  callTimeoutMs: number;
  onWarning?: ((text: string) => void) | undefined;
}): MakeAttempt {
  const { env, clock, maxAttempts, attemptTimeoutMs, callTimeoutMs, onWarning } = options;
  const patiences = new Map<string, Patience>();
  const warned = new Set<string>();
  const cuts = createCuts();
  let made = 0;

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

  return async (request, provider, { number, lane, isStreamed, signal }) => {
    if (made >= MANY && made % LOOK === 0) boundGarbage();
    made += 1;
    // Loaded on first use: it is by far the largest dependency, and a replay never needs it.
    provider.sdk ??= import('./sdk.ts').then(({ createSdk }) => createSdk(provider.endpoint, env));
    const sdk = await provider.sdk.catch((error: unknown) => messageOf(error));
    // Nothing can be sent at all, such as through a proxy that this version of Node does not know.
    if (typeof sdk === 'string') return { result: { code: 'connection', detail: sdk, isRetryable: false } };
    const api = await apiOf(request);
    const { body, left } = api.body(request, provider.endpoint.quirks);
    warnOf(left, provider);
    const patience = patienceOf(lane);
    using cut = cuts.begin(signal, () => patience.limitMs(number), callTimeoutMs);
    const start = clock.monotonic();
    let headers: HeaderValues | undefined;
    let answer: unknown;
    try {
      const sent = isStreamed ? { ...body, ...api.streamed(provider.endpoint.quirks) } : body;
      const { data, headers: told } = await sdk.send(api.path, sent, {
        signal: cut.signal,
        onBytes: cut.renew,
      });
      answer = isStream(data) ? api.whole(data) : data;
      headers = told;
    } catch (error) {
      if (!cut.isLate()) return { result: faultOf(error, sdk) };
      const detail = 'no whole answer within the time limit';
      return { result: { code: 'timeout', detail, isRetryable: true } };
    }
    const latencyMs = clock.monotonic() - start;
    patience.note(latencyMs);
    const parsed = api.parse(answer);
    if (parsed.ok) return { result: { ...parsed.answer, latencyMs, replayed: false }, headers };
    // There is `undefined` for a body of no bytes: a connection that was cut in time to look whole.
    const isRetryable = answer === undefined || parsed.mayPass === true;
    return { result: { code: 'bad-answer', detail: parsed.fault, isRetryable }, headers };
  };
}
