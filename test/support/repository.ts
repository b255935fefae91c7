import { execFile } from 'node:child_process';
import { mkdir, mkdtempDisposable, rm, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A real Git repository in a temporary directory. */
export interface Repository extends AsyncDisposable {
  path: string;
  write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void>;
  remove(path: string): Promise<void>;
  /** Commits everything in the work tree, with no changes too, and gives the SHA. */
  commit(message: string): Promise<string>;
  /** Creates a branch at HEAD and checks it out. */
  branch(name: string): Promise<void>;
  checkout(ref: string): Promise<void>;
  /** Merges a ref with a merge commit and gives its SHA. */
  merge(ref: string): Promise<string>;
  /** Runs Git and gives what it printed, without the last line's end. */
  git(...args: string[]): Promise<string>;
}

/** An empty repository on `main`. The same steps give the same SHAs on every machine. */
export async function createRepository(): Promise<Repository> {
  const folder = await mkdtempDisposable(join(tmpdir(), 'prompt-ratchet-repository-'));
  const path = folder.path;
  let minutes = 0;

  async function git(...args: string[]): Promise<string> {
    const env = gitEnvironment(minutes);
    const { stdout } = await run('git', args, { cwd: path, env, maxBuffer: 64 * 1024 * 1024 });
    return stdout.replace(/\r?\n$/, '');
  }

  /** Every commit is a minute after the one before, so that order and SHAs are the same each time. */
  async function gitCommit(...args: string[]): Promise<string> {
    minutes += 1;
    await git(...args);
    return git('rev-parse', 'HEAD');
  }

  await git('init', '--quiet', '--initial-branch=main');
  return {
    path,
    git,
    async write(files) {
      for (const [file, content] of Object.entries(files)) {
        const target = join(path, file);
        await mkdir(dirname(target), { recursive: true });
        await writeFile(target, content);
      }
    },
    remove: (file) => rm(join(path, file), { recursive: true }),
    async commit(message) {
      await git('add', '--all');
      return gitCommit('commit', '--quiet', '--allow-empty', '--message', message);
    },
    branch: async (name) => void (await git('checkout', '--quiet', '-b', name)),
    checkout: async (ref) => void (await git('checkout', '--quiet', ref)),
    merge: (ref) => gitCommit('merge', '--quiet', '--no-ff', '--no-edit', ref),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

/** What Git may know: none of the machine's settings, and nothing of a repository around this one. */
function gitEnvironment(minutes: number): NodeJS.ProcessEnv {
  const date = new Date(Date.UTC(2026, 0, 1, 0, minutes)).toISOString();
  return {
    PATH: process.env['PATH'],
    LC_ALL: 'C',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'Ada Author',
    GIT_AUTHOR_EMAIL: 'ada@example.com',
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: 'Carl Committer',
    GIT_COMMITTER_EMAIL: 'carl@example.com',
    GIT_COMMITTER_DATE: date,
  };
}
