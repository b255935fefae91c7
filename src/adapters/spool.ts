import { closeSync, mkdirSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf, RatchetError } from '../core/errors.ts';
import type { Spool } from '../ports.ts';
import { isStream } from './files.ts';

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
  let waiting: Buffer[] = [];
  let size = 0;
  guarded(() => rmSync(path, { force: true }));

  function opened(): number {
    if (file === undefined) {
      mkdirSync(dirname(path), { recursive: true });
      file = openSync(path, 'wx+');
    }
    return file;
  }

  function flush(): void {
    const bytes = Buffer.concat(waiting);
    for (let done = 0; done < bytes.length; ) done += writeSync(opened(), bytes, done);
    written += bytes.length;
    waiting = [];
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
        const bytes = Buffer.from(`${line}\n`);
        const place = { offset: written + size, length: bytes.length - 1 };
        waiting.push(bytes);
        size += bytes.length;
        if (size >= CHUNK) flush();
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
