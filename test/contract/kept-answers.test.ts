import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cacheServiceIn } from '../../src/adapters/github/cache-service.ts';
import { createKeptAnswers } from '../../src/adapters/github/kept-answers.ts';
import { type Entry, printLine } from '../../src/adapters/store/line.ts';
import { openStore } from '../../src/adapters/store/store.ts';
import type { Shelves } from '../../src/core/shelves.ts';
import type { Log } from '../../src/ports.ts';
import { type CacheDouble, createCacheDouble, READ_ONLY_SCOPE } from '../support/cache-double.ts';

const NOW = 1_700_000_000_000;
const HOUR = 3_600_000;
const BOUNDS = { maxAgeMs: 12 * HOUR, maxBytes: 1024 * 1024 };
const PULL = 'refs/pull/7/merge';
const MAIN = 'refs/heads/main';
const OWN: Shelves = { reads: ['own', 'main'], writes: 'own' };
const ON_MAIN: Shelves = { reads: ['main'], writes: 'main' };

let cache: CacheDouble;
let parent: string;

beforeEach(async () => {
  cache = await createCacheDouble();
  parent = await mkdtemp(join(tmpdir(), 'prompt-ratchet-kept-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await cache[Symbol.asyncDispose]();
  await rm(parent, { recursive: true, force: true });
});

const keyOf = (number: number) => number.toString(16).padStart(64, '0');
const entry = (number: number, parts: Partial<Entry> = {}): Entry => ({
  key: keyOf(number),
  at: NOW - HOUR,
  json: JSON.stringify(`answer ${number} \u2028`),
  ...parts,
});

/** A job: fetches, is answered something, keeps. Gives what it then has, by number, and what it said. */
async function job(
  shelves: Shelves,
  { learns = [], scopes = [PULL, MAIN] }: { learns?: Entry[]; scopes?: string[] } = {},
): Promise<{ has: (number: number) => string | undefined; said: string[]; folder: string }> {
  const said: string[] = [];
  const say = (kind: string) => (text: string) => void said.push(`${kind} ${text}`);
  const log: Log = { info: say('info'), warn: say('warn'), error: say('error'), progress: () => {} };
  const service = cacheServiceIn(cache.environment(...scopes));
  if (!service) throw new Error('There is no service.');
  const folder = await mkdtemp(join(parent, 'job-'));
  const now = () => NOW;
  const kept = createKeptAnswers({ service, shelves, folder, bounds: BOUNDS, run: '1-1-x', log, now });
  await kept.restore();
  const store = await openStore({ folder, now, ...BOUNDS });
  for (const one of learns) await store.put(one);
  const found = new Map([1, 2, 3, 4, 5].map((number) => [number, store.get(keyOf(number))?.json]));
  store.close();
  await kept.save(AbortSignal.timeout(10_000));
  return { has: (number) => found.get(number), said, folder };
}

const packed = (bytes: Buffer | undefined) =>
  gunzipSync(bytes ?? Buffer.alloc(0))
    .toString()
    .split('\n')
    .filter((line) => line !== '');

describe('answers that are kept', () => {
  it('are there in the next job, with those of base', async () => {
    await job(ON_MAIN, { learns: [entry(1), entry(2)], scopes: [MAIN] });
    const first = await job(OWN, { learns: [entry(3)] });
    expect([1, 2, 3].map(first.has)).toEqual([1, 2, 3].map((number) => entry(number).json));
    // What is kept for base already is not kept again.
    expect(cache.entries.map(({ bytes }) => packed(bytes).length)).toEqual([2, 1]);
    cache.entries.shift();
    const second = await job(OWN);
    expect([1, 2, 3].map(second.has)).toEqual([undefined, undefined, entry(3).json]);
    expect(second.said).toEqual([]);
    expect(cache.entries).toHaveLength(1);
  });

  it('are what is whole, young and not too much', async () => {
    const long = JSON.stringify('x'.repeat(400_000));
    const learns = [
      entry(1, { at: NOW - 13 * HOUR }),
      entry(2, { json: long }),
      entry(3, { json: long }),
      entry(4, { json: long }),
    ];
    await job(OWN, { learns });
    expect(packed(cache.entries[0]?.bytes)).toHaveLength(2);
  });

  it('are not packed once they are too old to be used', async () => {
    await job(OWN, { learns: [entry(1, { at: NOW - 13 * HOUR }), entry(2)] });
    expect(packed(cache.entries[0]?.bytes)).toHaveLength(1);
  });

  it('are not looked for on shelves of another scope', async () => {
    await job(OWN, { learns: [entry(1)], scopes: ['refs/pull/666/merge'] });
    await job({ reads: ['main'], writes: 'main' }, { learns: [entry(1)], scopes: ['refs/pull/666/merge'] });
    expect((await job(OWN)).has(1)).toBeUndefined();
  });

  it('leave no file behind but the store', async () => {
    await job(OWN, { learns: [entry(1)] });
    const { folder } = await job(OWN, { learns: [entry(2)] });
    expect((await readdir(folder)).every((name) => name.endsWith('.segment'))).toBe(true);
  });
});

describe('what is fetched', () => {
  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['is cut short', (bytes) => bytes.subarray(0, bytes.length - 9)],
    ['is an archive of files', () => Buffer.from('../../../../etc/passwd\0\0 ustar')],
    ['is empty', () => Buffer.alloc(0)],
    ['unpacks to more than may be kept', () => gzipSync(Buffer.alloc(3 * BOUNDS.maxBytes))],
    ['is more than may be kept, and nothing in it', () => endless()],
  ])('is not used when it %s: one warning, and no file', async (_what, spoil) => {
    await job(OWN, { learns: [entry(1)] });
    const [kept] = cache.entries;
    if (kept) kept.bytes = spoil(kept.bytes);
    const { has, said, folder } = await job(OWN);
    expect(has(1)).toBeUndefined();
    expect(said).toEqual([expect.stringMatching(/^warn Answers of earlier jobs cannot be fetched: /)]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('is believed line by line', async () => {
    await job(OWN, { learns: [entry(1), entry(2), entry(3), entry(4), entry(5)] });
    const [kept] = cache.entries;
    const [first = ''] = packed(kept?.bytes);
    const lines = [
      `${first.replace('answer 1', 'answer 6')}\n`,
      printLine(entry(2, { at: NOW - 13 * HOUR })),
      printLine(entry(3, { at: NOW + 1 })),
      printLine(entry(4)).slice(1),
      printLine(entry(5)),
    ];
    if (kept) kept.bytes = gzipSync(lines.join(''));
    const { has, said } = await job(OWN);
    expect([1, 2, 3, 4, 5].map(has)).toEqual([undefined, undefined, undefined, undefined, entry(5).json]);
    expect(said).toEqual([]);
  });
});

describe('a cache service that fails', () => {
  it.each<[string, CacheDouble['faults'], string]>([
    ['is down', { '*': 503 }, 'warn Answers of earlier jobs'],
    ['cuts connections', { '*': 'cut' }, 'warn Answers of earlier jobs'],
    [
      'answers nonsense',
      { GetCacheEntryDownloadURL: 200, CreateCacheEntry: 200 },
      'warn Answers are not kept',
    ],
    ['refuses the token', { '*': 401 }, 'info Answers of earlier jobs'],
    ['has lost the bytes', { GET: 404 }, 'warn Answers of earlier jobs'],
    ['takes no entry', { CreateCacheEntry: 400 }, 'warn Answers are not kept'],
    ['takes no bytes', { PUT: 500 }, 'warn Answers are not kept'],
    ['completes nothing', { FinalizeCacheEntryUpload: 500 }, 'warn Answers are not kept'],
  ])('costs one line of log where it %s', async (_what, faults, line) => {
    await job(OWN, { learns: [entry(1)] });
    Object.assign(cache.faults, faults);
    const { said } = await job(OWN, { learns: [entry(2)] });
    expect(said.filter((text) => text.startsWith('warn')).length).toBeLessThanOrEqual(1);
    expect(said[0]).toContain(line);
    expect(said.join()).not.toContain('sig=');
  });

  it('is asked once more where that may help', async () => {
    await job(OWN, { learns: [entry(1)] });
    cache.faults['GetCacheEntryDownloadURL'] = 503;
    cache.onCall = () => delete cache.faults['GetCacheEntryDownloadURL'];
    expect((await job(OWN)).has(1)).toBe(entry(1).json);
  });

  it('is read-only: that is said, and is no warning', async () => {
    const { said } = await job(OWN, { learns: [entry(1)], scopes: [READ_ONLY_SCOPE] });
    expect(said).toEqual(['info Answers are not kept for another job: the cache is read-only for this run.']);
  });

  it.each([
    ['none', {}],
    ['another version', { ACTIONS_CACHE_SERVICE_V2: '' }],
    ['no token', { ACTIONS_RUNTIME_TOKEN: '' }],
    ['no address', { ACTIONS_RESULTS_URL: '' }],
    ['an enterprise server', { GITHUB_SERVER_URL: 'https://github.acme.example' }],
  ])('is none where there is %s', (what, env) => {
    expect(cacheServiceIn(what === 'none' ? {} : { ...cache.environment(PULL), ...env })).toBeUndefined();
  });
});

describe("the platform's own client", () => {
  it('asks the service in the same words, and finds what it kept in the double', async () => {
    await job(OWN, { learns: [entry(1)] });
    const ours = cache.calls.splice(0);
    for (const [name, value] of Object.entries(cache.environment(PULL))) vi.stubEnv(name, value);
    const workspace = join(parent, 'workspace');
    await mkdir(join(workspace, 'kept'), { recursive: true });
    await writeFile(join(workspace, 'kept/file'), 'text');
    vi.stubEnv('GITHUB_WORKSPACE', workspace);
    vi.stubEnv('RUNNER_TEMP', parent);
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const { restoreCache, saveCache } = await import('@actions/cache');
    const paths = [join(workspace, 'kept')];
    await saveCache(paths, 'theirs-1');
    await rm(join(workspace, 'kept'), { recursive: true });
    expect(await restoreCache(paths, 'theirs-none', ['theirs-'])).toBe('theirs-1');
    expect(await readFile(join(workspace, 'kept/file'), 'utf8')).toBe('text');
    vi.mocked(process.stdout.write).mockRestore();

    const shape = ({ what, body, headers }: CacheDouble['calls'][number]) =>
      JSON.stringify([
        what,
        Object.entries(body)
          .map(([name, value]) => [name, typeof value])
          .sort(),
        headers['x-ms-blob-type'],
        headers.authorization?.startsWith('Bearer '),
      ]);
    const theirs = new Set(cache.calls.map(shape));
    expect(ours.map(shape).filter((one) => !theirs.has(one))).toEqual([]);
  });
});

/** Packed bytes without end that unpack to nothing. */
function endless(): Buffer {
  const nothing = gzipSync('');
  return Buffer.concat(
    Array.from({ length: Math.ceil(BOUNDS.maxBytes / nothing.length) + 1 }, () => nothing),
  );
}
