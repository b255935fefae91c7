import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { collect } from './body.ts';
import { httpFor } from './http.ts';

/** Headers of an answer that are looked at. The rest is outside text that nobody asked for. */
const KEPT_HEADERS = /^(?:retry-after|retry-after-ms|x-request-id|(?:x-|anthropic-)ratelimit-[a-z-]{1,40})$/;

/** What is sent. */
export interface Sent {
  body: string;
  signal: AbortSignal;
  /** Told when a part of a stream arrives. */
  onBytes: () => void;
}

/** What came back, whole. */
export interface Received {
  ok: boolean;
  status: number;
  headers: Map<string, string>;
  text: string;
}

export interface TransportOptions {
  /** Sent to this endpoint, and nowhere else. */
  apiKey: string | undefined;
  userAgent: string;
  agent: Agent;
}

export type Transport = (url: URL, sent: Sent) => Promise<Received>;

/**
 * Requests to one endpoint over Node's own HTTP client, which starts faster than `fetch` and costs less for each call. It reads
 * the whole body before it returns, so that time limits and latency cover it.
 *
 * Redirects are not followed: the key is for the host in the environment and for no other.
 */
export function createTransport(baseUrl: string, options: TransportOptions): Transport {
  const { request } = httpFor(baseUrl);
  const headers: Record<string, string> = {
    accept: 'application/json',
    'content-type': 'application/json',
    'user-agent': options.userAgent,
  };
  if (options.apiKey !== undefined) headers['authorization'] = `Bearer ${options.apiKey}`;

  function sendOnce(url: URL, { body, signal, onBytes }: Sent): Promise<Received> {
    return new Promise((resolve, reject) => {
      const about: RequestOptions = {
        method: 'POST',
        agent: options.agent,
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      };
      const outgoing = request(url, about);
      const abort = () => outgoing.destroy(abortError());
      signal.addEventListener('abort', abort, { once: true });
      const settled = () => signal.removeEventListener('abort', abort);
      let isAnswered = false;
      outgoing.once('error', (error) => {
        settled();
        reject(!isAnswered && isStale(outgoing, error) ? new StaleConnection() : error);
      });
      outgoing.once('response', (incoming) => {
        isAnswered = true;
        // Of an ordinary answer the whole has its time; a stream has time for as long as it flows.
        if (incoming.headers['content-type']?.startsWith('text/event-stream')) {
          incoming.on('data', onBytes);
        }
        receive(incoming)
          .finally(settled)
          .then(resolve, (error: unknown) => {
            outgoing.destroy();
            reject(error instanceof Error ? error : new Error(String(error)));
          });
      });
      if (signal.aborted) abort();
      else outgoing.end(body);
    });
  }

  return async (url, sent) => {
    for (;;) {
      try {
        return await sendOnce(url, sent);
      } catch (error) {
        // Each such failure uses up one of the idle connections, so that this ends.
        if (!(error instanceof StaleConnection)) throw error;
      }
    }
  };
}

/** A connection that was kept open was closed at the other end just as it was used again. Nothing was answered. */
class StaleConnection extends Error {}

function isStale(outgoing: ClientRequest, error: NodeJS.ErrnoException): boolean {
  return outgoing.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

function abortError(): Error {
  return Object.assign(new Error('This operation was aborted'), { name: 'AbortError' });
}

async function receive(incoming: IncomingMessage): Promise<Received> {
  const status = incoming.statusCode ?? 0;
  const ok = status >= 200 && status < 300;
  const text = await collect(incoming, ok);
  const isStream = incoming.headers['content-type']?.startsWith('text/event-stream') === true;
  const headers = new Map([['content-type', isStream ? 'text/event-stream' : 'application/json']]);
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (typeof value === 'string' && KEPT_HEADERS.test(name)) headers.set(name, value);
  }
  return { ok, status, headers, text };
}
