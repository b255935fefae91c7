import { closeSync, mkdirSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf, RatchetError } from '../core/errors.ts';
import type { Spool } from '../ports.ts';
import { isStream } from './files.ts';
import { boundGarbage } from './memory.ts';

/** Bytes that are written in one go. */
const CHUNK = 256 * 1024;

/**
 * The spool beside a report: `report.json` has `report.results.jsonl`. None where the report goes to a stream: the
 * trials are held in memory then.
 */
export async function spoolBeside(report: string): Promise<(Spool & { close(): void }) | undefined> {
  return (await isStream(report)) ? undefined : createSpool(`${report.replace(/\.json$/, '')}.results.jsonl`);
}

/** A spool that is a file of lines. An earlier run's is removed at once; this run's is made with its first line. */
function createSpool(path: string): Spool & { close(): void } {
  let file: number | undefined;
  let written = 0;
  // One that is used again and again: many small ones would wait together, grow old and be cleared away late.
  let waiting: Buffer | undefined;
  let size = 0;
  guarded(() => rmSync(path, { force: true }));

  function opened(): number {
    if (file === undefined) {
      mkdirSync(dirname(path), { recursive: true });
      file = openSync(path, 'wx+');
    }
    return file;
  }

  function write(bytes: Buffer): void {
    for (let done = 0; done < bytes.length; ) done += writeSync(opened(), bytes, done);
    written += bytes.length;
  }

  function flush(): void {
    // What a run puts here is more than it wants to hold.
    boundGarbage();
    if (waiting) write(waiting.subarray(0, size));
    size = 0;
  }

  function guarded<Value>(work: () => Value): Value {
    try {
      return work();
    } catch (error) {
      throw new RatchetError(
        {
          code: 'E_OUTPUT',
          message: `${path} cannot be written: ${messageOf(error)}`,
          help: 'Results of a large run go there, beside the report. Name a `report-path` in a folder that this process may write to and that has space left.',
        },
        error,
      );
    }
  }

  return {
    add: (line) =>
      guarded(() => {
        const text = `${line}\n`;
        const length = Buffer.byteLength(text);
        if (size + length > CHUNK) flush();
        const place = { offset: written + size, length: length - 1 };
        if (length > CHUNK) write(Buffer.from(text));
        else {
          waiting ??= Buffer.allocUnsafe(CHUNK);
          size += waiting.write(text, size);
        }
        return place;
      }),
    read: ({ offset, length }) =>
      guarded(() => {
        flush();
        const bytes = Buffer.allocUnsafe(length);
        let done = 0;
        while (done < length) {
          const read = readSync(opened(), bytes, done, length - done, offset + done);
          if (read === 0) throw new Error('it was cut short while the run went on');
          done += read;
        }
        return bytes.toString('utf8');
      }),
    close() {
      guarded(flush);
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}
