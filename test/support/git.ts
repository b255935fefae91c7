import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempDisposable, readdir, readFile, readlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Repository } from './repository.ts';

/** A folder that is gone with the test. */
export interface Folder extends AsyncDisposable {
  path: string;
}

export function createFolder(): Promise<Folder> {
  return mkdtempDisposable(join(tmpdir(), 'prompt-ratchet-folder-'));
}

/** A clone as `actions/checkout` makes it: all branches of the remote, and only the newest `depth` commits of each. */
export async function cloneOf(origin: Repository, depth?: number): Promise<Folder> {
  const folder = await createFolder();
  const limits = depth === undefined ? [] : [`--depth=${depth}`, '--no-single-branch'];
  await origin.git('clone', '--quiet', ...limits, pathToFileURL(origin.path).href, folder.path);
  return folder;
}

/** A clone as `actions/checkout` makes it by default: one commit of one ref, and no other branch. */
export async function checkoutOf(origin: Repository, ref: string): Promise<Folder> {
  const folder = await createFolder();
  const at = (...args: string[]) => origin.git('-C', folder.path, ...args);
  await at('init', '--quiet');
  await at('remote', 'add', 'origin', pathToFileURL(origin.path).href);
  await at('fetch', '--quiet', '--no-tags', '--depth=1', 'origin', ref);
  await at('checkout', '--quiet', '--detach', 'FETCH_HEAD');
  return folder;
}

/** Commits what a stream of `git fast-import` says, which is quick for thousands of files. */
export async function fastImport(repository: Repository, stream: string): Promise<void> {
  const child = spawn('git', ['fast-import', '--quiet'], {
    cwd: repository.path,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const closed = once(child, 'close');
  child.stdin.end(stream);
  const [code] = (await closed) as [number];
  if (code !== 0) throw new Error('git fast-import failed.');
}

/** Every file below a folder with a hash of its bytes, so that two states can be compared. */
export async function snapshot(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: Record<string, string> = {};
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) files[path] = `-> ${await readlink(path)}`;
    else if (entry.isFile())
      files[path] = createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
  }
  return files;
}

/** Commits an entry that no file on disk stands for, such as a submodule, and gives the commit's SHA. */
export async function commitEntry(
  repository: Repository,
  mode: string,
  id: string,
  path: string,
): Promise<string> {
  await repository.git('update-index', '--add', '--cacheinfo', `${mode},${id},${path}`);
  await repository.git('commit', '--quiet', '--message', `Add ${path}`);
  return repository.git('rev-parse', 'HEAD');
}
