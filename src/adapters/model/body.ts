import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';

const MAX_BODY_BYTES = 32 * 1024 * 1024;
const MAX_ERROR_BODY_BYTES = 256 * 1024;

/** An answer that would not fit: the rest of it was not read. */
export class BodyTooLarge extends Error {
  constructor() {
    super(`the answer is larger than ${MAX_BODY_BYTES / 1024 / 1024} MiB`);
    this.name = 'BodyTooLarge';
  }
}

/** A body that ended before its end, or that cannot be unpacked. */
class BrokenBody extends Error {
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Reads a body, unpacked, up to a limit: a few kilobytes on the wire can unpack to gigabytes. Of an error's body the
 * beginning is enough.
 */
export async function collect(incoming: IncomingMessage, isAnswer: boolean): Promise<string> {
  const limit = isAnswer ? MAX_BODY_BYTES : MAX_ERROR_BODY_BYTES;
  const encoding = incoming.headers['content-encoding'];
  const stream = encoding === undefined ? incoming : await unpacked(incoming, encoding);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const done = () => resolve(chunks.length === 1 ? String(chunks[0]) : Buffer.concat(chunks).toString());
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= limit) return;
      // The connection goes with what is left in it.
      stream.destroy();
      incoming.destroy();
      if (isAnswer) reject(new BodyTooLarge());
      else done();
    });
    stream.once('end', done);
    stream.once('error', reject);
    incoming.once('error', reject);
    incoming.once('close', () => {
      if (!incoming.complete) reject(new BrokenBody('the body ended early', 'ECONNRESET'));
    });
  });
}

async function unpacked(incoming: IncomingMessage, encoding: string): Promise<Readable> {
  const { createBrotliDecompress, createGunzip, createInflate } = await import('node:zlib');
  switch (encoding.trim().toLowerCase()) {
    case 'identity':
      return incoming;
    case 'gzip':
    case 'x-gzip':
      return incoming.pipe(createGunzip());
    case 'deflate':
      return incoming.pipe(createInflate());
    case 'br':
      return incoming.pipe(createBrotliDecompress());
    default:
      throw new BrokenBody(`the body is packed as ${encoding}, which was not asked for`, 'ENOTSUP');
  }
}
