import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';

const ERROR_TAIL = 4000;

/** Processes that are running, so that none outlives this one. */
const running = new Set<ChildProcessWithoutNullStreams>();

export interface StartedProcess {
  child: ChildProcessWithoutNullStreams;
  /** Why it could not be started, or how it ended: once all of its output is there. Never rejects. */
  ended: Promise<Ending>;
  /** The last of what it wrote to standard error. */
  stderr(): string;
  /** Ends it with everything that it started. */
  kill(): void;
}

export interface Ending {
  /** `undefined` when it was ended by a signal or never started. */
  exitCode: number | undefined;
  /** What the system says: a signal, or why it could not be started. */
  fault?: string | undefined;
}

/** Starts a program without a shell, as the head of a process group of its own. */
export function startProcess(
  argv: readonly string[],
  options: { cwd: string; env: Readonly<Record<string, string>> },
): StartedProcess {
  const [program = '', ...args] = argv;
  const child = spawn(program, args, { ...options, detached: true, stdio: 'pipe', windowsHide: true });
  running.add(child);
  let tail = '';
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => {
    tail = (tail + text).slice(-ERROR_TAIL);
  });
  // A program that does not read its input, or is gone, breaks the pipe: how it ended says enough.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<Ending>((resolve) => {
    child.once('error', (error) => {
      running.delete(child);
      resolve({ exitCode: undefined, fault: `could not be started: ${error.message}` });
    });
    child.once('exit', () => {
      running.delete(child);
      // What it started and left behind would hold its output open, and use the machine.
      killGroup(child);
      setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, LEFTOVER_MS).unref();
    });
    child.once('close', (code, signal) =>
      resolve(code === null ? { exitCode: undefined, fault: `was ended by ${signal}` } : { exitCode: code }),
    );
  });
  return { child, ended, stderr: () => tail, kill: () => killGroup(child) };
}

/** How long output is still read of a process that left its group and outlives the one that was started. */
const LEFTOVER_MS = 2000;

function killGroup({ pid }: ChildProcessWithoutNullStreams): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // Nothing is left of it.
  }
}

/** Ends every process that is still running: the last thing before this one ends. */
export function killAll(): void {
  for (const child of running) killGroup(child);
}
