import type { Json } from '../../core/json.ts';
import { Absent } from './absent.ts';
import { data, type Given } from './jinja-context.ts';
import { equal, isDict, isList, memberOf, pythonText, type Value } from './jinja-values.ts';
import { type Run, TemplateFault } from './run.ts';
import { capitalised, joined, replaced } from './texts.ts';

interface Call {
  args: readonly Json[];
  run: Run;
  at: number;
}

const text = (value: Json | undefined): string => (value === undefined ? '' : pythonText(value));
const many = (value: Json | undefined): string[] => (isList(value) ? value.map(text) : [text(value)]);
/** The characters that `strip` takes off; white space when none are given. */
const stripped = (value: string, signs: Json | undefined, ends: 'both' | 'start' | 'end'): string => {
  if (signs === undefined || signs === null) {
    return ends === 'both' ? value.trim() : ends === 'start' ? value.trimStart() : value.trimEnd();
  }
  const set = new Set(text(signs));
  let from = 0;
  let to = value.length;
  while (ends !== 'end' && from < to && set.has(value.charAt(from))) from += 1;
  while (ends !== 'start' && to > from && set.has(value.charAt(to - 1))) to -= 1;
  return value.slice(from, to);
};

export function titled(value: string): string {
  return value
    .toLowerCase()
    .replace(
      /(^|[^\p{L}\p{M}'’])(\p{L})/gu,
      (_, before: string, letter: string) => before + letter.toUpperCase(),
    );
}

const TEXT_METHODS: Readonly<Record<string, (value: string, call: Call) => Json>> = {
  upper: (value) => value.toUpperCase(),
  lower: (value) => value.toLowerCase(),
  capitalize: capitalised,
  title: titled,
  strip: (value, { args }) => stripped(value, args[0], 'both'),
  lstrip: (value, { args }) => stripped(value, args[0], 'start'),
  rstrip: (value, { args }) => stripped(value, args[0], 'end'),
  split: (value, { args: [separator, most = -1] }) => {
    if (separator === undefined || separator === null)
      return value.trim() === '' ? [] : value.trim().split(/\s+/);
    const parts = value.split(text(separator));
    const limit = Number(most);
    return limit < 0 || parts.length <= limit + 1
      ? parts
      : [...parts.slice(0, limit), parts.slice(limit).join(text(separator))];
  },
  splitlines: (value) => value.replace(/\r?\n$/, '').split(/\r?\n/),
  replace: (value, { args: [from, to, most], run, at }) =>
    replaced(
      value,
      { from: text(from), to: text(to), ...(typeof most === 'number' ? { most } : {}) },
      run,
      at,
    ),
  startswith: (value, { args }) => many(args[0]).some((start) => value.startsWith(start)),
  endswith: (value, { args }) => many(args[0]).some((end) => value.endsWith(end)),
  find: (value, { args }) => value.indexOf(text(args[0])),
  count: (value, { args }) => value.split(text(args[0])).length - 1,
  join: (value, { args, run, at }) => joined(many(args[0]), value, run, at),
  isdigit: (value) => /^\d+$/.test(value),
  isalpha: (value) => /^\p{L}+$/u.test(value),
  isupper: (value) => value !== value.toLowerCase() && value === value.toUpperCase(),
  islower: (value) => value !== value.toUpperCase() && value === value.toLowerCase(),
};

const DICT_METHODS: Readonly<Record<string, (value: { readonly [key: string]: Json }, call: Call) => Json>> =
  {
    items: (value) => Object.entries(value),
    keys: (value) => Object.keys(value),
    values: (value) => Object.values(value),
    get: (value, { args: [key = null, fallback = null] }) => {
      const found = memberOf(value, key);
      return found === undefined ? fallback : (found as Json);
    },
  };

const LIST_METHODS: Readonly<Record<string, (value: readonly Json[], call: Call) => Json>> = {
  index: (value, { args, at }) => {
    const found = value.findIndex((item) => equal(item, args[0] ?? null));
    if (found === -1) throw new TemplateFault('`index` does not find the item.', at, 'Test with `in` first.');
    return found;
  },
  count: (value, { args }) => value.filter((item) => equal(item, args[0] ?? null)).length,
};

/** Methods that a value has. Those that would change it are left out: variables belong to the case. */
export function methodsOf(value: Value): string[] {
  if (typeof value === 'string') return Object.keys(TEXT_METHODS);
  if (isList(value)) return Object.keys(LIST_METHODS);
  return isDict(value) ? Object.keys(DICT_METHODS) : [];
}

/** Calls one of {@link methodsOf}. */
export function callMethod(name: string, value: Value, given: Given, run: Run): Value {
  const { at } = given;
  const absent = given.positional.find((argument) => argument instanceof Absent);
  if (absent !== undefined && name !== 'get') return absent;
  const call = { args: given.positional.map((argument) => data(argument, run, at)), run, at };
  const result =
    typeof value === 'string'
      ? TEXT_METHODS[name]?.(value, call)
      : isList(value)
        ? LIST_METHODS[name]?.(value, call)
        : isDict(value)
          ? DICT_METHODS[name]?.(value, call)
          : undefined;
  if (isList(result)) run.step(at, result.length);
  if (typeof result === 'string') run.charge(result.length, at);
  return result ?? null;
}
