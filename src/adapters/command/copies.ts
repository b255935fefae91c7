import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandFailure, CommandSpec } from '../../core/command.ts';
import { endedWith } from '../../core/command.ts';
import { canonicalJson } from '../../core/json.ts';
import type { Variant } from '../../core/trial.ts';
import { commandEnvironment } from './environment.ts';
import { runOnce } from './once.ts';
import { killAll } from './process.ts';

/** A folder with the files of one side, set up; or why there is none. */
export type Copy = { ok: true; folder: string } | CommandFailure;

export interface CopyOptions {
  /** Writes the files of a side into a folder. */
  exportTo: (variant: Variant, folder: string) => Promise<void>;
  env: Readonly<Record<string, string | undefined>>;
  log: { info(text: string): void };
}

/**
 * Temporary copies of the repository, one for each side and set-up. They are made when they are first needed and gone
 * when this is closed, also when the process ends before that.
 */
export class Copies implements AsyncDisposable {
  readonly #options: CopyOptions;
  readonly #copies = new Map<string, Promise<Copy>>();
  #top: Promise<string> | undefined;
  #cleanUp: (() => void) | undefined;

  constructor(options: CopyOptions) {
    this.#options = options;
  }

  /** The copy in which a command runs on a side. Its set-up is run once, however many ask. */
  of(command: CommandSpec, variant: Variant, signal: AbortSignal): Promise<Copy> {
    const { setup, folder, env, setupTimeoutMs } = command;
    const key = canonicalJson([variant, setup ? [setup, folder, env, setupTimeoutMs] : null]);
    const known = this.#copies.get(key);
    if (known) return known;
    const made = this.#make(command, variant, signal);
    this.#copies.set(key, made);
    return made;
  }

  async #make(command: CommandSpec, variant: Variant, signal: AbortSignal): Promise<Copy> {
    const place = join(await this.#folder(), `${variant}-${this.#copies.size}`);
    await mkdir(place);
    await this.#options.exportTo(variant, place);
    if (!command.setup) return { ok: true, folder: place };
    this.#options.log.info(`Setting up ${variant}: ${command.setup.join(' ').slice(0, 200)}`);
    const run = await runOnce({
      argv: command.setup,
      cwd: join(place, command.folder),
      env: commandEnvironment(this.#options.env, command.env),
      input: '',
      timeoutMs: command.setupTimeoutMs,
      signal,
      readsOutput: false,
    });
    if (run.ok && run.exitCode === 0) return { ok: true, folder: place };
    if (!run.ok && run.code === 'cancelled') return run;
    const why = run.ok ? endedWith(run) : run.message;
    return { ok: false, code: 'setup-failed', message: `The set-up of ${variant} failed. ${why}` };
  }

  #folder(): Promise<string> {
    this.#top ??= (async () => {
      const folder = await realpath(await mkdtemp(join(tmpdir(), 'prompt-ratchet-copies-')));
      this.#cleanUp = () => {
        killAll();
        rmSync(folder, { recursive: true, force: true });
      };
      process.once('exit', this.#cleanUp);
      return folder;
    })();
    return this.#top;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const folder = await this.#top;
    if (folder === undefined) return;
    await Promise.allSettled(this.#copies.values());
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    if (this.#cleanUp) process.off('exit', this.#cleanUp);
  }
}
