import { spawn } from 'node:child_process';
import { RatchetError } from '../../core/errors.ts';
import { partFor } from '../../core/history.ts';
import { gitArguments, gitEnvironment, gitFailed, runGit, tryGit } from '../git/command.ts';
import { ABOUT_NAME, ABOUT_TEXT, type LedgerPlace, type LedgerView, partsOf } from './store.ts';

const NOBODY = '0'.repeat(40);
/** Whose commits they are: nobody's, so that no person's name stands for what a program wrote. */
const AUTHOR = {
  GIT_AUTHOR_NAME: 'prompt-ratchet',
  GIT_AUTHOR_EMAIL: 'prompt-ratchet@localhost',
  GIT_COMMITTER_NAME: 'prompt-ratchet',
  GIT_COMMITTER_EMAIL: 'prompt-ratchet@localhost',
};

/**
 * A ledger on a branch of its own in the local clone. Written object by object: neither index nor work tree nor `HEAD`
 * is touched. Reads also what was fetched of the remote's branch, where that is further.
 */
export function gitLedger(root: string, branch: string): LedgerPlace {
  return {
    name: `the branch ${branch}`,
    partFor,
    async view() {
      const local = await tip(root, `refs/heads/${branch}`);
      return viewOf(root, branch, { local, from: await furthest(root, branch, local) });
    },
  };
}

/** The local branch, or the remote's where the local one is not ahead of it. */
async function furthest(
  root: string,
  branch: string,
  local: string | undefined,
): Promise<string | undefined> {
  const remote = await tip(root, `refs/remotes/origin/${branch}`);
  if (local === undefined || remote === undefined) return local ?? remote;
  const isAhead = async (ancestor: string, of: string) =>
    (await tryGit(root, ['merge-base', '--is-ancestor', ancestor, of])).code === 0;
  if (await isAhead(remote, local)) return local;
  if (await isAhead(local, remote)) return remote;
  throw new RatchetError({
    code: 'E_HISTORY',
    message: `The local branch ${branch} and the remote's have each entries that the other lacks.`,
    help: `The remote's is the record. Keep the local one under another name: git branch -m ${branch} ${branch}-local`,
  });
}

async function tip(root: string, ref: string): Promise<string | undefined> {
  const { code, stdout } = await tryGit(root, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
  return code === 0 ? stdout.trim() : undefined;
}

interface Ends {
  /** The local branch, which is the one that is written. */
  local: string | undefined;
  /** What is read. */
  from: string | undefined;
}

async function viewOf(root: string, branch: string, { local, from }: Ends): Promise<LedgerView> {
  const listing = from === undefined ? '' : await runGit(root, ['ls-tree', '-z', '--full-tree', from]);
  const blobs = new Map(
    listing
      .split('\0')
      .filter(Boolean)
      .map((row) => {
        const [meta = '', name = ''] = row.split('\t');
        return [name, meta.split(' ')[2] ?? ''] as const;
      }),
  );
  return {
    names: partsOf([...blobs.keys()], branch),
    text: (name) => runGit(root, ['cat-file', 'blob', blobs.get(name) ?? '']),
    async put(name, text) {
      await refuseCheckedOut(root, branch);
      const write = (content: string) =>
        feed(root, ['hash-object', '-w', '--stdin', '--no-filters'], content);
      if (!blobs.has(ABOUT_NAME)) blobs.set(ABOUT_NAME, await write(ABOUT_TEXT));
      blobs.set(name, await write(text));
      const rows = [...blobs].sort().map(([path, blob]) => `100644 blob ${blob}\t${path}\0`);
      const tree = await feed(root, ['mktree', '-z'], rows.join(''));
      const parents = from === undefined ? [] : ['-p', from];
      const commit = ['commit-tree', tree, ...parents, '-m', `Decision in ${name}`];
      const sha = (await runGit(root, commit, AUTHOR)).trim();
      const swap = ['update-ref', `refs/heads/${branch}`, sha, local ?? NOBODY];
      const { code, stderr } = await tryGit(root, swap);
      if (code === 0) return true;
      if (/cannot lock ref|reference already exists|unable to lock|File exists/i.test(stderr)) return false;
      throw gitFailed('git update-ref', stderr);
    },
  };
}

/** Moving the branch that somebody works on would leave their files behind. */
async function refuseCheckedOut(root: string, branch: string): Promise<void> {
  const { stdout } = await tryGit(root, ['symbolic-ref', '--quiet', 'HEAD']);
  if (stdout.trim() !== `refs/heads/${branch}`) return;
  throw new RatchetError({
    code: 'E_HISTORY',
    message: `The branch ${branch} is checked out here, so nothing was appended to it.`,
    help: 'Switch to another branch first.',
  });
}

/** What a Git command prints that reads its input from us. */
function feed(root: string, command: readonly string[], input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', gitArguments(root, command), {
      cwd: root,
      env: gitEnvironment(),
      windowsHide: true,
    });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', (error) => reject(gitFailed(`git ${command[0]}`, error.message, error)));
    child.on('close', (code) => {
      if (code === 0) resolve(out.trim());
      else reject(gitFailed(`git ${command[0]}`, err));
    });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
