import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { messageOf, problemsOf } from '../core/errors.ts';

/** What is asked of the page's data. Errors of ours are told to the page; nothing else is. */
export interface PageApi {
  get(query: URLSearchParams): Promise<unknown>;
  post(query: URLSearchParams, body: string): Promise<void>;
}

export interface PageServer extends AsyncDisposable {
  /** With the token: whoever knows it may read and write. */
  url: string;
}

/** Bytes of a request's body. A vote has a few hundred. */
const MOST_BODY = 256 * 1024;

/**
 * Serves one page and its data to this machine alone. Other programs and pages do not know the token; a page of another
 * site that gets a name to resolve to 127.0.0.1 has another Host, and one that guesses the port has another Origin.
 */
export async function servePage(options: {
  /** The page, by the path that its data is at. */
  page(api: string): string;
  api: PageApi;
}): Promise<PageServer> {
  const token = randomBytes(24).toString('base64url');
  const server = createServer({ maxHeaderSize: 16 * 1024, requestTimeout: 30_000 }, (request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const host = `127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
  const page = options.page(`/${token}/labels`);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = refusalOf(request, host);
    if (refusal !== undefined) return send(response, 403, 'text/plain', refusal);
    const url = new URL(request.url ?? '/', `http://${host}`);
    const [, given = '', name, ...rest] = url.pathname.split('/');
    if (!sameToken(given, token)) return send(response, 403, 'text/plain', 'The token is not right.');
    if (rest.length > 0) return send(response, 404, 'text/plain', 'There is nothing here.');
    try {
      if (request.method === 'GET' && name === '') return send(response, 200, 'text/html', page);
      if (request.method === 'GET' && name === 'labels') {
        return send(
          response,
          200,
          'application/json',
          JSON.stringify(await options.api.get(url.searchParams)),
        );
      }
      if (request.method === 'POST' && name === 'labels') {
        const body = await bodyOf(request);
        if (body === undefined) return send(response, 413, 'text/plain', 'That is too much at once.');
        await options.api.post(url.searchParams, body);
        return send(response, 204, 'text/plain', '');
      }
    } catch (error) {
      const [problem] = problemsOf(error) ?? [];
      return problem
        ? send(response, 400, 'text/plain', problem.message)
        : send(response, 500, 'text/plain', messageOf(error));
    }
    return send(
      response,
      name === 'labels' || name === '' ? 405 : 404,
      'text/plain',
      'There is nothing here.',
    );
  }

  return {
    url: `http://${host}/${token}/`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Why a request is not answered, whatever its token. */
function refusalOf({ headers, method }: IncomingMessage, host: string): string | undefined {
  if (headers.host !== host) return 'This host is not served.';
  const origin = headers.origin;
  if (origin !== undefined && origin !== `http://${host}`) return 'Other origins are not served.';
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'Other sites are not served.';
  if (method !== 'POST') return undefined;
  if (origin === undefined && site === undefined) return 'A page of this origin has to ask.';
  // A form of another site cannot send this type without being asked first.
  return headers['content-type'] === 'application/x-ndjson' ? undefined : 'JSON lines are expected.';
}

function sameToken(given: string, token: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > MOST_BODY) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    ...(status === 413 ? { connection: 'close' } : {}),
  });
  response.end(body);
}
