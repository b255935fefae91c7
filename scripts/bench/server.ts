/**
 * A chat-completions endpoint in a process of its own: answers after a random latency, keeps to a rate limit and fails
 * as often as it is told. Started by `startServer`; counts what it did and tells when asked.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ServerOptions {
  /** Mean of the latency, which is log-normal: most answers are a little faster, a few much slower. */
  latencyMs: number;
  /** Requests a second, refilled continuously, of which one second's worth may come at once. */
  limit?: number;
  /** Whether answers say how much of the limit is left, as `x-ratelimit-*`. Refusals always say when to come back. */
  tells?: boolean;
  /** Shares of requests that fail. */
  faults?: { errors: number; hangs: number; cuts: number; resets: number };
}

export interface ServerCounts {
  requests: number;
  answered: number;
  limited: number;
  errors: number;
  hangs: number;
  cuts: number;
  resets: number;
  /** Target calls that were answered, and how many different ones those were. */
  targets: number;
  distinctTargets: number;
  /** Milliseconds from a request to its answer, all answers together. */
  latencyMs: number;
}

const SIGMA = 0.5;
const JUDGED = '{"reasoning":"It says what was asked for, in so many words.","verdict":"1"}';

function start(options: ServerOptions): void {
  const counts: ServerCounts = {
    requests: 0,
    answered: 0,
    limited: 0,
    errors: 0,
    hangs: 0,
    cuts: 0,
    resets: 0,
    targets: 0,
    distinctTargets: 0,
    latencyMs: 0,
  };
  const seen = new Set<string>();
  const random = randomFrom(1);
  const limit = options.limit ?? Number.POSITIVE_INFINITY;
  let left = limit;
  let filledAt = performance.now();

  function limitHeaders(): Record<string, string> {
    if (!options.limit || !options.tells) return {};
    return {
      'x-ratelimit-limit-requests': String(options.limit),
      'x-ratelimit-remaining-requests': String(Math.floor(left)),
      'x-ratelimit-reset-requests': `${Math.ceil(((options.limit - left) / options.limit) * 1000)}ms`,
    };
  }

  function handle(text: string, response: ServerResponse): void {
    counts.requests += 1;
    if (options.limit) {
      const now = performance.now();
      left = Math.min(limit, left + ((now - filledAt) / 1000) * limit);
      filledAt = now;
      if (left < 1) {
        counts.limited += 1;
        const waitMs = Math.ceil(((1 - left) / limit) * 1000);
        send(response, 429, error('Rate limit reached.'), {
          'retry-after-ms': String(waitMs),
          ...limitHeaders(),
        });
        return;
      }
      left -= 1;
    }
    const headers = limitHeaders();
    const chance = random();
    const { errors = 0, hangs = 0, cuts = 0, resets = 0 } = options.faults ?? {};
    if (chance < hangs) {
      counts.hangs += 1;
      return;
    }
    const gauss = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const arrived = performance.now();
    const latency = options.latencyMs * Math.exp(SIGMA * gauss - SIGMA ** 2 / 2);
    setTimeout(() => {
      if (chance < hangs + errors) {
        counts.errors += 1;
        const status = random() < 0.5 ? 500 : 503;
        send(response, status, error('The server had an error.'), headers);
      } else if (chance < hangs + errors + resets) {
        counts.resets += 1;
        response.socket?.resetAndDestroy();
      } else if (chance < hangs + errors + resets + cuts) {
        counts.cuts += 1;
        const body = answerTo(text);
        response.writeHead(200, {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(body)),
        });
        response.write(body.slice(0, 100), () => response.destroy());
      } else {
        counts.answered += 1;
        if (!isJudge(text)) {
          counts.targets += 1;
          seen.add(text);
          counts.distinctTargets = seen.size;
        }
        send(response, 200, answerTo(text), headers);
        counts.latencyMs += performance.now() - arrived;
      }
    }, latency);
  }

  const server = createServer((request, response) => {
    read(request, (text) => handle(text, response));
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', 1024, () => {
    process.send?.({ port: (server.address() as AddressInfo).port });
  });
  process.on('message', () => process.send?.({ counts }));
  process.on('disconnect', () => process.exit(0));
}

function read(request: IncomingMessage, done: (text: string) => void): void {
  let text = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    text += chunk;
  });
  request.on('end', () => done(text));
  request.on('error', () => {});
}

function send(response: ServerResponse, status: number, body: string, headers: Record<string, string>): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  });
  response.end(body);
}

function isJudge(text: string): boolean {
  return text.includes('"json_schema"');
}

function answerTo(text: string): string {
  // Other words at head: a judge that is shown the same output twice is asked once.
  const brief = text.includes(', briefly.') ? ', in brief' : '';
  const content = isJudge(text) ? JUDGED : `yes, this is the answer that every case expects${brief}`;
  return JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion',
    created: 0,
    model: 'bench-1',
    system_fingerprint: 'fp_bench',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content, refusal: null },
        finish_reason: 'stop',
        logprobs: null,
      },
    ],
    usage: { prompt_tokens: 120, completion_tokens: 20, total_tokens: 140 },
  });
}

function error(message: string): string {
  return JSON.stringify({ error: { message, type: 'server_error', param: null, code: null } });
}

/** The same faults and latencies in every run (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

if (process.argv[1] === import.meta.filename && process.argv[2]) {
  start(JSON.parse(process.argv[2]) as ServerOptions);
}
