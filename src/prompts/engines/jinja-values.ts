import { canonicalJson, isJsonObject, type Json } from '../../core/json.ts';
import { Absent } from './absent.ts';
import type { Body, Parameter } from './jinja-tree.ts';
import { TemplateFault, type TemplateFile } from './run.ts';

/** `namespace()`: the one value that can be changed. */
export class Namespace {
  readonly members: Map<string, Value>;

  constructor(members: Iterable<readonly [string, Value]>) {
    this.members = new Map(members);
  }
}

/** A macro, or the body of a `call` block. It sees the variables of the place where it was written. */
export class Macro {
  readonly parameters: readonly Parameter[];
  readonly body: Body;
  readonly scope: Scope;

  constructor(parameters: readonly Parameter[], body: Body, scope: Scope) {
    this.parameters = parameters;
    this.body = body;
    this.scope = scope;
  }
}

export type Value = Json | Absent | Namespace | Macro;

/** Variables by name; inner scopes see through to outer ones. */
export class Scope {
  readonly outer: Scope | undefined;
  readonly #own = new Map<string, Value>();
  /** Renders the loop's body over other items, in a recursive loop. */
  recurse: ((items: Value, at: number) => string) | undefined;
  /** The included file that the scope is of. */
  file: TemplateFile | undefined;

  constructor(outer?: Scope) {
    this.outer = outer;
    this.recurse = outer?.recurse;
    this.file = outer?.file;
  }

  /** Names set here, not further out. */
  own(): ReadonlyMap<string, Value> {
    return this.#own;
  }

  get(name: string): Value | undefined {
    return this.#own.has(name) ? this.#own.get(name) : this.outer?.get(name);
  }

  set(name: string, value: Value): void {
    this.#own.set(name, value);
  }
}

/** `Array.isArray` does not narrow a read-only array away. */
export function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

export function isDict(value: Value): value is { readonly [key: string]: Json } {
  return (
    isJsonObject(value) &&
    !(value instanceof Absent) &&
    !(value instanceof Namespace) &&
    !(value instanceof Macro)
  );
}

/** An own member of a dict or namespace, an item of a list, a character of a text; else `undefined`. */
export function memberOf(value: Value, key: Value): Value | undefined {
  if (value instanceof Namespace) return typeof key === 'string' ? value.members.get(key) : undefined;
  if (isList(value) || typeof value === 'string') {
    return typeof key === 'number' && Number.isInteger(key) ? value.at(key) : undefined;
  }
  if (!isDict(value) || (typeof key !== 'string' && typeof key !== 'number')) return undefined;
  const name = String(key);
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

export function truthy(value: Value): boolean {
  if (value instanceof Absent || value === null) return false;
  if (isList(value)) return value.length > 0;
  if (isDict(value)) return Object.keys(value).length > 0;
  return typeof value === 'object' ? true : Boolean(value);
}

export function equal(left: Value, right: Value): boolean {
  const isData = (value: Value) =>
    !(value instanceof Namespace || value instanceof Macro || value instanceof Absent);
  return isData(left) && isData(right) ? canonicalJson(left) === canonicalJson(right) : left === right;
}

/** Negative when `left` comes first; of different kinds there is no order, as in Python. */
export function order(left: Value, right: Value, at: number): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
  if (isList(left) && isList(right)) {
    for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
      const difference = order(left[index] ?? null, right[index] ?? null, at);
      if (difference !== 0) return difference;
    }
    return left.length - right.length;
  }
  const help = 'Compare numbers with numbers and texts with texts, for example with `| int`.';
  throw new TemplateFault(`${kindOf(left)} cannot be compared with ${kindOf(right)}.`, at, help);
}

/** What kind of value it is, for messages. */
export function kindOf(value: Value): string {
  if (value === null) return 'None';
  if (value instanceof Absent) return 'an absent variable';
  if (value instanceof Namespace) return 'a namespace';
  if (value instanceof Macro) return 'a macro';
  if (isList(value)) return 'a list';
  if (typeof value === 'object') return 'a dict';
  return typeof value === 'boolean' ? 'a boolean' : typeof value === 'number' ? 'a number' : 'a text';
}

/** A value as Python's `str` writes it. */
export function pythonText(value: Json): string {
  return typeof value === 'string' ? value : pythonLiteral(value);
}

function pythonLiteral(value: Json): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return pythonString(value);
  if (isList(value)) return `[${value.map(pythonLiteral).join(', ')}]`;
  const members = Object.entries(value).map(
    ([key, member]) => `${pythonString(key)}: ${pythonLiteral(member)}`,
  );
  return `{${members.join(', ')}}`;
}

function pythonString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replaceAll(quote, `\\${quote}`);
  return quote + escaped + quote;
}
