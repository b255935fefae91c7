import type * as z from 'zod';
import { type CommandSpec, WORKFLOW_VARIABLE } from '../command.ts';
import { splitCommand } from '../command-line.ts';
import type { CommandTarget } from '../command-target.ts';
import { RatchetError } from '../errors.ts';
import { normalizePath, repositorySegments } from '../paths.ts';
import { COMMAND_DEFAULTS, type commandKeys, type commandTargetSchema } from './command-schema.ts';

type Shared = z.infer<z.ZodObject<typeof commandKeys>>;
type CommandFile = Shared & { command: string | readonly string[]; watch?: readonly string[] | undefined };

/** @throws RatchetError E_COMMAND_INVALID, E_PATH_OUTSIDE */
export function resolveCommand(file: CommandFile, path: string): CommandSpec {
  const folder = file['working-directory'];
  const forbidden = file.env?.find((name) => WORKFLOW_VARIABLE.test(name));
  if (forbidden !== undefined) {
    throw invalid(path, `${forbidden} belongs to the workflow and is never passed to a command`, [
      'Pass what it needs under a name of its own:',
      '  env: [MY_APP_TOKEN]',
    ]);
  }
  return {
    argv: argvOf(file.command, 'command', path),
    folder: folder === undefined ? '' : folderOf(folder, path),
    ...(file.setup === undefined ? {} : { setup: argvOf(file.setup, 'setup', path) }),
    env: [...new Set(file.env ?? [])].sort(),
    timeoutMs: Math.round((file.timeout ?? COMMAND_DEFAULTS.timeoutSeconds) * 1000),
    setupTimeoutMs: Math.round((file['setup-timeout'] ?? COMMAND_DEFAULTS.setupTimeoutSeconds) * 1000),
  };
}

/** @throws RatchetError E_COMMAND_INVALID, E_PATH_OUTSIDE */
export function resolveCommandTarget(
  file: z.infer<typeof commandTargetSchema>,
  { path, code }: { path: string; code: string },
): CommandTarget {
  return {
    kind: 'command',
    command: resolveCommand(file, path),
    mode: file.mode ?? COMMAND_DEFAULTS.mode,
    answer: file.answer ?? COMMAND_DEFAULTS.answer,
    processes: file.processes ?? COMMAND_DEFAULTS.processes,
    parallel: file.parallel ?? COMMAND_DEFAULTS.parallel,
    watch: watchOf(file, path),
    code,
  };
}

/** Globs from the root of the repository. @throws RatchetError E_PATH_OUTSIDE */
export function watchOf({ watch = [] }: Pick<CommandFile, 'watch'>, path: string): string[] {
  return watch.map((glob) =>
    glob.startsWith('!') ? `!${normalizePath(glob.slice(1), path)}` : normalizePath(glob, path),
  );
}

function argvOf(written: string | readonly string[], key: string, path: string): readonly string[] {
  if (typeof written !== 'string') {
    if (written[0] && !written.some((word) => word.includes('\0'))) return written;
    throw invalid(path, `\`${key}\` names no program, or has a NUL character`, SHELL_HELP);
  }
  const split = splitCommand(written);
  if (split.ok) return split.argv;
  throw invalid(path, `\`${key}\` ${split.message}`, SHELL_HELP);
}

const SHELL_HELP = [
  'No shell reads a command. Write it as a list, or name the shell:',
  '  command: [sh, -c, "python app.py | tail -n 1"]',
];

/** The folder a suite names; the root can be named too, as `..` from a folder in it. */
function folderOf(written: string, path: string): string {
  return normalizePath(`${written}/_`, path).replace(/\/?_$/, '');
}

/** Files that the words of a command may name, from the root of the repository. */
export function namedByWords({ argv, folder }: CommandSpec): string[] {
  return argv.flatMap((word) => {
    try {
      const path = repositorySegments(word).join('/');
      return path === '' ? [] : [folder === '' ? path : `${folder}/${path}`];
    } catch {
      return [];
    }
  });
}

function invalid(path: string, what: string, help: readonly string[]): RatchetError {
  return new RatchetError({
    code: 'E_COMMAND_INVALID',
    message: `${what}.`,
    help: help.join('\n'),
    place: { path },
  });
}
