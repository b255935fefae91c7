import { VERSION } from '../version.ts';
import type { Io } from './io.ts';

/**
 * The command line. Gives the exit code: 0 the gate passed, 1 it failed, 2 it could not be evaluated.
 *
 * Commands are imported when they are called: `--version` must not pay for what it does not use.
 */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  const [command, ...rest] = argv;
  switch (command) {
    case '--version':
    case '-v':
      io.stdout.write(`${VERSION}\n`);
      return 0;
    case undefined:
    case '--help':
    case '-h':
    case 'help': {
      const { usage } = await import('./usage.ts');
      io.stdout.write(usage());
      return command === undefined ? 2 : 0;
    }
    case 'compare':
      return guarded(io, async () => (await import('./compare.ts')).compareCommand(rest, io));
    case 'init':
      return guarded(io, async () => (await import('./init.ts')).initCommand(rest, io));
    case 'optimize':
      return guarded(io, async () => (await import('./optimize.ts')).optimizeCommand(rest, io));
    case 'discover':
      return guarded(io, async () => (await import('./discover.ts')).discoverCommand(rest, io));
    case 'explain':
      return guarded(io, async () => (await import('./explain.ts')).explainCommand(rest, io));
    case 'review':
      return guarded(io, async () => (await import('./review.ts')).reviewCommand(rest, io));
    case 'labels':
      return guarded(io, async () => (await import('./labels.ts')).labelsCommand(rest, io));
    case 'calibrate':
      return guarded(io, async () => (await import('./calibrate.ts')).calibrateCommand(rest, io));
    case 'history':
      return guarded(io, async () => (await import('./history.ts')).historyCommand(rest, io));
    case 'judge':
      return guarded(io, async () => (await import('./judge.ts')).judgeCommand(rest, io));
    case 'demo':
      return guarded(io, async () => (await import('./demo.ts')).demoCommand(rest, io));
    default:
      return guarded(io, async () => (await import('./usage.ts')).unknownCommand(command));
  }
}

/** Puts errors into words. What is none of ours is a defect: it is shown whole, not swallowed. */
async function guarded(io: Io, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    const [{ problemsOf }, { renderProblems }, { wantsColor }] = await Promise.all([
      import('../core/errors.ts'),
      import('../render/problems.ts'),
      import('./io.ts'),
    ]);
    const problems = problemsOf(error);
    if (problems) io.stderr.write(renderProblems(problems, { color: wantsColor(io.stderr, io.env) }));
    else io.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 2;
  }
}
