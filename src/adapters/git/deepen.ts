import { RatchetError } from '../../core/errors.ts';
import { tryGit } from './command.ts';
import {
  commitOf,
  commonCommit,
  isPlausible,
  isShallow,
  noMergeBase,
  parentOf,
  resolveRef,
  type Store,
} from './refs.ts';

/** Commits that each further fetch reaches back, until base and head meet: 5,000 in all. */
const STEPS = [50, 200, 750, 4000];
const REMOTE = 'origin';

/** What a fetch may know beside what every Git process does: the way through a proxy, and an agent for SSH. */
const FETCH_VARIABLES = [
  'HTTPS_PROXY',
  'https_proxy',
  'HTTP_PROXY',
  'http_proxy',
  'ALL_PROXY',
  'all_proxy',
  'NO_PROXY',
  'no_proxy',
  'GIT_SSL_CAINFO',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'SSH_AUTH_SOCK',
];

/**
 * The full SHA of a ref, asked of the remote and fetched where this clone does not have it, as a workflow's checkout
 * has only the one commit that it stands on.
 * @throws RatchetError E_UNKNOWN_REF
 */
export async function resolveFetching(store: Store, ref: string): Promise<string> {
  const { root, reader } = store;
  try {
    return await resolveRef(store, ref);
  } catch (error) {
    if (!(error instanceof RatchetError) || !isPlausible(ref)) throw error;
    const sha = await remoteSha(root, ref);
    if (sha === undefined) throw error;
    const failure = await fetchCommits(root, [sha], (await isShallow(root)) ? ['--depth=1'] : []);
    if ((await commitOf(reader, sha)) !== undefined) return sha;
    throw failure === '' ? error : withFetch(error, failure);
  }
}

/**
 * The commit that both sides have grown from; a shallow clone is deepened for it, a step at a time, as far as needed
 * and no further than the last step.
 * @throws RatchetError E_UNKNOWN_REF, E_NO_MERGE_BASE
 */
export async function mergeBaseFetching(store: Store, left: string, right: string): Promise<string> {
  const { root } = store;
  // One after the other: two fetches at once would wait for each other's lock.
  const first = await resolveFetching(store, left);
  const second = await resolveFetching(store, right);
  let found = await commonCommit(root, first, second);
  let failure = '';
  for (const commits of STEPS) {
    if (found !== undefined || failure !== '' || !(await isShallow(root))) break;
    failure = await fetchCommits(root, [first, second], [`--deepen=${commits}`]);
    found = await commonCommit(root, first, second);
  }
  if (found !== undefined) return found;
  const error = noMergeBase(first, second, await isShallow(root));
  throw failure === '' ? error : withFetch(error, failure);
}

/** Reaches so many commits further back from a commit, where the clone is cut off at it. */
export async function deepenBy(root: string, sha: string, commits: number): Promise<void> {
  if ((await parentOf(root, sha)) !== undefined || !(await isShallow(root))) return;
  await fetchCommits(root, [sha], [`--deepen=${commits}`]);
}

/** The remote's own default branch, as a ref that can be resolved; `undefined` when it does not say. */
export async function remoteDefaultBranch(root: string): Promise<string | undefined> {
  const { code, stdout } = await remoteGit(root, ['ls-remote', '--symref', REMOTE, 'HEAD']);
  return code === 0 ? /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(stdout)?.[1] : undefined;
}

/** The commit that a branch or tag of the remote stands on; a whole SHA stands for itself. */
async function remoteSha(root: string, ref: string): Promise<string | undefined> {
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(ref)) return ref;
  const name = ref.replace(/^(?:refs\/remotes\/)?origin\//, '').replace(/^refs\/(?:heads|tags)\//, '');
  const names = [`refs/heads/${name}`, `refs/tags/${name}^{}`, `refs/tags/${name}`];
  const { code, stdout } = await remoteGit(root, ['ls-remote', REMOTE, ...names]);
  if (code !== 0) return undefined;
  const listed = new Map(
    stdout.split('\n').map((line) => [line.slice(line.indexOf('\t') + 1), line.split('\t')[0]]),
  );
  return names.map((one) => listed.get(one)).find((sha) => sha !== undefined);
}

/**
 * Fetches commits into Git's store: no ref, no file and no index changes. Gives what went wrong, or an empty text.
 * The checkout's own configuration says how the remote is reached and with what credentials.
 */
async function fetchCommits(
  root: string,
  shas: readonly string[],
  depth: readonly string[],
): Promise<string> {
  const quiet = ['--quiet', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head'];
  const { code, stderr } = await remoteGit(root, ['fetch', ...quiet, ...depth, REMOTE, ...new Set(shas)]);
  // An address may hold a password.
  const said = stderr.replaceAll(/\/\/[^/@\s]+@/g, '//').trim();
  return code === 0 ? '' : said.slice(-300) || 'git fetch failed';
}

function remoteGit(root: string, command: readonly string[]) {
  const env = Object.fromEntries(
    FETCH_VARIABLES.flatMap((name) => [[name, process.env[name] ?? '']] as const).filter(
      ([, value]) => value !== '',
    ),
  );
  return tryGit(root, ['-c', 'gc.auto=0', '-c', 'maintenance.auto=false', ...command], env);
}

function withFetch(error: RatchetError, failure: string): RatchetError {
  const { problem } = error;
  return new RatchetError(
    { ...problem, message: `${problem.message} Fetching more did not work: ${failure}` },
    error,
  );
}
