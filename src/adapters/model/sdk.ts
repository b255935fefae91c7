import { APIConnectionError, APIError, OpenAI } from 'openai';
import type { Endpoint } from './endpoint.ts';
import { createAgent } from './proxy.ts';
import type { HeaderValues } from './quota.ts';
import { createTransport, type Sent } from './transport.ts';

/** The SDK's error classes, which are known only once it is loaded. */
export interface SdkErrors {
  APIError: typeof APIError;
}

export interface Sdk extends SdkErrors {
  /** Makes one request, once. @throws what the SDK throws for it, but for JSON that cannot be read */
  send(path: string, body: unknown, asked: Pick<Sent, 'signal' | 'onBytes'>): Promise<Answered>;
}

/** What was answered: a stream as its text, anything else as what its JSON says; `undefined` for no bytes. */
export interface Answered {
  data: unknown;
  headers: HeaderValues;
}

/**
 * A client of the `openai` SDK for one endpoint. The SDK knows the address and tells errors apart; how a request
 * travels, with which headers, how long it may take and whether it is tried again is decided here.
 *
 * Its own way of making a request is not taken: each of its promises, with the request and the answer behind it,
 * stays in memory until all of that is looked through, and of a hundred thousand calls that is most of what a run holds.
 */
export function createSdk(endpoint: Endpoint, env: Readonly<Record<string, string | undefined>>): Sdk {
  const agent = createAgent(endpoint.baseUrl, env);
  const transport = createTransport(endpoint.baseUrl, {
    apiKey: endpoint.apiKey,
    userAgent: 'prompt-ratchet',
    agent,
  });

  const urls = new Map<string, URL>();

  class Client extends OpenAI {
    /** There are few paths, and very many requests to them. */
    #urlOf(path: string): URL {
      const url = urls.get(path) ?? new URL(this.buildURL(path, {}));
      urls.set(path, url);
      return url;
    }

    async send(...[path, body, asked]: Parameters<Sdk['send']>): Promise<Answered> {
      const received = await transport(this.#urlOf(path), {
        ...asked,
        body: JSON.stringify(body),
      }).catch((cause: unknown) => {
        throw new APIConnectionError({ cause: cause instanceof Error ? cause : undefined });
      });
      const { ok, status, headers, text } = received;
      if (!ok) {
        const error = parseObject(text);
        // It wants all of a fetch's headers and reads one of them.
        const own = headers as unknown as Headers;
        throw this.makeStatusError(status, error as object, error ? undefined : text, own);
      }
      const isStream = headers.get('content-type') === 'text/event-stream';
      return { data: isStream ? text : text === '' ? undefined : JSON.parse(text), headers };
    }
  }

  const client = new Client({
    baseURL: endpoint.baseUrl,
    // The SDK wants one; the transport decides what is sent.
    apiKey: endpoint.apiKey ?? 'none',
    // `undefined` would make the SDK read these from the environment, for whatever host.
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    logLevel: 'off',
    fetch: () => Promise.reject(new Error('Requests go through the transport.')),
  });
  return {
    send: (...asked) => client.send(...asked),
    APIError,
  };
}

/** The body of an error, where it is one that the SDK can look into. */
function parseObject(text: string): object | undefined {
  try {
    return (JSON.parse(text) as object) || undefined;
  } catch {
    return undefined;
  }
}
