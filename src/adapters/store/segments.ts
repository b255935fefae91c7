import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLine } from './line.ts';

export const SEGMENT_ENDING = '.segment';

/** How much is kept, and how long. */
export interface Bounds {
  maxAgeMs: number;
  maxBytes: number;
}

interface Segment {
  path: string;
  bytes: number;
  /** When it was last written to. */
  changed: number;
}

/** More segments than this are joined: each costs a file to open. */
const MANY = 32;
/** Bytes after which a writer begins another segment, at least. */
const SEGMENT_BYTES = 16 * 1024 * 1024;

/** Bytes after which a writer begins another segment: a small part of all that is kept. */
export function segmentBytes({ maxBytes }: Pick<Bounds, 'maxBytes'>): number {
  return Math.max(Math.min(SEGMENT_BYTES, maxBytes / 8), maxBytes / MANY);
}
/** A segment that was written to lately may still have its writer. */
const QUIET_MS = 60 * 60 * 1000;

/**
 * Removes what is too old or too much, oldest first, and joins many small segments into one.
 * Gives the paths of what is left, oldest first. A crash on the way leaves entries twice, never half of one.
 */
export async function tidy(
  folder: string,
  { now, maxAgeMs, maxBytes }: Bounds & { now: number },
): Promise<string[]> {
  const segments = await listSegments(folder);
  const kept: Segment[] = [];
  let bytes = 0;
  for (const segment of segments.toReversed()) {
    bytes += segment.bytes;
    if (segment.changed < now - maxAgeMs || bytes > maxBytes) await rm(segment.path, { force: true });
    else kept.unshift(segment);
  }
  const quiet = kept.filter(({ changed }) => changed < now - QUIET_MS);
  if (quiet.length <= MANY) return kept.map(({ path }) => path);
  const paths: string[] = [];
  for (const group of groupsOf(quiet, segmentBytes({ maxBytes }))) {
    paths.push(group.length > 1 ? await joinSegments(folder, group) : (group[0]?.path ?? ''));
  }
  return [...paths, ...kept.filter((segment) => !quiet.includes(segment)).map(({ path }) => path)];
}

/** Segments that follow each other, put together up to a size. */
function groupsOf(segments: readonly Segment[], most: number): Segment[][] {
  const groups: Segment[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const segment of segments) {
    if (bytes + segment.bytes > most) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)?.push(segment);
    bytes += segment.bytes;
  }
  return groups;
}

/** A folder's segments, oldest first. */
export async function listSegments(folder: string): Promise<Segment[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(SEGMENT_ENDING)).sort();
  const found = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const status = await stat(path).catch(() => undefined);
      return status?.isFile() ? [{ path, bytes: status.size, changed: status.mtimeMs }] : [];
    }),
  );
  return found.flat();
}

async function joinSegments(folder: string, segments: readonly Segment[]): Promise<string> {
  const first = segments[0]?.path ?? '';
  const texts = await Promise.all(segments.map(({ path }) => readFile(path, 'utf8').catch(() => '')));
  const lines = texts.flatMap((text) => text.split('\n').filter((line) => readLine(line) !== undefined));
  const temporary = join(folder, `${randomUUID()}.tmp`);
  await writeFile(temporary, lines.map((line) => `${line}\n`).join(''), { flag: 'wx', mode: 0o600 });
  const path = `${first.slice(0, -SEGMENT_ENDING.length)}-${randomUUID().slice(0, 8)}${SEGMENT_ENDING}`;
  await rename(temporary, path);
  for (const segment of segments) await rm(segment.path, { force: true });
  return path;
}
