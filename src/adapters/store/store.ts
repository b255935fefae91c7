import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IndexTable } from './index-table.ts';
import { type Entry, printLine, readLine } from './line.ts';
import { type Bounds, SEGMENT_ENDING, segmentBytes, tidy } from './segments.ts';

/** A store of texts by key, shared by every process that opens the same folder. */
export interface Store {
  /** The entry, if there is one that is whole and not too old. */
  get(key: string): Omit<Entry, 'key'> | undefined;
  /** Keeps an entry. When it has resolved, the entry survives the death of this process. */
  put(entry: Entry): Promise<void>;
  /** Entries that can be found. */
  readonly size: number;
  close(): void;
}

export interface StoreOptions extends Bounds {
  folder: string;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Called once, when this process alone has kept more than the next one will find. */
  onFull?: (() => void) | undefined;
}

/**
 * Opens a store: a folder of segments, files of lines that are only ever appended to.
 *
 * Every process writes segments of its own, so writers never meet. A line is one write; whatever a crash leaves of it
 * fails its checksum and is a miss. Nothing is locked, so nothing stays locked.
 */
export async function openStore({ folder, now, onFull, ...bounds }: StoreOptions): Promise<Store> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const oldest = now() - bounds.maxAgeMs;
  const paths = await tidy(folder, { now: now(), ...bounds });
  const index = new IndexTable();
  for (const [segment, path] of paths.entries()) {
    // Another process may have tidied it away in the meantime.
    const bytes = await readFile(path).catch(() => undefined);
    // A time that is still to come is none: it would never grow old.
    if (bytes) index.addSegment(segment, bytes, (at) => at >= oldest && at <= now());
  }
  const next = () =>
    paths.push(join(folder, `${String(now()).padStart(15, '0')}-${randomUUID()}${SEGMENT_ENDING}`)) - 1;
  let own = next();
  let written = 0;
  const open = new Map<number, number | undefined>();
  let size = 0;
  let queue: { entry: Entry; done: () => void; failed: (error: unknown) => void }[] = [];

  /** A segment's file descriptor. Kept open: a segment that is tidied away can still be read. */
  function reading(segment: number): number | undefined {
    if (!open.has(segment))
      open.set(
        segment,
        attempt(() => openSync(paths[segment] ?? '', 'r')),
      );
    return open.get(segment);
  }

  function writing(): number {
    // Made with the first entry: a run that learns nothing leaves nothing.
    const file = open.get(own) ?? openSync(paths[own] ?? '', 'ax+', 0o600);
    open.set(own, file);
    return file;
  }

  /**
   * Writes everything that waits in one go. Not put off any further than to the end of what goes on: calls that begin
   * before it is written would be asked again together with it, were the run killed in between.
   */
  function flush(): void {
    const waiting = queue;
    queue = [];
    try {
      // What is too much is removed by the segment: in a single one, all of a large run's answers would go at once.
      if (size >= segmentBytes(bounds)) {
        own = next();
        size = 0;
      }
      const lines = waiting.map(({ entry }) => Buffer.from(printLine(entry)));
      const bytes = Buffer.concat(lines);
      writeAll(writing(), bytes);
      for (const [place, { entry }] of waiting.entries()) {
        const length = (lines[place]?.length ?? 1) - 1;
        index.add(entry.key, { segment: own, offset: size, length, at: entry.at });
        size += length + 1;
      }
      if (written <= bounds.maxBytes && written + bytes.length > bounds.maxBytes) onFull?.();
      written += bytes.length;
      for (const { done } of waiting) done();
    } catch (error) {
      for (const { failed } of waiting) failed(error);
    }
  }

  return {
    get(key) {
      const place = index.get(key);
      if (!place) return undefined;
      const file = reading(place.segment);
      const bytes = Buffer.allocUnsafe(place.length);
      const read =
        file === undefined ? 0 : (attempt(() => readSync(file, bytes, 0, place.length, place.offset)) ?? 0);
      const entry = read === place.length ? readLine(bytes.toString('utf8')) : undefined;
      if (entry?.key === key) return { at: entry.at, json: entry.json };
      index.forget(key);
      return undefined;
    },
    put(entry) {
      return new Promise((done, failed) => {
        if (queue.push({ entry, done, failed }) === 1) process.nextTick(flush);
      });
    },
    get size() {
      return index.size;
    },
    close() {
      if (queue.length > 0) flush();
      for (const file of open.values()) if (file !== undefined) closeSync(file);
      open.clear();
    },
  };
}

function writeAll(file: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}

function attempt<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
