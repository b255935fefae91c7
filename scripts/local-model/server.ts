// node scripts/local-model/server.ts [--port N] [--model smollm2|gemma] [--threads N]
//
// An OpenAI-compatible server on loopback over a small local model: GET /v1/models and
// POST /v1/chat/completions (not streaming). `node scripts/local-model/setup.ts` fetches what it needs.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { ApiError, parseRequest } from './api.ts';
import { type Engine, openEngine } from './engine.ts';
import { isModelName } from './weights.ts';

const MAX_BODY = 4_000_000;

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > MAX_BODY) throw new ApiError(413, `The request body is larger than ${MAX_BODY} bytes.`);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

export interface Serving {
  /** Most tokens of an answer to a request that sets no limit of its own. Absent: what the context has room for. */
  mostTokens?: number;
}

async function complete(
  engine: Engine,
  text: string,
  { signal, mostTokens }: Serving & { signal: AbortSignal },
): Promise<unknown> {
  const parsed = parseRequest(text);
  const job = { ...parsed, maxTokens: parsed.maxTokens ?? mostTokens };
  if (job.model !== engine.id)
    throw new ApiError(404, `The model '${job.model}' does not exist.`, 'model', 'model_not_found');
  const answer = await engine.answer(job, signal);
  return {
    id: `chatcmpl-${randomUUID()}`,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: engine.id,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: answer.content, refusal: null },
        logprobs: null,
        finish_reason: answer.finishReason,
      },
    ],
    usage: {
      prompt_tokens: answer.promptTokens,
      completion_tokens: answer.completionTokens,
      total_tokens: answer.promptTokens + answer.completionTokens,
    },
    system_fingerprint: engine.fingerprint,
  };
}

async function route(
  engine: Engine,
  request: IncomingMessage,
  serving: Serving & { signal: AbortSignal },
): Promise<unknown> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  const card = { id: engine.id, object: 'model', created: 0, owned_by: 'local' };
  if (request.method === 'GET' && path === '/v1/models') return { object: 'list', data: [card] };
  if (request.method === 'GET' && path === `/v1/models/${engine.id}`) return card;
  if (request.method === 'POST' && path === '/v1/chat/completions')
    return complete(engine, await readBody(request), serving);
  throw new ApiError(404, `Invalid URL (${request.method} ${path})`);
}

export async function serve(
  engine: Engine,
  port: number,
  serving: Serving = {},
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    route(engine, request, { ...serving, signal: gone.signal }).then(
      (body) => send(response, 200, body),
      (error: unknown) => {
        const known = error instanceof ApiError ? error : new ApiError(500, String(error));
        send(response, known.status, known.body());
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await engine.close();
  };
  return { url, close };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8123' },
      model: { type: 'string', default: 'smollm2' },
      threads: { type: 'string', default: '1' },
    },
  });
  const port = Number(values.port);
  const threads = Number(values.threads);
  const isNumber = (n: number, min: number, max: number) => Number.isInteger(n) && n >= min && n <= max;
  if (!isModelName(values.model) || !isNumber(port, 0, 65_535) || !isNumber(threads, 1, 64)) {
    process.stderr.write('usage: server.ts [--port 0..65535] [--model smollm2|gemma] [--threads 1..64]\n');
    process.exit(2);
  }
  const engine = await openEngine(values.model, threads);
  const { url, close } = await serve(engine, port);
  process.stdout.write(`${engine.id} (${engine.fingerprint}) at ${url}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void close().finally(() => process.exit(0)));
}
