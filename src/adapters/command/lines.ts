import { type CommandFailure, type CommandReply, readAnswer, unreadable } from '../../core/command.ts';
import { cut } from '../../core/cut.ts';
import { isJsonObject } from '../../core/json.ts';
import { parseJson } from '../../core/json-parse.ts';
import { decode, MOST_OUTPUT, NOT_TEXT, said, TOO_MUCH, timedOut } from './once.ts';
import { type StartedProcess, startProcess } from './process.ts';

interface Open {
  began: number;
  timer: NodeJS.Timeout;
  resolve(reply: CommandReply): void;
}

const LINE_FEED = 0x0a;

/**
 * One program that is kept running: a line of JSON in for each request, a line out for each answer.
 *
 * It lives until it dies or breaks the rules (a line that is no answer, an id that nobody waits for, no answer in
 * time). Then the requests that it still had fail: which answer belongs to which is no longer certain.
 */
export class LineProcess {
  readonly #started: StartedProcess;
  readonly #open = new Map<string, Open>();
  #rest: Buffer[] = [];
  #size = 0;
  #next = 1;
  #alive = true;

  constructor(options: { argv: readonly string[]; cwd: string; env: Readonly<Record<string, string>> }) {
    this.#started = startProcess(options.argv, options);
    this.#started.child.stdout.on('data', (chunk: Buffer) => this.#take(chunk));
    void this.#started.ended.then(({ exitCode, fault }) => {
      const how = fault ?? `ended with exit code ${exitCode}`;
      this.#end({
        ok: false,
        code: 'command-failed',
        message: `The command ${how} with the request unanswered.${said(this.#started.stderr())}`,
      });
    });
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Requests that wait for their answer. */
  get open(): number {
    return this.#open.size;
  }

  ask(request: object, timeoutMs: number): Promise<CommandReply> {
    const id = String(this.#next);
    this.#next += 1;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#end(timedOut(timeoutMs)), timeoutMs);
      this.#open.set(id, { began: performance.now(), timer, resolve });
      this.#started.child.stdin.write(`${JSON.stringify({ id, ...request })}\n`);
    });
  }

  /** Ends the program. What it has not answered fails for the reason given. */
  stop(reason: CommandFailure): void {
    this.#end(reason);
  }

  #end(reason: CommandFailure): void {
    if (!this.#alive) return;
    this.#alive = false;
    for (const id of [...this.#open.keys()]) this.#settle(id, reason);
    this.#started.kill();
  }

  #settle(id: string, reply: CommandReply): void {
    const open = this.#open.get(id);
    if (!open) return;
    clearTimeout(open.timer);
    this.#open.delete(id);
    open.resolve(reply);
  }

  #take(chunk: Buffer): void {
    let from = 0;
    for (let at = chunk.indexOf(LINE_FEED); at !== -1 && this.#alive; at = chunk.indexOf(LINE_FEED, from)) {
      const line = Buffer.concat([...this.#rest, chunk.subarray(from, at)]);
      this.#rest = [];
      this.#size = 0;
      from = at + 1;
      if (line.length > MOST_OUTPUT) this.#end(TOO_MUCH);
      else this.#answer(line);
    }
    if (!this.#alive) return;
    this.#rest.push(chunk.subarray(from));
    this.#size += chunk.length - from;
    if (this.#size > MOST_OUTPUT) this.#end(TOO_MUCH);
  }

  #answer(bytes: Buffer): void {
    const line = decode(bytes);
    if (line === undefined) {
      this.#end(NOT_TEXT);
      return;
    }
    if (line.trim() === '') return;
    const parsed = parseJson(line);
    if (!parsed.ok || !isJsonObject(parsed.value)) {
      const shown = JSON.stringify(cut(line, 120));
      this.#end(unreadable(`${shown} is not a JSON object. Logs belong on standard error`));
      return;
    }
    const id = Object.hasOwn(parsed.value, 'id') ? parsed.value['id'] : undefined;
    const open = typeof id === 'string' ? this.#open.get(id) : undefined;
    if (typeof id !== 'string' || !open) {
      const shown = cut(JSON.stringify(id) ?? 'no id', 60);
      this.#end(unreadable(`nobody waits for the id ${shown}: each request is answered once, with its id`));
      return;
    }
    this.#settle(id, readAnswer(parsed.value, performance.now() - open.began));
  }
}
