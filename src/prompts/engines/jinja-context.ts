import type { Json } from '../../core/json.ts';
import { Absent } from './absent.ts';
import { equal, isDict, isList, kindOf, Macro, memberOf, Namespace, type Value } from './jinja-values.ts';
import { type Run, TemplateFault } from './run.ts';

/** What evaluating needs beside the scope. */
export interface Context {
  run: Run;
  /** Renders a macro's body; statements are not known here. */
  callMacro(macro: Macro, args: Given, at: number): string;
}

/** Arguments, worked out. */
export interface Given {
  positional: readonly Value[];
  named: ReadonlyMap<string, Value>;
  at: number;
}

/** A value that may stand in a list or dict. An absent one counts as missing there: it would not be seen later. */
export function data(value: Value, run: Run, at: number): Json {
  if (value instanceof Absent) {
    run.missing.add(value.name);
    return null;
  }
  if (value instanceof Macro || value instanceof Namespace) {
    throw new TemplateFault(`${kindOf(value)} is no data.`, at, 'Use what it gives, not itself.');
  }
  return value;
}

/** Whether a text, list or dict has something in it. */
export function contains(whole: Value, part: Value, at: number): boolean {
  if (typeof whole === 'string' && typeof part === 'string') return whole.includes(part);
  if (isList(whole)) return whole.some((item) => equal(item, part));
  if (isDict(whole))
    return (typeof part === 'string' || typeof part === 'number') && Object.hasOwn(whole, part);
  throw new TemplateFault(
    `${kindOf(part)} cannot be in ${kindOf(whole)}.`,
    at,
    'Use `in` with a text, list or dict.',
  );
}

/** What a dotted attribute leads to. */
export function attributeOf(item: Json, attribute: Value): Value {
  const steps = typeof attribute === 'number' ? [attribute] : String(attribute).split('.');
  let found: Value | undefined = item;
  for (const step of steps) {
    const isIndex: boolean = typeof step === 'string' && /^\d+$/.test(step) && isList(found);
    found = found === undefined ? undefined : memberOf(found, isIndex ? Number(step) : step);
  }
  return found ?? (found === null ? null : new Absent(`item.${String(attribute)}`));
}

/** What a filter or loop goes over: items of a list, keys of a dict, characters of a text. */
export function itemsOf(value: Json, at: number): readonly Json[] {
  if (isList(value)) return value;
  if (typeof value === 'string') return [...value];
  if (isDict(value)) return Object.keys(value);
  throw new TemplateFault(`${kindOf(value)} has no items.`, at, 'Give a list, a dict or a text.');
}
