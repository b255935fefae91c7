import { execFile } from 'node:child_process';
import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { createServer as createPlainServer, type IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const run = promisify(execFile);
const ANSWER = JSON.stringify({ choices: [{ message: { content: 'Hi.' }, finish_reason: 'stop' }] });

async function listen<Any extends Server>(server: Any): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  onTestFinished(async () => {
    const closed = new Promise((done) => server.close(done));
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return (server.address() as AddressInfo).port;
}

/** A proxy that notes what it is asked for, and leads everything to one port whatever its host. */
async function proxy(port: number): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createPlainServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end(ANSWER);
  });
  server.on('connect', (request: IncomingMessage, client: Duplex) => {
    asked.push(`CONNECT ${request.url}`);
    const through = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      through.pipe(client).pipe(through);
    });
    for (const end of [client, through]) end.on('error', () => {});
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, asked };
}

/** A process of its own, since Node reads certificates when it starts. Prints the reply to one call. */
async function askWith(env: Record<string, string>): Promise<Record<string, unknown>> {
  const script = `
    import { createOpenAIModel } from ${JSON.stringify(new URL('../../src/adapters/model/openai.ts', import.meta.url).href)};
    import { systemClock } from ${JSON.stringify(new URL('../../src/adapters/clock.ts', import.meta.url).href)};
    const model = createOpenAIModel({ env: process.env, clock: systemClock, random: Math.random, maxAttempts: 1 });
    const request = { provider: 'acme', model: 'm', messages: [{ role: 'user', content: 'Hello?' }], parameters: {} };
    const purpose = { suite: 's', case: 'c', variant: 'head', trial: 0, round: 0 };
    console.log(JSON.stringify(await model.ask(request, purpose, new AbortController().signal)));
    process.exit(0);
  `;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], {
    env: { PATH: process.env['PATH'], ...env },
  });
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** An HTTPS server of the name `models.example.com`, and the file of the certificate that it is known by. */
async function secureServer(): Promise<{ port: number; certificate: string }> {
  const folder = await mkdtempDisposable(join(tmpdir(), 'prompt-ratchet-tls-'));
  onTestFinished(() => folder.remove());
  const [keyPath, certificate] = [join(folder.path, 'key.pem'), join(folder.path, 'cert.pem')];
  await writeFile(
    join(folder.path, 'openssl.cnf'),
    '[req]\ndistinguished_name=dn\nx509_extensions=v3\nprompt=no\n[dn]\nCN=models.example.com\n[v3]\nsubjectAltName=DNS:models.example.com\nbasicConstraints=CA:TRUE\n',
  );
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-days', '2', '-keyout', keyPath, '-out', certificate, '-config', join(folder.path, 'openssl.cnf')],
  ]);
  const options = { key: await readFile(keyPath), cert: await readFile(certificate) };
  const server = createServer(options, (request, response) => {
    request.resume().on('end', () => response.setHeader('connection', 'close').end(ANSWER));
  });
  return { port: await listen(server), certificate };
}

test('HTTPS goes through HTTPS_PROXY in a tunnel, and trusts NODE_EXTRA_CA_CERTS', async () => {
  const { port, certificate } = await secureServer();
  const { url, asked } = await proxy(port);
  const env = {
    ACME_BASE_URL: 'https://models.example.com/v1',
    HTTPS_PROXY: url,
    NODE_EXTRA_CA_CERTS: certificate,
  };
  expect(await askWith(env)).toMatchObject({ ok: true, text: 'Hi.' });
  expect(asked).toEqual(['CONNECT models.example.com:443']);
});

test('a certificate that nobody vouches for is not accepted', async () => {
  const { port } = await secureServer();
  const { url } = await proxy(port);
  const env = { ACME_BASE_URL: 'https://models.example.com/v1', https_proxy: url };
  expect(await askWith(env)).toMatchObject({
    ok: false,
    code: 'connection',
    message: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT'),
  });
});

test('plain HTTP goes through HTTP_PROXY', async () => {
  const { url, asked } = await proxy(0);
  const env = { ACME_BASE_URL: 'http://models.example.com/v1', HTTP_PROXY: url };
  expect(await askWith(env)).toMatchObject({ ok: true, text: 'Hi.' });
  expect(asked).toEqual(['POST http://models.example.com/v1/chat/completions']);
});

test('what NO_PROXY names is reached directly', async () => {
  const { url, asked } = await proxy(0);
  const port = await listen(createPlainServer((_, response) => response.end(ANSWER)));
  const env = { ACME_BASE_URL: `http://127.0.0.1:${port}/v1`, HTTP_PROXY: url, NO_PROXY: '127.0.0.1' };
  expect(await askWith(env)).toMatchObject({ ok: true, text: 'Hi.' });
  expect(asked).toEqual([]);
});
