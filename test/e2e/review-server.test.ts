import { spawn } from 'node:child_process';
import { mkdir, mkdtempDisposable, readFile, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contentHash } from '../../src/core/hash.ts';
import { readItems } from '../../src/human/item.ts';
import { type Label, printLabel } from '../../src/human/label.ts';
import { readLabels } from '../../src/human/label-file.ts';
import { type ReviewData, reviewData } from '../../src/human/review-data.ts';
import { canBrowse, launchChromium, openPage } from '../support/browser.ts';
import { reviewReport } from '../support/review-report.ts';
import { runCli } from '../support/runner.ts';

const CLI = resolve(import.meta.dirname, '../../dist/cli.js');
const report = reviewReport(8);
const data = reviewData(report) as ReviewData;

interface Review extends AsyncDisposable {
  url: URL;
  folder: string;
  labels(): Promise<string>;
  /** Interrupts it as Ctrl-C does, and gives the exit code. */
  end(): Promise<number | null>;
}

/** `prompt-ratchet review` as a child process. */
async function review(...flags: string[]): Promise<Review> {
  const temporary = await mkdtempDisposable(join(tmpdir(), 'prompt-ratchet-serve-'));
  const folder = temporary.path;
  await writeFile(join(folder, 'report.json'), JSON.stringify(report));
  const child = spawn(process.execPath, [CLI, 'review', 'report.json', '--no-open', ...flags], {
    cwd: folder,
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  const first = await new Promise<string>((done, fail) => {
    child.stdout.once('data', (chunk: Buffer) => done(chunk.toString('utf8')));
    child.once('exit', (code) => fail(new Error(`It ended with ${code}.`)));
  });
  const end = () => {
    child.kill('SIGINT');
    return ended;
  };
  return {
    url: new URL(first.trim()),
    folder,
    labels: () => readFile(join(folder, 'evals/labels/support.jsonl'), 'utf8'),
    end,
    async [Symbol.asyncDispose]() {
      await end();
      await temporary.remove();
    },
  };
}

const item = data.sets[0]?.items[0];
const label = (over: Partial<Extract<Label, { kind: 'pair' }>> = {}): Label => ({
  kind: 'pair',
  case: 'case-1',
  criterion: 'helpful',
  criterionVersion: data.sets[0]?.criterion.version ?? '',
  rater: 'ada',
  blind: true,
  at: '2026-01-01T00:00:00Z',
  a: item?.outputs[0]?.key ?? '',
  b: item?.outputs[1]?.key ?? '',
  verdict: 'a',
  ...over,
});

/** A request as any program can make it, with headers that browsers do not let pages set. */
function ask(
  url: URL,
  {
    path,
    method = 'GET',
    headers = {},
    body = '',
  }: {
    path: string;
    method?: string;
    headers?: Record<string, string>;
    body?: string;
  },
): Promise<{ status: number; text: string; headers: Record<string, unknown> }> {
  return new Promise((done, fail) => {
    const asked = request(
      { host: '127.0.0.1', port: url.port, path, method, headers: { host: url.host, ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          done({
            status: response.statusCode ?? 0,
            text: Buffer.concat(chunks).toString('utf8'),
            headers: response.headers,
          }),
        );
      },
    );
    asked.on('error', fail);
    asked.end(body);
  });
}

describe('the review command', () => {
  test('serves the page to whoever has the token, saves labels as they come, and ends on Ctrl-C', async () => {
    await using served = await review('--rater', 'ada');
    const { url } = served;
    expect(url.hostname).toBe('127.0.0.1');
    expect(url.pathname.length).toBeGreaterThan(30);
    const page = await ask(url, { path: url.pathname });
    expect(page.status).toBe(200);
    expect(page.text).toContain("connect-src 'self'");
    expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'x-frame-options': 'DENY' });
    await mkdir(join(served.folder, 'evals/labels'), { recursive: true });
    // Another tool left its last line open.
    const before = printLabel(label({ rater: 'bob', verdict: 'b' })).trimEnd();
    await writeFile(join(served.folder, 'evals/labels/support.jsonl'), before);
    const mine = printLabel(label({ note: 'fine' }));
    const posted = await ask(url, {
      path: `${url.pathname}labels?set=0`,
      method: 'POST',
      headers: { origin: url.origin, 'content-type': 'application/x-ndjson' },
      body: mine,
    });
    expect(posted.status).toBe(204);
    expect(await served.labels()).toBe(`${before}\n${mine}`);
    const text = await readFile(join(served.folder, 'evals/labels/support.items.jsonl'), 'utf8');
    const { items } = readItems({ path: 'i', text });
    expect([...items.keys()].sort()).toEqual(item?.outputs.map(({ key }) => key).sort());
    expect([...items.values()][0]).toMatchObject({
      case: expect.stringMatching(/^case-/),
      expected: expect.any(String),
    });
    const got = await ask(url, { path: `${url.pathname}labels?set=0&rater=ada` });
    expect(JSON.parse(got.text)).toEqual([label({ note: 'fine' })]);
    expect(await served.end()).toBe(0);
  });

  test('refuses everybody and everything else, and writes nothing', async () => {
    await using served = await review();
    const { url } = served;
    const good = {
      path: `${url.pathname}labels?set=0`,
      method: 'POST',
      headers: { origin: url.origin, 'content-type': 'application/x-ndjson' } as Record<string, string>,
      body: printLabel(label()),
    };
    const changed = (over: Partial<typeof good>) => ({ ...good, ...over });
    const withHeaders = (headers: Record<string, string>) =>
      changed({ headers: { ...good.headers, ...headers } });
    const { origin: _origin, ...anonymous } = good.headers;
    const refused: [string, Parameters<typeof ask>[1], number][] = [
      ['no token', { path: '/' }, 403],
      ['a wrong token', { path: `/${'x'.repeat(url.pathname.length - 2)}/` }, 403],
      ['a wrong token for labels', changed({ path: '/x/labels?set=0' }), 403],
      ['another host', { path: url.pathname, headers: { host: 'evil.example' } }, 403],
      ['localhost by name', { path: url.pathname, headers: { host: `localhost:${url.port}` } }, 403],
      ['another origin', withHeaders({ origin: 'http://evil.example' }), 403],
      ['the null origin', withHeaders({ origin: 'null' }), 403],
      ['another site', withHeaders({ 'sec-fetch-site': 'cross-site' }), 403],
      ['no origin', changed({ headers: anonymous }), 403],
      ['a form', withHeaders({ 'content-type': 'text/plain' }), 403],
      ['no such set', changed({ path: `${url.pathname}labels?set=9` }), 400],
      ['no set', changed({ path: `${url.pathname}labels` }), 400],
      ['no JSON', changed({ body: 'hello' }), 400],
      ['nothing', changed({ body: '' }), 400],
      ['another shape', changed({ body: '{"kind":"pair"}\n' }), 400],
      ['other outputs', changed({ body: printLabel(label({ a: contentHash('x') })) }), 400],
      ['another criterion', changed({ body: printLabel(label({ criterion: 'kind' })) }), 400],
      ['another version', changed({ body: printLabel(label({ criterionVersion: contentHash('x') })) }), 400],
      ['a made-up chance', changed({ body: printLabel(label({ probability: 0.0123 })) }), 400],
      ['a good and a bad one', changed({ body: `${good.body}{}\n` }), 400],
      ['too much', changed({ body: good.body.repeat(2000) }), 413],
      ['another method', { path: url.pathname, method: 'DELETE' }, 405],
      ['another path', { path: `${url.pathname}../../etc/passwd` }, 403],
      ['a path below', { path: `${url.pathname}labels/x` }, 404],
    ];
    for (const [what, options, status] of refused) {
      expect([what, (await ask(url, options)).status]).toEqual([what, status]);
    }
    await expect(served.labels()).rejects.toThrow('ENOENT');
    // A link in the place of the file, or of its folder, is not followed.
    await writeFile(join(served.folder, 'secret'), 'x');
    await mkdir(join(served.folder, 'evals/labels'), { recursive: true });
    await symlink(join(served.folder, 'secret'), join(served.folder, 'evals/labels/support.jsonl'));
    expect((await ask(url, good)).status).toBe(400);
    expect(await readFile(join(served.folder, 'secret'), 'utf8')).toBe('x');
  });

  test.each([
    [['review', 'nothing.json'], 'E_REPORT_INVALID'],
    [['review', '--rater', 'two words'], 'E_REPORT_INVALID'],
    [['review', 'report.json', '--rater', 'two words'], 'E_USAGE'],
    [['review', 'report.json', '--size', '0'], 'E_USAGE'],
    [['review', 'report.json', '--sise', '1'], 'E_USAGE'],
    [['review', 'empty.json'], 'E_NOTHING_TO_LABEL'],
  ])('says what is wrong with %o', async (args, code) => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'prompt-ratchet-serve-'));
    await writeFile(join(folder.path, 'report.json'), JSON.stringify(report));
    await writeFile(join(folder.path, 'empty.json'), JSON.stringify({ ...report, suites: [] }));
    const { exitCode, stderr } = await runCli(args, { cwd: folder.path });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(code)]);
  });

  test.skipIf(!canBrowse())(
    'is judged on in a browser: saved, taken back, resumed after a restart',
    async () => {
      const browser = await launchChromium();
      await using served = await review('--rater', 'ada');
      const { page, complaints } = await openPage(await browser.newContext());
      const open = async () => {
        await page.goto(served.url.href);
        await page.getByRole('button', { name: 'Begin' }).click();
        await page.locator('.count').waitFor();
      };
      const lines = async () => readLabels({ path: 'x', text: await served.labels().catch(() => '') }).labels;
      await open();
      await page.keyboard.press('1');
      await page.keyboard.press('3');
      await expect.poll(async () => (await lines()).length).toBe(2);
      await page.keyboard.press('u');
      await expect
        .poll(async () => (await lines()).map(({ kind }) => kind))
        .toEqual(['pair', 'pair', 'withdrawn']);
      await page.keyboard.press('4');
      await expect.poll(async () => (await lines()).length).toBe(4);
      // As on another machine: nothing is left in the browser, the file knows.
      await page.evaluate('localStorage.clear()');
      await open();
      await expect.poll(() => page.locator('.count').textContent()).toBe('2 of 9 judged');
      expect(complaints).toEqual([]);
      // What cannot be saved is said, and is saved as soon as it can.
      await page.route('**/labels?**', (route) => route.abort());
      await page.keyboard.press('2');
      await expect.poll(() => page.getByRole('status').textContent()).toContain('Not saved yet');
      await page.unroute('**/labels?**');
      await page.keyboard.press('2');
      await expect.poll(async () => (await lines()).length).toBe(6);
      await expect.poll(() => page.getByRole('status').textContent()).not.toContain('Not saved yet');
      await browser.close();
    },
  );
});
