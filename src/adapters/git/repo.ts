import { lstat, realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { RatchetError } from '../../core/errors.ts';
import type { Repo, Tree } from '../../ports.ts';
import { tryGit } from './command.ts';
import { createCommitTree } from './commit-tree.ts';
import { ObjectReader } from './object-reader.ts';
import { defaultBranchOf, mergeBaseOf, resolveRef, unknownRef } from './refs.ts';
import { exportTree, WorkTreeSnapshot } from './snapshot.ts';
import { createWorkTree } from './work-tree.ts';

/** A repository on disk. Paths start at its root, wherever inside it was opened. */
export interface GitRepo extends Repo, AsyncDisposable {
  /** Absolute path of the top folder. */
  readonly root: string;
  /** The folder it was opened in, from the root: `''`, or such as `services/a/`. */
  readonly prefix: string;
  /** Writes every file of a commit, or of the work tree, into an empty folder. */
  exportTo(tree: Pick<Tree, 'sha'>, folder: string): Promise<void>;
  /** Ends the process that reads files, and takes back what was written on the side. */
  close(): Promise<void>;
}

function notARepository(directory: string, detail: string): RatchetError {
  return new RatchetError({
    code: 'E_NOT_A_REPOSITORY',
    message: `${directory} is not inside a Git repository${detail === '' ? '' : `: ${detail}`}.`,
    help: 'Run this inside a clone. In a workflow, `actions/checkout` comes first.',
  });
}

/** The nearest folder with a `.git`: Git has to be told that it may trust it before it can be asked for it. */
async function findRoot(directory: string): Promise<string> {
  const start = await realpath(directory).catch(() => undefined);
  for (let folder = start; folder !== undefined; folder = dirname(folder)) {
    try {
      await lstat(join(folder, '.git'));
      return folder;
    } catch {
      if (folder === dirname(folder)) break;
    }
  }
  throw notARepository(directory, '');
}

/**
 * Opens the repository that a folder is in. Nothing here changes the checkout: not its files, index or `HEAD`.
 * @throws RatchetError E_NOT_A_REPOSITORY
 */
export async function openRepo(directory: string): Promise<GitRepo> {
  const root = await findRoot(directory);
  const { code, stdout, stderr } = await tryGit(root, ['rev-parse', '--is-inside-work-tree']);
  if (code !== 0 || stdout.trim() !== 'true') {
    throw notARepository(directory, stderr.trim().slice(0, 300));
  }
  const inside = relative(root, await realpath(directory));
  const reader = new ObjectReader(root);
  const snapshot = new WorkTreeSnapshot(root);
  const close = async () => {
    await Promise.all([reader.close(), snapshot.close()]);
  };
  return {
    root,
    prefix: inside === '' ? '' : `${inside.split(sep).join('/')}/`,
    resolve: (ref) => resolveRef(root, ref),
    mergeBase: (left, right) => mergeBaseOf(root, left, right),
    defaultBranch: () => defaultBranchOf(root),
    tree(sha) {
      if (!/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(sha)) throw unknownRef(sha, 'is not a full commit SHA');
      return createCommitTree(root, sha, reader);
    },
    workTree: () => createWorkTree(root, snapshot),
    async exportTo({ sha }, folder) {
      const from = sha === undefined ? await snapshot.take() : { id: sha, env: {} };
      await exportTree(root, from, folder);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
