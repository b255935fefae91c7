import { cut } from './cut.ts';
import { isJsonObject, type Json, type JsonObject, textOf } from './json.ts';
import { parseJson } from './json-parse.ts';
import type { Usage } from './model.ts';

/** Variables that belong to the workflow: tokens among them, and files that later steps read. */
export const WORKFLOW_VARIABLE = /^(?:GITHUB|ACTIONS|INPUT|RUNNER|STATE|PROMPT_RATCHET)_/i;

/** A program of the repository's own and how it is run. Plain data: what runs it is behind a port. */
export interface CommandSpec {
  /** Program and arguments; no shell reads them. Never empty. */
  argv: readonly string[];
  /** The folder it runs in, from the root of the repository; `''` is the root. */
  folder: string;
  /** Runs once in every copy of the repository before the first call. */
  setup?: readonly string[] | undefined;
  /** Names of environment variables that it gets beside the basic ones. */
  env: readonly string[];
  timeoutMs: number;
  setupTimeoutMs: number;
}

/** What a target's command answered: the output, and what it says about how it came to it. */
export interface CommandAnswer {
  ok: true;
  output: string;
  model?: string | undefined;
  usage?: Usage | undefined;
  costUsd?: number | undefined;
  latencyMs: number;
}

export const COMMAND_FAILURE_CODES = {
  'command-failed': 'the command could not be run, failed or died',
  'command-answer': "the command's answer could not be read",
  'setup-failed': 'the set-up step of the command failed',
} as const;

export interface CommandFailure {
  ok: false;
  code: keyof typeof COMMAND_FAILURE_CODES | 'timeout' | 'cancelled' | 'over-budget';
  message: string;
}

export type CommandReply = CommandAnswer | CommandFailure;

/** How a program that was run to its end ended. */
export interface CommandRun {
  ok: true;
  exitCode: number;
  stdout: string;
  /** The last of it. */
  stderr: string;
  latencyMs: number;
}

/** The answer in a JSON object that a command wrote: `output`, and perhaps `model`, `usage` and `cost_usd`; or `error`. */
export function readAnswer(value: Json, latencyMs: number): CommandReply {
  if (!isJsonObject(value)) return unreadable('it is not a JSON object');
  const error = own(value, 'error');
  if (error !== undefined && error !== null) {
    return { ok: false, code: 'command-failed', message: `The command says: ${cut(textOf(error), 300)}` };
  }
  const output = own(value, 'output');
  if (output === undefined) return unreadable('it has no member "output"');
  const usage = own(value, 'usage');
  const [input, out] = isJsonObject(usage)
    ? [count(own(usage, 'input_tokens')), count(own(usage, 'output_tokens'))]
    : [];
  if (usage !== undefined && (input === undefined || out === undefined)) {
    return unreadable('"usage" has to be { "input_tokens": 1, "output_tokens": 1 }');
  }
  const cost = own(value, 'cost_usd');
  if (cost !== undefined && !(typeof cost === 'number' && cost >= 0)) {
    return unreadable('"cost_usd" has to be a number of at least 0');
  }
  const model = own(value, 'model');
  if (model !== undefined && typeof model !== 'string') return unreadable('"model" has to be a text');
  return {
    ok: true,
    output: textOf(output),
    latencyMs,
    ...(model === undefined ? {} : { model: cut(model, 200) }),
    ...(input === undefined || out === undefined ? {} : { usage: { inputTokens: input, outputTokens: out } }),
    ...(cost === undefined ? {} : { costUsd: cost }),
  };
}

/** Reads what a command that was run once for a case left behind. */
export function readRun(run: CommandRun, answer: 'text' | 'json'): CommandReply {
  if (run.exitCode !== 0) {
    return { ok: false, code: 'command-failed', message: endedWith(run) };
  }
  if (answer === 'text')
    return { ok: true, output: run.stdout.replace(/\r?\n$/, ''), latencyMs: run.latencyMs };
  const parsed = parseJson(run.stdout);
  return parsed.ok
    ? readAnswer(parsed.value, run.latencyMs)
    : unreadable(`it is not JSON: ${parsed.message}`);
}

export function endedWith({ exitCode, stderr }: Pick<CommandRun, 'exitCode' | 'stderr'>): string {
  const said = stderr.trim();
  return `The command ended with exit code ${exitCode}${said === '' ? '.' : `: ${cut(said.slice(-400), 400)}`}`;
}

export function unreadable(why: string): CommandFailure {
  return { ok: false, code: 'command-answer', message: `The command's answer cannot be read: ${why}.` };
}

function own(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function count(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
