import { hash } from 'node:crypto';

/**
 * One entry as a line of a segment: `key time checksum json`. The checksum covers the other three, so that a line that
 * was torn, cut or changed says so itself.
 */
export interface Entry {
  /** 64 hex digits. */
  key: string;
  /** Milliseconds since 1970: when the answer was given. */
  at: number;
  /** A JSON text without line breaks. */
  json: string;
}

const HEAD = /^([0-9a-f]{64}) (\d{1,15}) ([0-9a-f]{32}) /;
/** The longest head that {@link HEAD} matches. */
export const HEAD_LENGTH = 64 + 1 + 15 + 1 + 32 + 1;

function checksum({ key, at, json }: Entry): string {
  return hash('sha256', `${key} ${at} ${json}`, 'hex').slice(0, 32);
}

export function printLine(entry: Entry): string {
  return `${entry.key} ${entry.at} ${checksum(entry)} ${entry.json}\n`;
}

/** Key and time of a line by its beginning alone: enough to find it, not to believe it. */
export function readHead(start: string): Pick<Entry, 'key' | 'at'> | undefined {
  const [, key, at] = HEAD.exec(start) ?? [];
  return key === undefined ? undefined : { key, at: Number(at) };
}

/** A whole line without its line feed; `undefined` when it is not what was written. */
export function readLine(line: string): Entry | undefined {
  const [head, key = '', at, sum] = HEAD.exec(line) ?? [];
  if (head === undefined) return undefined;
  const entry = { key, at: Number(at), json: line.slice(head.length) };
  return checksum(entry) === sum ? entry : undefined;
}

/** Every whole line of a segment: from its start to its line feed. What follows the last line feed was torn off. */
export function* linesIn(bytes: Buffer): Generator<{ bytes: Buffer; start: number; end: number }> {
  let start = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
    yield { bytes, start, end };
    start = end + 1;
  }
}
