import { appendFile, mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../src/adapters/store/store.ts';

const NOW = 1_700_000_000_000;
const keyOf = (number: number) => number.toString(16).padStart(64, '0');
const open = (folder: string, now = NOW, maxBytes = 1e9): Promise<Store> =>
  openStore({ folder, now: () => now, maxAgeMs: 1000, maxBytes });

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'prompt-ratchet-store-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('the store', () => {
  it('holds, after any interleaving of writers and crashes, what was kept, and nothing else', async () => {
    const write = fc.record({ writer: fc.nat(2), key: fc.nat(8), text: fc.string() });
    await fc.assert(
      fc.asyncProperty(fc.array(write, { maxLength: 20 }), fc.nat(60), (writes, torn) =>
        inFolder(async (folder) => {
          const stores = await Promise.all([open(folder), open(folder), open(folder)]);
          const kept = new Map<string, Set<string>>();
          for (const { writer, key, text } of writes) {
            const json = JSON.stringify(text);
            await stores[writer]?.put({ key: keyOf(key), at: NOW, json });
            kept.set(keyOf(key), (kept.get(keyOf(key)) ?? new Set()).add(json));
          }
          for (const store of stores) store.close();
          // A crash leaves the beginning of one more line at the end of a segment.
          const [segment] = await readdir(folder);
          if (segment !== undefined) {
            const line = (await readFile(join(folder, segment), 'utf8')).split('\n')[0] ?? '';
            await appendFile(join(folder, segment), line.slice(0, Math.min(torn, line.length - 1)));
          }
          const store = await open(folder);
          expect(store.size).toBe(kept.size);
          for (const [key, texts] of kept) expect(texts).toContain(store.get(key)?.json);
          store.close();
        }),
      ),
      { numRuns: 40 },
    );
  });

  it('never answers with a corrupted entry', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), (where, flip) =>
        inFolder(async (folder) => {
          const writer = await open(folder);
          for (let key = 0; key < 4; key += 1) {
            await writer.put({ key: keyOf(key), at: NOW, json: JSON.stringify(`text ${key}`) });
          }
          writer.close();
          const path = join(folder, (await readdir(folder))[0] ?? '');
          const bytes = await readFile(path);
          const at = where % bytes.length;
          bytes[at] = (bytes[at] ?? 0) ^ flip;
          await writeFile(path, bytes);
          const store = await open(folder);
          const found = [0, 1, 2, 3].map((key) => store.get(keyOf(key))?.json);
          for (const [key, json] of found.entries()) {
            if (json !== undefined) expect(json).toBe(JSON.stringify(`text ${key}`));
          }
          expect(found.filter((json) => json !== undefined).length).toBeGreaterThanOrEqual(2);
          store.close();
        }),
      ),
      { numRuns: 60 },
    );
  });

  it('forgets what is too old, and what is too much, oldest first', () =>
    inFolder(async (folder) => {
      const first = await open(folder);
      await first.put({ key: keyOf(1), at: NOW, json: '"old"' });
      first.close();
      const path = join(folder, (await readdir(folder))[0] ?? '');
      await utimes(path, NOW / 1000, NOW / 1000);
      const second = await open(folder, NOW + 500);
      expect(second.get(keyOf(1))?.json).toBe('"old"');
      await second.put({ key: keyOf(2), at: NOW + 500, json: '"new"' });
      second.close();
      const small = await open(folder, NOW + 600, 150);
      expect([small.get(keyOf(1)), small.get(keyOf(2))?.json]).toEqual([undefined, '"new"']);
      small.close();
      const late = await open(folder, NOW + 5000);
      expect(late.size).toBe(0);
      late.close();
    }));

  it('answers with the newest of several entries with one key', () =>
    inFolder(async (folder) => {
      for (const [at, json] of [
        [NOW - 1, '"old"'],
        [NOW, '"new"'],
        [NOW - 2, '"older"'],
      ] as const) {
        const writer = await open(folder);
        await writer.put({ key: keyOf(1), at, json });
        writer.close();
      }
      const store = await open(folder);
      expect(store.get(keyOf(1))?.json).toBe('"new"');
      store.close();
    }));

  it('takes an entry from the future for none, and an empty file for a segment', () =>
    inFolder(async (folder) => {
      const writer = await open(folder, NOW + 10_000);
      await writer.put({ key: keyOf(1), at: NOW + 10_000, json: '1' });
      writer.close();
      const store = await open(folder);
      expect(store.get(keyOf(1))).toBeUndefined();
      store.close();
      await truncate(join(folder, (await readdir(folder))[0] ?? ''), 0);
      (await open(folder)).close();
    }));

  it('keeps the newest of what one process wrote beyond the bound, and says once that it is too much', () =>
    inFolder(async (folder) => {
      let full = 0;
      let time = NOW;
      const now = () => (time += 1);
      const bounds = { folder, now, maxAgeMs: 1e6, maxBytes: 4_000 };
      const writer = await openStore({ ...bounds, onFull: () => (full += 1) });
      for (let key = 0; key < 60; key += 1) await writer.put({ key: keyOf(key), at: NOW, json: String(key) });
      for (let key = 0; key < 60; key += 1) expect(writer.get(keyOf(key))?.json).toBe(String(key));
      writer.close();
      expect(full).toBe(1);
      const store = await openStore(bounds);
      const bytes = await Promise.all(
        (await readdir(folder)).map(async (name) => (await readFile(join(folder, name))).length),
      );
      expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(4_000);
      // A line has some 120 bytes: of 33 that have room, few are lost with the segment that they are in.
      expect(store.size).toBeGreaterThan(24);
      expect(store.get(keyOf(59))?.json).toBe('59');
      expect(store.get(keyOf(0))).toBeUndefined();
      store.close();
    }));

  it.each([
    [1e9, 1],
    // Segments of an eighth of it: 40 lines of 114 bytes and more are put together by seven.
    [6_700, 6],
  ])('joins many quiet segments without losing an entry, within %d bytes', (maxBytes, left) =>
    inFolder(async (folder) => {
      for (let key = 0; key < 40; key += 1) {
        const writer = await open(folder, NOW);
        await writer.put({ key: keyOf(key), at: NOW, json: String(key) });
        writer.close();
      }
      const later = NOW * 2;
      for (const name of await readdir(folder)) await utimes(join(folder, name), NOW / 1000, NOW / 1000);
      const store = await openStore({ folder, maxBytes, maxAgeMs: later, now: () => later });
      expect(await readdir(folder)).toHaveLength(left);
      for (let key = 0; key < 40; key += 1) expect(store.get(keyOf(key))?.json).toBe(String(key));
      store.close();
    }),
  );
});
