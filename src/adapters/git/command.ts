import { type ExecFileException, execFile } from 'node:child_process';
import { RatchetError } from '../../core/errors.ts';

// Enough for the file list of a very large repository.
const MAX_OUTPUT_BYTES = 512 * 1024 * 1024;
const TIMEOUT_MS = 300_000;

/** What a Git command left behind. */
export interface GitResult {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * The whole environment of every Git process. Inherited `GIT_*` variables (set inside hooks, or by another step)
 * would point Git at another repository; keys of model providers are none of its business.
 */
export function gitEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    LANG: 'C',
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
  };
}

/**
 * Arguments that come before the command's own. A repository's configuration may name programs to run: none may.
 * In a container the checkout often belongs to another user: this one folder is trusted for reading.
 */
export function gitArguments(root: string, command: readonly string[]): string[] {
  return [
    '-c',
    'core.fsmonitor=false',
    '-c',
    'core.hooksPath=/dev/null',
    '-c',
    `safe.directory=${root}`,
    '--no-pager',
    '--no-replace-objects',
    '--literal-pathspecs',
    ...command,
  ];
}

/** The error for a Git process that could not be started or that failed where it should not. */
export function gitFailed(what: string, detail: string, cause?: unknown): RatchetError {
  return new RatchetError(
    {
      code: 'E_GIT',
      message: `${what} failed: ${detail.trim().slice(-500) || 'no message'}`,
      help: 'Run `git fsck` in the checkout. In a workflow, check out with `actions/checkout` and `fetch-depth: 0` before this step.',
    },
    cause,
  );
}

/** The error for a machine without Git. */
export function gitMissing(cause: unknown): RatchetError {
  return new RatchetError(
    {
      code: 'E_NOT_A_REPOSITORY',
      message: 'Git is not installed, or not in PATH.',
      help: 'Install Git 2.30 or newer, and check that `git --version` works in this shell.',
    },
    cause,
  );
}

function exitCodeOf(error: ExecFileException): number | undefined {
  return typeof error.code === 'number' && !error.killed ? error.code : undefined;
}

/**
 * Runs Git to its end, without a shell. An exit code other than 0 is a result, for the caller to judge.
 * @throws RatchetError E_NOT_A_REPOSITORY (no Git), E_GIT
 */
export function tryGit(
  root: string,
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    execFile(
      'git',
      gitArguments(root, command),
      {
        cwd: root,
        env: { ...gitEnvironment(), ...env },
        maxBuffer: MAX_OUTPUT_BYTES,
        timeout: TIMEOUT_MS,
        windowsHide: true,
      },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : exitCodeOf(error);
        if (code !== undefined) resolve({ code, stdout, stderr });
        else if (error?.code === 'ENOENT') reject(gitMissing(error));
        else reject(gitFailed(`git ${command[0]}`, error?.message ?? '', error));
      },
    );
  });
}

/**
 * What a Git command prints that has no reason to fail. `env` is added to the few variables that Git gets.
 * @throws RatchetError E_NOT_A_REPOSITORY (no Git), E_GIT
 */
export async function runGit(
  root: string,
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { code, stdout, stderr } = await tryGit(root, command, env);
  if (code !== 0) throw gitFailed(`git ${command[0]}`, stderr);
  return stdout;
}
