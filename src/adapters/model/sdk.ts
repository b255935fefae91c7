import { APIConnectionTimeoutError, APIError, OpenAI } from 'openai';
import type { Endpoint } from './endpoint.ts';
import { createAgent } from './proxy.ts';
import { createTransport } from './transport.ts';

/** The SDK's error classes, which are known only once it is loaded. */
export interface SdkErrors {
  APIError: typeof APIError;
  APIConnectionTimeoutError: typeof APIConnectionTimeoutError;
}

export interface Sdk extends SdkErrors {
  client: OpenAI;
}

type Request = Awaited<ReturnType<OpenAI['buildRequest']>>;

/**
 * A client of the `openai` SDK for one endpoint. The SDK makes the request, reads the answer and tells errors apart;
 * how a request travels, with which headers, how long it may take and whether it is tried again is decided here.
 */
export function createSdk(
  endpoint: Endpoint,
  env: Readonly<Record<string, string | undefined>>,
  onBytes: (signal: AbortSignal) => void,
): Sdk {
  const agent = createAgent(endpoint.baseUrl, env);
  const transport = createTransport(endpoint.baseUrl, {
    apiKey: endpoint.apiKey,
    userAgent: 'prompt-ratchet',
    agent,
    onBytes,
  });

  /** Without the parts that look at the environment, build headers that are not sent, and load a second HTTP client. */
  class Client extends OpenAI {
    override async buildRequest({ path, body, method, signal }: Parameters<OpenAI['buildRequest']>[0]) {
      const req = { method, body: JSON.stringify(body), signal };
      return { req, url: this.buildURL(path, {}), timeout: 0 } as unknown as Request;
    }

    override async fetchWithTimeout(url: string, init: RequestInit | undefined): Promise<Response> {
      const { method, body, signal } = init ?? {};
      // As much of a response as the SDK looks at.
      return (await transport(url, { method, body, signal })) as unknown as Response;
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
  return { client, APIError, APIConnectionTimeoutError };
}
