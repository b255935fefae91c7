const MAX_BODY_BYTES = 32 * 1024 * 1024;
const MAX_ERROR_BODY_BYTES = 256 * 1024;

/** An answer that would not fit: the rest of it was not read. */
export class BodyTooLarge extends Error {
  constructor() {
    super(`the answer is larger than ${MAX_BODY_BYTES / 1024 / 1024} MiB`);
    this.name = 'BodyTooLarge';
  }
}

/** Reads a body, unpacked, up to a limit: a few kilobytes on the wire can unpack to gigabytes. */
async function readBounded(response: Response, limit: number): Promise<{ text: string; isWhole: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    // Leaving the loop cancels the stream, and with it the connection.
    if (size > limit) return { text: Buffer.concat(chunks).toString('utf8'), isWhole: false };
    chunks.push(chunk);
  }
  return { text: Buffer.concat(chunks).toString('utf8'), isWhole: true };
}

/** Headers of the SDK's that go out. The rest could come from variables that belong to another provider. */
const SENT_HEADERS = ['accept', 'content-type', 'user-agent'];

/**
 * A `fetch` for one endpoint that reads the whole body before it returns, so that time limits and latency cover it.
 *
 * Redirects are not followed: the key is for the host in the environment and for no other.
 */
export function createTransport(
  apiKey: string | undefined,
): (input: string | URL | Request, init?: RequestInit) => Promise<Response> {
  return async (input, init = {}) => {
    const given = new Headers(init.headers);
    const headers = new Headers();
    for (const name of SENT_HEADERS) {
      const value = given.get(name);
      if (value !== null) headers.set(name, value);
    }
    if (apiKey !== undefined) headers.set('authorization', `Bearer ${apiKey}`);
    const response = await fetch(input, { ...init, headers, redirect: 'manual' });
    const { text, isWhole } = await readBounded(
      response,
      response.ok ? MAX_BODY_BYTES : MAX_ERROR_BODY_BYTES,
    );
    if (response.ok && !isWhole) throw new BodyTooLarge();
    // The body is unpacked by now, so the headers that describe its packing are left behind.
    const kept = new Headers({ 'content-type': 'application/json' });
    for (const name of ['retry-after', 'retry-after-ms']) {
      const value = response.headers.get(name);
      if (value !== null) kept.set(name, value);
    }
    // These statuses may not have a body; a chat completion has to have one.
    const status = response.ok ? 200 : response.status;
    return new Response(status === 304 ? null : text, { status, headers: kept });
  };
}
