import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { linesIn, readLine } from './line.ts';
import { type Bounds, listSegments, SEGMENT_ENDING } from './segments.ts';

/** More than this is not carried from job to job, whatever is kept on a disk: it is fetched before the first call. */
const MOST_CARRIED_BYTES = 256 * 1024 * 1024;

/** How many segments a folder holds besides those that are named. */
export async function hasOthers(folder: string, known: ReadonlySet<string>): Promise<boolean> {
  const segments = await listSegments(folder).catch(() => []);
  return segments.some(({ path }) => !known.has(basename(path)));
}

/**
 * Packs a store's entries into one gzip file: those that are whole and not too old, each once, the newest first
 * and no more than the bound. Segments in `without` are left out. Gives the file's size; `undefined`, and no
 * file, where there is nothing to be packed.
 *
 * One stream of lines and no archive: there is nothing in it that could name a file to be written.
 */
export async function pack(
  folder: string,
  to: string,
  { without, now, maxAgeMs, maxBytes }: Bounds & { now: number; without: ReadonlySet<string> },
): Promise<number | undefined> {
  const segments = (await listSegments(folder)).filter(({ path }) => !without.has(basename(path)));
  const seen = new Set<string>();
  let left = Math.min(maxBytes, MOST_CARRIED_BYTES);
  async function* lines(): AsyncGenerator<Buffer> {
    for (const { path } of segments.toReversed()) {
      for (const { start, end, bytes } of [...linesIn(await readFile(path))].reverse()) {
        const entry = readLine(bytes.toString('utf8', start, end));
        if (!entry || seen.has(entry.key) || entry.at < now - maxAgeMs || entry.at > now) continue;
        left -= end + 1 - start;
        if (left < 0) return;
        seen.add(entry.key);
        yield bytes.subarray(start, end + 1);
      }
    }
  }
  await pipeline(Readable.from(lines()), createGzip(), createWriteStream(to, { flags: 'wx', mode: 0o600 }));
  if (seen.size > 0) return (await stat(to)).size;
  await rm(to);
  return undefined;
}

/**
 * Unpacks what {@link pack} made into a segment of its own, and gives the segment's name. Whatever else it may be, no
 * more than the bound is read of it, and nothing but this one file is written; its lines are believed only when they
 * are read, each by its checksum.
 * @throws Error when it is too large, broken or cut short: then nothing of it stays
 */
export async function unpack(
  from: NodeJS.ReadableStream,
  folder: string,
  { now, maxBytes, signal }: { now: number; maxBytes: number; signal: AbortSignal },
): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `${randomUUID()}.tmp`);
  const limit = Math.min(maxBytes, MOST_CARRIED_BYTES);
  try {
    const file = createWriteStream(temporary, { flags: 'wx', mode: 0o600 });
    // Both sides have the limit: a packed stream can be endless and unpack to nothing.
    await pipeline(from, atMost(limit), createGunzip(), atMost(limit), file, { signal });
    const name = `${String(now).padStart(15, '0')}-${randomUUID()}${SEGMENT_ENDING}`;
    await rename(temporary, join(folder, name));
    return name;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function atMost(limit: number): Transform {
  let left = limit;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      left -= chunk.length;
      if (left >= 0) done(null, chunk);
      else done(new Error(`it is larger than ${Math.floor(limit / 1024 / 1024)} MiB`));
    },
  });
}
