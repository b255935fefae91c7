import { copyFile, mkdir, mkdtemp, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sha256 } from '../../core/hash.ts';
import { runGit } from './command.ts';
import { parseGlob } from './glob.ts';

/** A tree of Git's and the variables with which Git finds it. */
export interface Snapshot {
  /** A commit or tree. */
  id: string;
  env: Readonly<Record<string, string>>;
}

/** Where this tool writes its own results: no part of what a suite depends on. */
const OWN_FOLDER = '.prompt-ratchet/';

/**
 * The files on disk as a tree of Git's: changed, new and deleted ones, without what Git ignores. Index and objects go
 * into a folder of their own, so that the user's repository has no trace of it.
 */
export class WorkTreeSnapshot {
  readonly #root: string;
  #taken: Promise<Snapshot & { folder: string }> | undefined;

  constructor(root: string) {
    this.#root = root;
  }

  take(): Promise<Snapshot> {
    this.#taken ??= this.#write();
    return this.#taken;
  }

  async #write(): Promise<Snapshot & { folder: string }> {
    const root = this.#root;
    const at = async (name: string) =>
      resolve(root, (await runGit(root, ['rev-parse', '--git-path', name])).replace(/\r?\n$/, ''));
    const [index, store] = await Promise.all([at('index'), at('objects')]);
    const folder = await mkdtemp(join(tmpdir(), 'prompt-ratchet-snapshot-'));
    const objects = join(folder, 'objects');
    await mkdir(objects);
    await copyIndex(index, join(folder, 'index')).catch(() => undefined);
    const env = {
      GIT_INDEX_FILE: join(folder, 'index'),
      GIT_OBJECT_DIRECTORY: objects,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: store,
    };
    await runGit(root, ['add', '--all', '--', '.'], env);
    return { id: (await runGit(root, ['write-tree'], env)).trim(), env, folder };
  }

  async close(): Promise<void> {
    const taken = await this.#taken?.catch(() => undefined);
    if (taken) await rm(taken.folder, { recursive: true, force: true });
  }
}

/**
 * A copy of the index saves reading files that have not changed. A new repository has none yet.
 *
 * It has to be as old as the index is: Git reads again what was changed in the second in which the index was written,
 * and takes it for unchanged when the index is younger.
 */
async function copyIndex(from: string, to: string): Promise<void> {
  const { mtimeMs } = await stat(from);
  await copyFile(from, to);
  const seconds = Math.floor(mtimeMs / 1000);
  await utimes(to, seconds, seconds);
}

/** Stands for names, modes and contents of the files of a tree that are in a folder and match the globs. */
export async function fingerprintOf(
  root: string,
  { id, env }: Snapshot,
  { folder, globs }: { folder: string; globs: readonly string[] },
): Promise<string> {
  const wanted = globs.filter((glob) => !glob.startsWith('!')).map(parseGlob);
  const unwanted = globs.filter((glob) => glob.startsWith('!')).map((glob) => parseGlob(glob.slice(1)));
  // Globs start from the root: with some that say what counts, the folder does not.
  const prefix = wanted.length > 0 || folder === '' ? '' : `${folder}/`;
  const output = await runGit(root, ['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', id], env);
  const lines = output.split('\0').filter((line) => {
    const path = line.slice(line.indexOf('\t') + 1);
    if (path === '' || path.startsWith(OWN_FOLDER) || !path.startsWith(prefix)) return false;
    if (wanted.length > 0 && !wanted.some((glob) => glob.matches(path))) return false;
    return !unwanted.some((glob) => glob.matches(path));
  });
  return lines.length === 0 ? '' : sha256(lines.join('\0'));
}

/**
 * Writes the files of a tree into a folder. Neither the checkout nor the index of the repository is used: a linked
 * work tree would leave a mark in `.git` until it is pruned.
 */
export async function exportTree(root: string, { id, env }: Snapshot, folder: string): Promise<void> {
  const index = `${folder}.index`;
  try {
    const own = { ...env, GIT_INDEX_FILE: index };
    await runGit(root, ['read-tree', '--end-of-options', id], own);
    await runGit(root, ['checkout-index', '--all', '--force', `--prefix=${folder}/`], own);
  } finally {
    await rm(index, { force: true });
  }
}
