import type { CommandFailure, CommandReply } from '../../core/command.ts';
import type { LineProcess } from './lines.ts';
import { CANCELLED } from './once.ts';

/** Several processes of one program on one side. They are started as they are needed; a dead one is replaced. */
export class LinePool {
  readonly #start: () => LineProcess;
  readonly #limits: { processes: number; parallel: number };
  #processes: LineProcess[] = [];
  readonly #waiting: (() => void)[] = [];

  constructor(start: () => LineProcess, limits: { processes: number; parallel: number }) {
    this.#start = start;
    this.#limits = limits;
  }

  async ask(
    request: object,
    { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
  ): Promise<CommandReply> {
    for (;;) {
      if (signal.aborted) return CANCELLED;
      const free = this.#free();
      if (free) return this.#askOne(free, request, { timeoutMs, signal });
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Ends every process. */
  stop(reason: CommandFailure): void {
    for (const one of this.#processes) one.stop(reason);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async #askOne(
    one: LineProcess,
    request: object,
    { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
  ): Promise<CommandReply> {
    const abort = () => one.stop(CANCELLED);
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await one.ask(request, timeoutMs);
    } finally {
      signal.removeEventListener('abort', abort);
      if (!one.alive) this.#processes = this.#processes.filter((other) => other !== one);
      // All of them look again: of a process that died, several places are free.
      for (const wake of this.#waiting.splice(0)) wake();
    }
  }

  /** The process with the least to do; a new one rather than one that has something to do already. */
  #free(): LineProcess | undefined {
    this.#processes = this.#processes.filter(({ alive }) => alive);
    const least = this.#processes.toSorted((left, right) => left.open - right.open)[0];
    if (least?.open === 0) return least;
    if (this.#processes.length < this.#limits.processes) {
      const fresh = this.#start();
      this.#processes.push(fresh);
      return fresh;
    }
    return least && least.open < this.#limits.parallel ? least : undefined;
  }
}
