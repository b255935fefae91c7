import { RatchetError } from '../../core/errors.ts';
import { gitFailed, runGit, tryGit } from './command.ts';
import type { ObjectReader } from './object-reader.ts';

const FULL_HISTORY = `Check out the whole history:

    - uses: actions/checkout@v5
      with:
        fetch-depth: 0

In a clone on your own machine: \`git fetch --unshallow\`.`;

/** The error for a ref that names no commit. */
export function unknownRef(ref: string, why: string, help = FULL_HISTORY): RatchetError {
  return new RatchetError({
    code: 'E_UNKNOWN_REF',
    message: `The ref ${JSON.stringify(ref.slice(0, 200))} ${why}.`,
    help,
  });
}

/** A repository on disk, and the process that reads its objects. */
export interface Store {
  root: string;
  reader: ObjectReader;
}

export async function isShallow(root: string): Promise<boolean> {
  const output = await runGit(root, ['rev-parse', '--is-shallow-repository']);
  return output.trim() === 'true';
}

/**
 * Whether the text can be a ref, a commit or a step back from one (`HEAD~1`). What Git forbids in names is refused, and
 * with it everything that Git would read as an option, a range, a path or a search through history.
 */
export function isPlausible(ref: string): boolean {
  return ref.length <= 1024 && /^(?!-)[^\p{Cc}\s:?*[\\]+$/u.test(ref) && !/\.\.|\^\{/.test(ref);
}

/** Asks the process that reads objects anyway: one of its own for each ref would cost more than the answer. */
export async function commitOf(reader: ObjectReader, ref: string): Promise<string | undefined> {
  return (await reader.read(`${ref}^{commit}`, 0))?.id;
}

/** The commit before another. Asked of a new process: one that runs has read once and for all where a clone is cut off. */
export async function parentOf(root: string, sha: string): Promise<string | undefined> {
  const { code, stdout } = await tryGit(root, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${sha}^`,
  ]);
  return code === 0 ? stdout.trim() : undefined;
}

/** The full SHA of a ref. A branch that exists only at the remote, as in a workflow's checkout, is found there. */
export async function resolveRef({ root, reader }: Store, ref: string): Promise<string> {
  if (!isPlausible(ref)) {
    throw unknownRef(
      ref,
      'is not the name of a branch, tag or commit',
      'Give a branch, a tag or a commit SHA, such as `origin/main`.',
    );
  }
  const sha = (await commitOf(reader, ref)) ?? (await commitOf(reader, `refs/remotes/origin/${ref}`));
  if (sha !== undefined) return sha;
  if (await isShallow(root)) throw unknownRef(ref, 'names no commit in this clone, which is shallow');
  throw unknownRef(
    ref,
    'names no commit in this clone',
    'Fetch it first, with `git fetch origin`, and look at `git branch --all` for its name.',
  );
}

/** The commit that both sides have grown from. */
export async function mergeBaseOf(store: Store, left: string, right: string): Promise<string> {
  const { root } = store;
  const [first, second] = await Promise.all([resolveRef(store, left), resolveRef(store, right)]);
  const found = await commonCommit(root, first, second);
  if (found !== undefined) return found;
  throw noMergeBase(first, second, await isShallow(root));
}

/** The newest commit that both have in their history, as far as this clone reaches. */
export async function commonCommit(root: string, first: string, second: string): Promise<string | undefined> {
  const { code, stdout, stderr } = await tryGit(root, ['merge-base', first, second]);
  if (code === 0) return stdout.trim();
  if (code !== 1) throw gitFailed('git merge-base', stderr);
  return undefined;
}

/** The error for two commits without a common one. */
export function noMergeBase(first: string, second: string, shallow: boolean): RatchetError {
  return new RatchetError({
    code: 'E_NO_MERGE_BASE',
    message: shallow
      ? `This clone is shallow and does not reach back to where ${first.slice(0, 7)} and ${second.slice(0, 7)} part.`
      : `The histories of ${first.slice(0, 7)} and ${second.slice(0, 7)} are unrelated: they share no commit.`,
    help: shallow
      ? FULL_HISTORY
      : 'Compare with a branch that the pull request has grown from, or name the base commit yourself.',
  });
}

/**
 * What came before a commit: the last tag in its history as far as this clone knows one, or else its first parent.
 * `undefined` for the first commit of all.
 */
export async function previousOf(
  { root, reader }: Store,
  sha: string,
): Promise<{ ref: string; sha: string } | undefined> {
  const parent = await parentOf(root, sha);
  if (parent === undefined) return undefined;
  const { code, stdout } = await tryGit(root, ['describe', '--tags', '--abbrev=0', parent]);
  const tag = stdout.trim();
  const tagged = code === 0 ? await commitOf(reader, `refs/tags/${tag}`) : undefined;
  return tagged === undefined ? { ref: parent, sha: parent } : { ref: tag, sha: tagged };
}

/** The branch that pull requests usually go to, as a name that {@link resolveRef} takes. */
export async function defaultBranchOf({ root, reader }: Store): Promise<string> {
  const { code, stdout } = await tryGit(root, ['symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD']);
  const named = code === 0 ? [stdout.trim().replace('refs/remotes/', '')] : [];
  for (const branch of [...named, 'origin/main', 'origin/master']) {
    if ((await commitOf(reader, `refs/remotes/${branch}`)) !== undefined) return branch;
  }
  for (const branch of ['main', 'master']) {
    if ((await commitOf(reader, `refs/heads/${branch}`)) !== undefined) return branch;
  }
  throw unknownRef(
    'origin/HEAD',
    'does not exist, and there is no branch `main` or `master` either',
    'Name the base, such as `--base origin/develop`, or run `git remote set-head origin --auto` once.',
  );
}
