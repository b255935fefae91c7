import type { CommandFailure, CommandRun } from '../../core/command.ts';
import { startProcess } from './process.ts';

/** Bytes of standard output that a command may write for one call. */
export const MOST_OUTPUT = 8 * 1024 * 1024;

export interface RunOptions {
  argv: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  input: string;
  timeoutMs: number;
  signal: AbortSignal;
  /** Whether bytes that are not UTF-8, or too many of them, make it fail. Nobody reads what a set-up prints. */
  readsOutput: boolean;
}

/** Runs a program to its end. */
export async function runOnce(options: RunOptions): Promise<CommandRun | CommandFailure> {
  const { argv, cwd, env, input, timeoutMs, signal, readsOutput } = options;
  if (signal.aborted) return CANCELLED;
  const began = performance.now();
  const started = startProcess(argv, { cwd, env });
  let stopped: CommandFailure | undefined;
  const stop = (failure: CommandFailure) => {
    stopped ??= failure;
    started.kill();
  };
  const abort = () => stop(CANCELLED);
  const timer = setTimeout(() => stop(timedOut(timeoutMs)), timeoutMs);
  signal.addEventListener('abort', abort, { once: true });
  const chunks: Buffer[] = [];
  let size = 0;
  started.child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (!readsOutput) return;
    if (size > MOST_OUTPUT) stop(TOO_MUCH);
    else chunks.push(chunk);
  });
  started.child.stdin.end(input);
  const { exitCode, fault } = await started.ended;
  const latencyMs = performance.now() - began;
  clearTimeout(timer);
  signal.removeEventListener('abort', abort);
  if (stopped) return stopped;
  if (exitCode === undefined) {
    return { ok: false, code: 'command-failed', message: `The command ${fault}.${said(started.stderr())}` };
  }
  const stdout = decode(Buffer.concat(chunks));
  if (stdout === undefined) return NOT_TEXT;
  return { ok: true, exitCode, stdout, stderr: started.stderr(), latencyMs };
}

/** UTF-8, or `undefined` where it is not: a replaced character would be scored as if the command had written it. */
export function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

export function said(stderr: string): string {
  const text = stderr.trim().slice(-400);
  return text === '' ? '' : ` It wrote: ${text}`;
}

export const CANCELLED: CommandFailure = {
  ok: false,
  code: 'cancelled',
  message: 'The run was stopped.',
};
export const TOO_MUCH: CommandFailure = {
  ok: false,
  code: 'command-answer',
  message: `The command wrote more than ${MOST_OUTPUT / 1024 / 1024} MiB for one answer.`,
};
export const NOT_TEXT: CommandFailure = {
  ok: false,
  code: 'command-answer',
  message: 'The command wrote something that is not UTF-8.',
};

export function timedOut(timeoutMs: number): CommandFailure {
  return { ok: false, code: 'timeout', message: `No answer after ${timeoutMs / 1000} seconds.` };
}
