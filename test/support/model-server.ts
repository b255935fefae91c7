import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Clock } from '../../src/ports.ts';
import { type Received, serve } from './loopback.ts';

/** A request as the endpoint got it. */
export interface Call {
  path: string;
  headers: IncomingHttpHeaders;
  /** The parsed body. */
  body: unknown;
}

/** How one request is answered: written to the response, or not at all. */
export type Step = (response: ServerResponse, call: Call) => void;

/** An endpoint that answers by script, down to cut connections: one step a request, the last one over and over. */
export interface ModelServer extends AsyncDisposable {
  /** What a user sets as `…_BASE_URL`. */
  baseUrl: string;
  calls: Call[];
  script: Step[];
}

export async function createModelServer(...script: Step[]): Promise<ModelServer> {
  const calls: Call[] = [];
  const server = await serve((received: Received, response) => {
    const { path, headers, text } = received;
    const call: Call = { path, headers, body: JSON.parse(text) };
    calls.push(call);
    const step = double.script[Math.min(calls.length, double.script.length) - 1];
    if (step === undefined) response.destroy();
    else step(response, call);
  });
  const double: ModelServer = {
    baseUrl: `${server.origin}/v1`,
    calls,
    script,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
  return double;
}

/** Answers with a status and a body: text as it is, bytes as they are, everything else as JSON. */
export function respond(status: number, body: unknown, headers: Record<string, string> = {}): Step {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body));
  };
}

/** A complete answer with this text; `parts` replace members of the body. */
export function completion(content: string, parts: Record<string, unknown> = {}): Step {
  return respond(200, {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 0,
    model: 'served-model',
    system_fingerprint: 'fp_1',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 },
    ...parts,
  });
}

/** An error in the shape of OpenAI's. */
export function failure(
  status: number,
  message: string,
  { code = null, headers = {} }: { code?: string | null; headers?: Record<string, string> } = {},
): Step {
  return respond(status, { error: { message, type: 'error', param: null, code } }, headers);
}

/** A clock on which waiting takes no time: it moves by what is waited, and when it is told to. */
export interface FakeClock extends Clock {
  /** The waits that were asked for, in milliseconds. */
  waits: number[];
  advance(milliseconds: number): void;
  /** Called at each wait. */
  onSleep: () => void;
}

export function createFakeClock(): FakeClock {
  const start = Date.UTC(2026, 0, 1);
  let elapsed = 0;
  const clock: FakeClock = {
    waits: [],
    onSleep: () => {},
    advance: (milliseconds) => {
      elapsed += milliseconds;
    },
    now: () => new Date(start + elapsed).toISOString(),
    monotonic: () => elapsed,
    sleep: async (milliseconds) => {
      clock.waits.push(milliseconds);
      elapsed += milliseconds;
      clock.onSleep();
    },
  };
  return clock;
}
