import { constants, type Stats } from 'node:fs';
import { lstat, open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { RatchetError } from '../../core/errors.ts';
import { repositorySegments } from '../../core/paths.ts';
import type { Tree } from '../../ports.ts';
import { runGit } from './command.ts';
import { parseGlob, sorted } from './glob.ts';
import { throughLink } from './links.ts';
import { fingerprintOf, type WorkTreeSnapshot } from './snapshot.ts';
import { decodeText, largestOf, tooLarge } from './text.ts';

const SYSTEM_CODES_OF_ABSENCE = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG']);

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && SYSTEM_CODES_OF_ABSENCE.has(String(error.code));
}

/** `undefined` when there is nothing at the path. */
async function statusOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** What lies at a path, reached through plain folders of this repository. @throws RatchetError E_PATH_OUTSIDE */
async function look(root: string, path: string): Promise<Stats | undefined> {
  const segments = path.split('/');
  let status: Stats | undefined;
  for (const index of segments.keys()) {
    const at = segments.slice(0, index + 1);
    status = await statusOf(join(root, ...at));
    if (status === undefined) return undefined;
    if (status.isSymbolicLink()) throw throughLink(path, at.join('/'), 'a symbolic link');
    if (status.isDirectory() && (await statusOf(join(root, ...at, '.git'))) !== undefined) {
      throw throughLink(path, at.join('/'), 'a submodule');
    }
  }
  return status;
}

/** Whether a path that Git listed is a regular file on disk: it may be deleted, a link or a submodule. */
async function isFile(root: string, path: string): Promise<boolean> {
  try {
    return (await look(root, path))?.isFile() === true;
  } catch (error) {
    if (error instanceof RatchetError) return false;
    throw error;
  }
}

async function readFile(root: string, path: string, kind: 'data' | undefined): Promise<string> {
  const absolute = join(root, path);
  // O_NOFOLLOW and the real path: the file may have become a link since it was looked at.
  const handle = await open(absolute, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    if (!(await realpath(absolute)).startsWith(root.endsWith(sep) ? root : root + sep)) {
      throw throughLink(path, path, 'a symbolic link');
    }
    const { size } = await handle.stat();
    if (size > largestOf(kind)) throw tooLarge(path, size, kind);
    return decodeText(path, await handle.readFile(), kind);
  } finally {
    await handle.close();
  }
}

/** The files on disk, with changes that are not committed and files that are not tracked. What Git ignores is not there. */
export function createWorkTree(root: string, snapshot: WorkTreeSnapshot): Tree {
  /** What Git knows under a path: tracked or untracked, never ignored, never inside `.git` or a submodule. */
  async function known(path: string): Promise<ReadonlySet<string>> {
    const command = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', path];
    const output = await runGit(root, command);
    return new Set(output.split('\0'));
  }

  return {
    sha: undefined,

    fingerprint: async (folder, globs) => fingerprintOf(root, await snapshot.take(), { folder, globs }),

    async list(pattern) {
      const glob = parseGlob(pattern);
      if (glob.prefix !== '' && (await look(root, glob.prefix)) === undefined) return [];
      const files: string[] = [];
      for (const path of await known(glob.prefix === '' ? '.' : glob.prefix)) {
        if (path !== '' && glob.matches(path) && (await isFile(root, path))) files.push(path);
      }
      return sorted(files);
    },

    async read(path, kind) {
      const name = repositorySegments(path).join('/');
      if (name === '') return undefined;
      const status = await look(root, name);
      if (!status?.isFile() || !(await known(name)).has(name)) return undefined;
      return readFile(root, name, kind);
    },
  };
}
