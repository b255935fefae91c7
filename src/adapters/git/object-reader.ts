import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { RatchetError } from '../../core/errors.ts';
import { gitArguments, gitEnvironment, gitFailed, gitMissing } from './command.ts';

/** An object of Git's store. */
export interface GitObject {
  /** The full object id, whatever name it was asked for by. */
  id: string;
  type: string;
  size: number;
  /** Absent when the object is larger than the caller's limit. */
  bytes: Buffer | undefined;
}

interface Request {
  limit: number;
  resolve(object: GitObject | undefined): void;
  reject(error: unknown): void;
}

interface Body {
  id: string;
  type: string;
  size: number;
  /** Bytes still to come, with the line feed that Git puts after each object. */
  remaining: number;
  /** What has come of it, in a buffer of its size; absent when it is larger than the caller's limit. */
  bytes: Buffer | undefined;
}

const LINE_FEED = 0x0a;

/**
 * Reads objects through one `git cat-file --batch` that lives as long as the reader: a process for each file would
 * cost more than everything else. Only object names go over the pipe, never a path, so no name can break its lines.
 */
export class ObjectReader implements AsyncDisposable {
  readonly #root: string;
  #child: ChildProcessWithoutNullStreams | undefined;
  #requests: Request[] = [];
  #header = '';
  #body: Body | undefined;
  #complaint = '';
  #closed = false;

  constructor(root: string) {
    this.#root = root;
  }

  /**
   * The object that `name` stands for, `undefined` when there is none. `name` is one line without spaces: a full object
   * id or a ref, perhaps with `^{tree}` or `^{commit}`. The caller has checked that.
   */
  read(name: string, limit: number): Promise<GitObject | undefined> {
    if (this.#closed) {
      return Promise.reject(
        new RatchetError({
          code: 'E_INTERNAL',
          message: 'The repository was read after it was closed.',
          help: 'Please report this.',
        }),
      );
    }
    const child = this.#child ?? this.#start();
    return new Promise((resolve, reject) => {
      this.#requests.push({ limit, resolve, reject });
      hold(child, true);
      child.stdin.write(`${name}\n`);
    });
  }

  /** Ends the process. Reads that are under way get their answers first. */
  async close(): Promise<void> {
    this.#closed = true;
    const child = this.#child;
    if (child === undefined) return;
    hold(child, true);
    const closed = once(child, 'close');
    child.stdin.end();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #start(): ChildProcessWithoutNullStreams {
    const child = spawn('git', gitArguments(this.#root, ['cat-file', '--batch']), {
      cwd: this.#root,
      env: gitEnvironment(),
      windowsHide: true,
    });
    this.#child = child;
    this.#header = '';
    this.#body = undefined;
    this.#complaint = '';
    child.stdout.on('data', (chunk: Buffer) => this.#feed(chunk, child));
    child.stderr.on('data', (chunk: Buffer) => {
      this.#complaint = (this.#complaint + chunk.toString()).slice(-1000);
    });
    // A broken pipe says that the process has ended, and `close` says it with its reason.
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => {
      this.#child = undefined;
      this.#fail(gitMissing(error));
    });
    child.on('close', () => {
      this.#child = undefined;
      this.#fail(gitFailed('git cat-file', this.#complaint));
    });
    return child;
  }

  #fail(error: unknown): void {
    const requests = this.#requests;
    this.#requests = [];
    for (const request of requests) request.reject(error);
  }

  #feed(chunk: Buffer, child: ChildProcessWithoutNullStreams): void {
    let rest = chunk;
    while (rest.length > 0) {
      rest = this.#body === undefined ? this.#feedHeader(rest) : this.#feedBody(rest, this.#body);
    }
    // Once it is being closed, somebody waits for its end.
    if (this.#requests.length === 0 && !this.#closed) hold(child, false);
  }

  #feedHeader(chunk: Buffer): Buffer {
    const end = chunk.indexOf(LINE_FEED);
    this.#header += chunk.toString('latin1', 0, end === -1 ? chunk.length : end);
    if (end === -1) return Buffer.alloc(0);
    const [, id, type, size] = /^([0-9a-f]+) (\w+) (\d+)$/.exec(this.#header) ?? [];
    this.#header = '';
    if (id === undefined || type === undefined || size === undefined)
      this.#requests.shift()?.resolve(undefined);
    else this.#body = this.#bodyOf(id, type, Number(size));
    return chunk.subarray(end + 1);
  }

  #bodyOf(id: string, type: string, size: number): Body {
    const fits = size <= (this.#requests[0]?.limit ?? 0);
    return { id, type, size, remaining: size + 1, bytes: fits ? Buffer.allocUnsafe(size) : undefined };
  }

  #feedBody(chunk: Buffer, body: Body): Buffer {
    const { id, type, size, bytes } = body;
    const part = chunk.subarray(0, body.remaining);
    // The line feed after the object has no place in the buffer.
    if (bytes) part.copy(bytes, size + 1 - body.remaining);
    body.remaining -= part.length;
    if (body.remaining === 0) {
      this.#body = undefined;
      this.#requests.shift()?.resolve({ id, type, size, bytes });
    }
    return chunk.subarray(part.length);
  }
}

/** Whether the process keeps this one alive: only while an answer is awaited, so that a forgotten `close` hangs nothing. */
function hold(child: ChildProcessWithoutNullStreams, held: boolean): void {
  for (const handle of [child, child.stdin, child.stdout, child.stderr]) {
    if (handle !== child && !(handle instanceof Socket)) continue;
    if (held) handle.ref();
    else handle.unref();
  }
}
