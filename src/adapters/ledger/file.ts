import { mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { messageOf, RatchetError } from '../../core/errors.ts';
import { writeResult } from '../files.ts';
import type { LedgerPlace } from './store.ts';

/** A lock that old was left by a process that is gone. */
const ABANDONED = 60_000;

/** A ledger in one file: for a disk that outlives the run, or to be kept as an artifact. */
export function fileLedger(path: string): LedgerPlace {
  const name = basename(path);
  const lock = `${path}.lock`;
  return {
    name: path,
    partFor: () => name,
    async view() {
      const before = await textAt(path);
      return {
        names: before === undefined ? [] : [name],
        text: async () => before ?? '',
        async put(_name, text) {
          await mkdir(dirname(path), { recursive: true });
          if (!(await locked(lock))) return false;
          try {
            if ((await textAt(path)) !== before) return false;
            await writeResult(path, text);
            return true;
          } finally {
            await rm(lock, { force: true });
          }
        },
      };
    },
  };
}

async function textAt(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new RatchetError(
      {
        code: 'E_HISTORY',
        message: `${path} cannot be read: ${messageOf(error)}`,
        help: 'Name a file in a folder that this process may read and write.',
      },
      error,
    );
  }
}

/** Whether this process is the one that may write now. */
async function locked(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx')).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const age = Date.now() - ((await stat(lock).catch(() => undefined))?.mtimeMs ?? Date.now());
    if (age > ABANDONED) await rm(lock, { force: true });
    return false;
  }
}
