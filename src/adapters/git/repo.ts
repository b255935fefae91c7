import { lstat, realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { problemsOf, RatchetError } from '../../core/errors.ts';
import type { Repo, Tree } from '../../ports.ts';
import { changedFiles } from './changes.ts';
import { createCommitTree } from './commit-tree.ts';
import { deepenBy, mergeBaseFetching, remoteDefaultBranch, resolveFetching } from './deepen.ts';
import { ObjectReader } from './object-reader.ts';
import {
  commitOf,
  defaultBranchOf,
  isPlausible,
  mergeBaseOf,
  previousOf,
  resolveRef,
  unknownRef,
} from './refs.ts';
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

/** Any answer will do, also that there is no `HEAD` yet: Git gives none in a folder that it does not take for a repository. */
async function proveReadable(reader: ObjectReader, directory: string): Promise<void> {
  try {
    await reader.read('HEAD', 0);
  } catch (error) {
    const problem = problemsOf(error)?.[0];
    throw problem?.code === 'E_GIT' ? notARepository(directory, problem.message.slice(0, 300)) : error;
  }
}

/**
 * Opens the repository that a folder is in. Nothing here changes the checkout: not its files, index or `HEAD`. With
 * `fetching`, commits that a workflow's shallow checkout lacks are fetched from its remote, as far as needed.
 * @throws RatchetError E_NOT_A_REPOSITORY
 */
export async function openRepo(directory: string, { fetching = false } = {}): Promise<GitRepo> {
  const root = await findRoot(directory);
  const inside = relative(root, await realpath(directory));
  if (inside.split(sep)[0] === '.git') throw notARepository(directory, 'it is inside the folder .git');
  const reader = new ObjectReader(root);
  await proveReadable(reader, directory);
  const store = { root, reader };
  const snapshot = new WorkTreeSnapshot(root);
  const close = async () => {
    await Promise.all([reader.close(), snapshot.close()]);
  };
  return {
    root,
    prefix: inside === '' ? '' : `${inside.split(sep).join('/')}/`,
    async resolve(ref) {
      return fetching ? resolveFetching(store, ref) : resolveRef(store, ref);
    },
    async find(ref) {
      return isPlausible(ref) ? commitOf(reader, ref) : undefined;
    },
    async mergeBase(left, right) {
      return fetching ? mergeBaseFetching(store, left, right) : mergeBaseOf(store, left, right);
    },
    async defaultBranch() {
      try {
        return await defaultBranchOf(store);
      } catch (error) {
        const remote = fetching ? await remoteDefaultBranch(root) : undefined;
        if (remote === undefined) throw error;
        return remote;
      }
    },
    async previous(sha) {
      // A checkout of one commit has no parent to go back to.
      if (fetching) await deepenBy(root, sha, 1);
      return previousOf(store, sha);
    },
    tree(sha) {
      if (!/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(sha)) throw unknownRef(sha, 'is not a full commit SHA');
      return createCommitTree(root, sha, reader);
    },
    workTree: () => createWorkTree(root, snapshot),
    changes: (base, head) => changedFiles(root, base, head),
    async exportTo({ sha }, folder) {
      const from = sha === undefined ? await snapshot.take() : { id: sha, env: {} };
      await exportTree(root, from, folder);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
