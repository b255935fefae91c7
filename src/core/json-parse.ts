import { cut } from './cut.ts';
import type { Json } from './json.ts';

/** Levels of nesting a JSON text may have. */
export const JSON_DEPTH = 100;

export type ParsedJson =
  | {
      ok: true;
      value: Json;
      /** When the text is an array: the offset at which each of its items begins. Else empty. */
      items: readonly number[];
    }
  | { ok: false; message: string; offset: number };

/**
 * Reads one JSON text strictly. Beyond `JSON.parse` it refuses a member that is given twice (of two verdicts the
 * last would win silently), numbers too large to hold (`1e309`) and nesting beyond 100 levels, and it says where the
 * fault is. It never throws. Members such as `__proto__` become ordinary own members.
 */
export function parseJson(text: string): ParsedJson {
  const reader: Reader = { text, at: 0, items: [] };
  try {
    const value = readValue(reader, 0);
    skipSpace(reader);
    if (reader.at < text.length) throw new Fault('something follows the end of the value', reader.at);
    return { ok: true, value, items: reader.items };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { ok: false, message: error.message, offset: error.offset };
  }
}

interface Reader {
  readonly text: string;
  at: number;
  readonly items: number[];
}

class Fault extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
// No alternation under the star: a pattern that takes escapes too would need stack for every character.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what JSON forbids in strings
const PLAIN = /[^"\\\u0000-\u001f]*/y;

function take(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text)?.[0];
  if (found !== undefined) reader.at += found.length;
  return found;
}

function skipSpace(reader: Reader): void {
  take(reader, SPACE);
}

function takeSign(reader: Reader, sign: string): boolean {
  skipSpace(reader);
  if (reader.text[reader.at] !== sign) return false;
  reader.at += 1;
  return true;
}

function readValue(reader: Reader, depth: number): Json {
  skipSpace(reader);
  const begin = reader.at;
  const sign = reader.text[begin];
  if (sign === '{' || sign === '[') {
    if (depth >= JSON_DEPTH) throw new Fault(`nested deeper than ${JSON_DEPTH} levels`, begin);
    reader.at += 1;
    return sign === '{' ? readObject(reader, depth + 1) : readArray(reader, depth + 1);
  }
  if (sign === '"') return readString(reader);
  const word = take(reader, WORD);
  if (word !== undefined) return word === 'null' ? null : word === 'true';
  const number = take(reader, NUMBER);
  if (number === undefined) throw unexpected(reader, 'a value');
  const value = Number(number);
  if (!Number.isFinite(value)) throw new Fault('the number is too large', begin);
  return value;
}

function readArray(reader: Reader, depth: number): Json {
  const items: Json[] = [];
  if (takeSign(reader, ']')) return items;
  do {
    skipSpace(reader);
    if (depth === 1) reader.items.push(reader.at);
    items.push(readValue(reader, depth));
  } while (takeSign(reader, ','));
  if (!takeSign(reader, ']')) throw unexpected(reader, '"," or "]"');
  return items;
}

function readObject(reader: Reader, depth: number): Json {
  const members = new Map<string, Json>();
  if (takeSign(reader, '}')) return {};
  do {
    skipSpace(reader);
    const begin = reader.at;
    if (reader.text[begin] !== '"') throw unexpected(reader, 'a member name in double quotes');
    const name = readString(reader);
    if (members.has(name))
      throw new Fault(`the member ${JSON.stringify(cut(name, 40))} is given twice`, begin);
    if (!takeSign(reader, ':')) throw unexpected(reader, '":"');
    members.set(name, readValue(reader, depth));
  } while (takeSign(reader, ','));
  if (!takeSign(reader, '}')) throw unexpected(reader, '"," or "}"');
  return Object.fromEntries(members);
}

function readString(reader: Reader): string {
  const begin = reader.at;
  reader.at += 1;
  for (;;) {
    take(reader, PLAIN);
    const sign = reader.text[reader.at];
    if (sign === undefined) throw new Fault('the text ends inside a string', reader.at);
    if (sign !== '"' && sign !== '\\') throw new Fault('a control character stands in a string', reader.at);
    reader.at += sign === '"' ? 1 : 2;
    if (sign === '"') break;
  }
  try {
    return String(JSON.parse(reader.text.slice(begin, reader.at)));
  } catch {
    throw new Fault('a string has an escape that JSON does not know', begin);
  }
}

function unexpected(reader: Reader, wanted: string): Fault {
  const rest = reader.text.slice(reader.at, reader.at + 1);
  const found = rest === '' ? 'the end of the text' : JSON.stringify(rest);
  return new Fault(`expected ${wanted}, found ${found}`, reader.at);
}
