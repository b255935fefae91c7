import type { ServerResponse } from 'node:http';
import * as z from 'zod';
import { type Loopback, type Received, sendJson, serve } from './loopback.ts';

/** An entry as the platform keeps it: only runs that may read its scope find it. */
export interface CacheEntry {
  scope: string;
  key: string;
  version: string;
  bytes: Buffer;
  isComplete: boolean;
}

/** A loopback double of the runner's cache service, version 2, with the store that it hands out addresses of. */
export interface CacheDouble extends Loopback {
  entries: CacheEntry[];
  /** Calls of the service and of the store, in order. */
  calls: { what: string; body: Record<string, unknown>; headers: Received['headers'] }[];
  /** Answers such calls with this status, or cuts the connection. */
  faults: Record<string, number | 'cut'>;
  /** Called when a call was answered. */
  onCall?: (() => void) | undefined;
  /** What a job on a ref has in its environment. It reads the scopes in order and writes the first. */
  environment(...scopes: string[]): Record<string, string>;
}

const message = z.object({
  key: z.string(),
  version: z.string(),
  restore_keys: z.array(z.string()).optional(),
});

const SERVICE = '/twirp/github.actions.results.api.v1.CacheService/';
const READ_ONLY = 'read-only';

export async function createCacheDouble(): Promise<CacheDouble> {
  const entries: CacheEntry[] = [];
  const calls: CacheDouble['calls'] = [];
  const faults: CacheDouble['faults'] = {};

  const scopesOf = ({ headers }: Received) =>
    Buffer.from(String(headers.authorization).replace('Bearer ', ''), 'base64url').toString().split(' ');

  /** Scope by scope: the exact name, then the newest that begins with one of the wanted names. */
  function find(scopes: readonly string[], { key, version, restore_keys = [] }: z.infer<typeof message>) {
    for (const scope of scopes) {
      const there = entries.filter((one) => one.scope === scope && one.version === version && one.isComplete);
      for (const fits of [(name: string) => name === key, ...[key, ...restore_keys].map(startsWith)]) {
        const match = there.findLast((one) => fits(one.key));
        if (match) return match;
      }
    }
    return undefined;
  }

  function answer(method: string, received: Received): object {
    const wanted = message.parse(JSON.parse(received.text));
    const scopes = scopesOf(received);
    const scope = scopes[0] ?? '';
    if (method === 'GetCacheEntryDownloadURL') {
      const match = find(scopes, wanted);
      if (!match) return { ok: false };
      return {
        ok: true,
        signed_download_url: `${double.origin}/blob/${entries.indexOf(match)}?sig=secret`,
        matched_key: match.key,
      };
    }
    const known = entries.findIndex(
      (one) => one.scope === scope && one.key === wanted.key && one.version === wanted.version,
    );
    if (method === 'CreateCacheEntry') {
      if (scope === READ_ONLY) return { ok: false, message: 'cache write denied: untrusted event' };
      if (known >= 0) return { ok: false };
      const { key, version } = wanted;
      const count = entries.push({ scope, key, version, bytes: Buffer.alloc(0), isComplete: false });
      return { ok: true, signed_upload_url: `${double.origin}/blob/${count - 1}?sig=secret` };
    }
    const entry = entries[known];
    const size = z.object({ size_bytes: z.string() }).parse(JSON.parse(received.text)).size_bytes;
    if (!entry || entry.bytes.length !== Number(size)) return { ok: false };
    entry.isComplete = true;
    return { ok: true, entry_id: String(known) };
  }

  const startsWith = (prefix: string) => (name: string) => name.startsWith(prefix);

  function serveBlob({ method, path, bytes, headers }: Received, response: ServerResponse): void {
    const entry = entries[Number(path.split('/').at(-1))];
    if (!entry) return void response.writeHead(404).end();
    if (method === 'GET') return void response.writeHead(200).end(entry.bytes);
    if (headers['x-ms-blob-type'] !== 'BlockBlob') return void response.writeHead(400).end();
    entry.bytes = bytes;
    response.writeHead(201).end();
  }

  const loopback = await serve((received, response) => {
    const { method, path, text, headers } = received;
    const what = path.startsWith(SERVICE) ? path.slice(SERVICE.length) : method;
    const isCall = path.startsWith(SERVICE);
    calls.push({
      what,
      body: isCall ? (JSON.parse(text) as Record<string, unknown>) : {},
      headers,
    });
    const fault = faults[what] ?? faults['*'];
    response.once('finish', () => double.onCall?.());
    if (fault === 'cut') return void response.destroy();
    if (fault !== undefined) return sendJson(response, fault, { code: 'fault', msg: 'Told to fail.' });
    if (isCall) sendJson(response, 200, answer(what, received));
    else serveBlob(received, response);
  });

  const double: CacheDouble = {
    ...loopback,
    entries,
    calls,
    faults,
    environment: (...scopes) => ({
      ACTIONS_CACHE_SERVICE_V2: 'True',
      ACTIONS_RESULTS_URL: `${loopback.origin}/`,
      ACTIONS_RUNTIME_TOKEN: Buffer.from(scopes.join(' ')).toString('base64url'),
    }),
  };
  return double;
}

/** The scope of a token that may read and not write. */
export const READ_ONLY_SCOPE = READ_ONLY;
