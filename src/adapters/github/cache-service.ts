import { createReadStream } from 'node:fs';
import type { Agent, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { sha256 } from '../../core/hash.ts';
import { collect } from '../model/body.ts';
import { isExposed } from '../model/endpoint.ts';
import { httpFor } from '../model/http.ts';
import { createAgent } from '../model/proxy.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The runner's cache: entries by name that are never changed, found again by the beginning of their names. */
export interface CacheService {
  /** The newest entry whose name begins so, as a stream of its bytes; `undefined` when there is none. */
  fetch(prefix: string, signal: AbortSignal): Promise<IncomingMessage | undefined>;
  /** Puts a file there. */
  put(name: string, file: { path: string; size: number }, signal: AbortSignal): Promise<void>;
}

/** The service said no, or something that makes no sense. */
export class CacheFault extends Error {
  /** Whether this run may not do this at all, as the platform or its administrator decided. */
  readonly isDenied: boolean;
  readonly mayPass: boolean;

  constructor(message: string, { isDenied = false, mayPass = false } = {}) {
    super(message);
    this.name = 'CacheFault';
    this.isDenied = isDenied;
    this.mayPass = mayPass;
  }
}

const SERVICE = '/twirp/github.actions.results.api.v1.CacheService/';
/** Entries of another version are never found: it grows with the shape of what is kept. */
const VERSION = sha256('prompt-ratchet answers 1');
const LOOK_UP_MS = 10_000;
const RETRY_MS = 300;

// The service may write names in either way, as protocol buffers allow.
const found = z.object({
  ok: z.boolean().optional(),
  signed_download_url: z.string().optional(),
  signedDownloadUrl: z.string().optional(),
});
const created = z.object({
  ok: z.boolean().optional(),
  message: z.string().optional(),
  signed_upload_url: z.string().optional(),
  signedUploadUrl: z.string().optional(),
});
const fault = z.object({ msg: z.string().optional(), message: z.string().optional() });

/**
 * The cache that this job may use: version 2 of the service, which every runner of github.com has. Where there is none,
 * as outside of workflows, on older servers and in emulators, it is `undefined`.
 */
export function cacheServiceIn(env: Environment): CacheService | undefined {
  const { ACTIONS_RESULTS_URL: url = '', ACTIONS_RUNTIME_TOKEN: token = '' } = env;
  if (!env['ACTIONS_CACHE_SERVICE_V2'] || token === '' || !URL.canParse(url)) return undefined;
  // GitHub Enterprise Server has version 1, whatever the variable says.
  const server = env['GITHUB_SERVER_URL'] || 'https://github.com';
  const host = URL.canParse(server) ? new URL(server).hostname : '';
  if (!/(?:^|\.)(?:github\.com|ghe\.com|localhost)$/.test(host)) return undefined;
  return createCacheService({ url, token, env });
}

function createCacheService({
  url,
  token,
  env,
}: {
  url: string;
  token: string;
  env: Environment;
}): CacheService {
  const agents = new Map<string, Agent>();
  const agentFor = ({ origin }: URL): Agent => {
    const agent = agents.get(origin) ?? createAgent(origin, env);
    agents.set(origin, agent);
    return agent;
  };

  function send(to: URL, { body, ...about }: Sent): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const outgoing = httpFor(to.href).request(to, { ...about, agent: agentFor(to) });
      outgoing.once('response', resolve);
      outgoing.once('error', reject);
      if (typeof body === 'object') pipeline(createReadStream(body.path), outgoing).catch(reject);
      else outgoing.end(body);
    });
  }

  /** Asks the service once. */
  async function askOnce(method: string, message: object, signal: AbortSignal): Promise<unknown> {
    const body = JSON.stringify(message);
    const incoming = await send(new URL(`${SERVICE}${method}`, url), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'prompt-ratchet',
      },
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(LOOK_UP_MS)]),
    });
    const status = incoming.statusCode ?? 0;
    const text = await collect(incoming, false);
    if (status === 404) return {};
    if (status >= 200 && status < 300) return parseJson(text);
    const { msg, message: other } = fault.safeParse(parseJson(text)).data ?? {};
    const said = (msg ?? other ?? '').replaceAll(/[\s\p{Cc}]+/gu, ' ').slice(0, 200);
    throw new CacheFault(`the cache service answered ${status}${said && `: ${said}`}`, {
      isDenied: status === 401 || status === 403,
      mayPass: status >= 500,
    });
  }

  /** Asks the service, a second time where that may help. */
  async function ask(method: string, message: object, signal: AbortSignal): Promise<unknown> {
    try {
      return await askOnce(method, message, signal);
    } catch (error) {
      if (signal.aborted || (error instanceof CacheFault && !error.mayPass)) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      return askOnce(method, message, signal);
    }
  }

  return {
    async fetch(prefix, signal) {
      // A name that no entry has: what is wanted is the newest that begins so.
      const message = { key: `${prefix}none`, restore_keys: [prefix], version: VERSION };
      const answer = found.safeParse(await ask('GetCacheEntryDownloadURL', message, signal));
      const address = answer.data?.signed_download_url ?? answer.data?.signedDownloadUrl;
      if (!answer.data?.ok || !address) return undefined;
      const incoming = await send(signedAddress(address), { method: 'GET', headers: {}, signal });
      if (incoming.statusCode === 200) return incoming;
      incoming.destroy();
      throw new CacheFault(`an entry cannot be fetched (HTTP ${incoming.statusCode})`);
    },
    async put(name, file, signal) {
      const answer = created.parse(await ask('CreateCacheEntry', { key: name, version: VERSION }, signal));
      const address = answer.signed_upload_url ?? answer.signedUploadUrl;
      if (!answer.ok || !address) {
        const isDenied = answer.message?.startsWith('cache write denied:') === true;
        throw new CacheFault(isDenied ? 'the cache is read-only for this run' : 'no entry can be made', {
          isDenied,
        });
      }
      const incoming = await send(signedAddress(address), {
        method: 'PUT',
        headers: {
          'content-type': 'application/octet-stream',
          'content-length': file.size,
          'x-ms-blob-type': 'BlockBlob',
        },
        body: file,
        signal,
      });
      await collect(incoming, false);
      if (incoming.statusCode !== 201 && incoming.statusCode !== 200) {
        throw new CacheFault(`an entry cannot be stored (HTTP ${incoming.statusCode})`);
      }
      // A number of 64 bits is a text in JSON.
      const whole = { key: name, version: VERSION, size_bytes: String(file.size) };
      const { ok } = created.parse(await ask('FinalizeCacheEntryUpload', whole, signal));
      if (!ok) throw new CacheFault('an entry cannot be completed');
    },
  };
}

interface Sent {
  method: string;
  headers: OutgoingHttpHeaders;
  body?: string | { path: string } | undefined;
  signal: AbortSignal;
}

/** The address of an entry's bytes holds what gives access to them. It is never repeated in a message. */
function signedAddress(text: string): URL {
  if (!URL.canParse(text) || isExposed({ baseUrl: text })) {
    throw new CacheFault('the cache service named an address that cannot be used');
  }
  return new URL(text);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
