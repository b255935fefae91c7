import { join } from 'node:path';
import {
  type CommandFailure,
  type CommandReply,
  type CommandRun,
  type CommandSpec,
  readRun,
} from '../../core/command.ts';
import { messageOf, problemsOf } from '../../core/errors.ts';
import { canonicalJson, type JsonObject } from '../../core/json.ts';
import type { CommandCall } from '../../core/request.ts';
import type { Trust } from '../../core/trust.ts';
import type { CommandPurpose, Commands } from '../../ports.ts';
import { Copies, type CopyOptions } from './copies.ts';
import { commandEnvironment } from './environment.ts';
import { createGate } from './gate.ts';
import { LinePool } from './line-pool.ts';
import { LineProcess } from './lines.ts';
import { CANCELLED, runOnce } from './once.ts';

export interface CommandOptions extends CopyOptions {
  trust: Trust;
  /** Calls under way at once. */
  concurrency: number;
}

/** Runs commands as processes of this machine, in temporary copies of the sides. Closing it ends and removes all. */
export function createCommands(options: CommandOptions): Commands & AsyncDisposable {
  const { trust, env, concurrency } = options;
  const gate = createGate(concurrency);
  const copies = new Copies(options);
  const pools = new Map<string, LinePool>();

  /** Where a command runs and what with, once its copy is there. */
  async function prepare(
    { argv, folder, env: names }: CommandSpec,
    copy: Promise<{ ok: true; folder: string } | CommandFailure>,
  ): Promise<
    { ok: true; how: { argv: readonly string[]; cwd: string; env: Record<string, string> } } | CommandFailure
  > {
    // Suites that may not be run are not planned. This is the lock behind that door.
    if (!trust.trusted)
      return { ok: false, code: 'command-failed', message: `Not run, because ${trust.why}.` };
    try {
      const made = await copy;
      if (!made.ok) return made;
      const cwd = join(made.folder, folder);
      return { ok: true, how: { argv, cwd, env: commandEnvironment(env, names) } };
    } catch (error) {
      const message = problemsOf(error)?.[0]?.message ?? messageOf(error);
      return { ok: false, code: 'setup-failed', message: `The copy could not be made: ${message}` };
    }
  }

  async function run(
    command: CommandSpec,
    input: string,
    { variant, signal }: CommandPurpose,
  ): Promise<CommandRun | CommandFailure> {
    const prepared = await prepare(command, trust.trusted ? copies.of(command, variant, signal) : NONE);
    if (!prepared.ok) return prepared;
    const { timeoutMs } = command;
    return gate(() => runOnce({ ...prepared.how, input, timeoutMs, signal, readsOutput: true }));
  }

  async function askLines(call: CommandCall, purpose: CommandPurpose): Promise<CommandReply> {
    const { target, vars } = call;
    const { command, processes, parallel } = target;
    const copy = trust.trusted ? copies.of(command, purpose.variant, purpose.signal) : NONE;
    const prepared = await prepare(command, copy);
    if (!prepared.ok) return prepared;
    const key = canonicalJson([purpose.variant, target]);
    const pool = pools.get(key) ?? new LinePool(() => new LineProcess(prepared.how), { processes, parallel });
    pools.set(key, pool);
    return gate(() => pool.ask(requestOf(vars), { timeoutMs: command.timeoutMs, signal: purpose.signal }));
  }

  return {
    trust,
    run,
    async answer(call, purpose) {
      const { target, vars } = call;
      if (target.mode === 'lines') return askLines(call, purpose);
      const ended = await run(target.command, `${JSON.stringify(requestOf(vars))}\n`, purpose);
      return ended.ok ? readRun(ended, target.answer) : ended;
    },
    async [Symbol.asyncDispose]() {
      for (const pool of pools.values()) pool.stop(CANCELLED);
      await copies[Symbol.asyncDispose]();
    },
  };
}

const NONE = Promise.resolve(CANCELLED);

/** What a target's command is told of a case: what a prompt's template could name, and no more. */
function requestOf(vars: JsonObject): { input?: unknown; vars: JsonObject } {
  return Object.hasOwn(vars, 'input') ? { input: vars['input'], vars } : { vars };
}
