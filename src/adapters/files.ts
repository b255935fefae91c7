import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { messageOf, RatchetError } from '../core/errors.ts';
import { withinRoot } from './within-root.ts';

/** Whether the path names something that is written to rather than replaced: `/dev/stdout`, a named pipe. */
export async function isStream(path: string): Promise<boolean> {
  try {
    const existing = await stat(path);
    return existing.isCharacterDevice() || existing.isFIFO() || existing.isSocket();
  } catch {
    return false;
  }
}

/** UTF-16 units that are written in one go. */
const CHUNK = 256 * 1024;

/** Parts put together until writing them is worth a call to the system. */
function* chunks(text: string | Iterable<string>): Generator<string> {
  if (typeof text === 'string') return yield text;
  let chunk = '';
  for (const part of text) {
    chunk += part;
    if (chunk.length >= CHUNK) {
      yield chunk;
      chunk = '';
    }
  }
  yield chunk;
}

async function replace(path: string, text: string | Iterable<string>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  // In the same folder: a rename is atomic only within one file system.
  const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomUUID()}.tmp`);
  try {
    await writeFile(temporary, chunks(text), { flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Writes a result file, whole or part by part, and the folders above it. A reader sees the old content or the new, never half of it.
 * @throws RatchetError E_OUTPUT
 */
export async function writeResult(path: string, text: string | Iterable<string>): Promise<void> {
  try {
    if (await isStream(path)) await writeFile(path, chunks(text));
    else await replace(path, text);
  } catch (error) {
    throw new RatchetError(
      {
        code: 'E_OUTPUT',
        message: `${path} cannot be written: ${messageOf(error)}`,
        help: 'Name a file in a folder that this process may write to and that has space left, such as `$RUNNER_TEMP/report.json`.',
      },
      error,
    );
  }
}

/**
 * Writes a new file of the repository, and the folders above it. What stands there already is left alone, and said by
 * `false`.
 * @throws RatchetError E_OUTPUT, E_PATH_OUTSIDE
 */
export async function writeNew(root: string, path: string, text: string): Promise<boolean> {
  const file = await withinRoot(root, path);
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw new RatchetError(
      {
        code: 'E_OUTPUT',
        message: `${path} cannot be written: ${messageOf(error)}`,
        help: 'Run the command in a folder of the repository that you may write to.',
      },
      error,
    );
  }
}
