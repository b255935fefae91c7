import type { Json } from '../../core/json.ts';
import { Absent } from './absent.ts';
import { attributeOf, type Context, data, type Given, itemsOf } from './jinja-context.ts';
import { LIST_FILTERS } from './jinja-list-filters.ts';
import { callTest } from './jinja-tests.ts';
import { TEXT_FILTERS } from './jinja-text-filters.ts';
import { isList, truthy, type Value } from './jinja-values.ts';
import { type Run, TemplateFault } from './run.ts';

/** A filter's arguments, by position or name, as data. */
export interface FilterCall {
  /** The argument with this position or name; `undefined` when it is not given. */
  arg(index: number, name: string): Json | undefined;
  run: Run;
  at: number;
}

export type Filter = (value: Json, call: FilterCall) => Json;

const DEFAULTS = ['default', 'd'];
/** These apply another filter or test, named by their first argument, to every item. */
const PICKING = ['select', 'reject', 'selectattr', 'rejectattr'];

export const FILTER_NAMES: readonly string[] = [
  ...DEFAULTS,
  'map',
  ...PICKING,
  ...Object.keys(TEXT_FILTERS),
  ...Object.keys(LIST_FILTERS),
];

/** Applies a filter. What is absent stays absent, save for `default`. */
export function callFilter(name: string, value: Value, given: Given, context: Context): Value {
  const { run } = context;
  const { positional, named, at } = given;
  if (DEFAULTS.includes(name)) {
    const alsoFalse = truthy(positional[1] ?? named.get('boolean') ?? false);
    const isMissing = value instanceof Absent || (alsoFalse && !truthy(value));
    return isMissing ? (positional[0] ?? named.get('default_value') ?? '') : value;
  }
  if (value instanceof Absent) return value;
  const absent = [...positional, ...named.values()].find((argument) => argument instanceof Absent);
  if (absent !== undefined) return absent;
  const result =
    name === 'map' || PICKING.includes(name)
      ? overItems(name, value, given, context)
      : plainFilter(name)(data(value, run, at), {
          arg: (index, known) => {
            const found = positional[index] ?? named.get(known) ?? positional[index];
            return found === undefined ? undefined : data(found, run, at);
          },
          run,
          at,
        });
  if (typeof result === 'string') run.charge(result.length, at);
  if (isList(result)) run.step(at, result.length);
  return result;
}

function plainFilter(name: string): Filter {
  const found = Object.hasOwn(TEXT_FILTERS, name)
    ? TEXT_FILTERS[name]
    : Object.hasOwn(LIST_FILTERS, name)
      ? LIST_FILTERS[name]
      : undefined;
  if (found === undefined) throw new TemplateFault(`The filter \`${name}\` is not known.`, 0, 'Remove it.');
  return found;
}

function overItems(name: string, value: Value, given: Given, context: Context): Json {
  const { at } = given;
  const items = itemsOf(data(value, context.run, at), at);
  const byAttribute = name.endsWith('attr');
  const [first, ...rest] = given.positional;
  context.run.step(at, items.length);
  if (name === 'map') {
    const attribute = given.named.get('attribute');
    if (attribute !== undefined) {
      const fallback = given.named.get('default');
      return items.map((item) => {
        const found = attributeOf(item, attribute);
        return data(found instanceof Absent ? (fallback ?? found) : found, context.run, at);
      });
    }
    const filter = String(first);
    if (!FILTER_NAMES.includes(filter)) throw unknownWord('filter', filter, at);
    const inner = { positional: rest, named: given.named, at };
    return items.map((item) => data(callFilter(filter, item, inner, context), context.run, at));
  }
  const [test, ...args] = byAttribute ? rest : given.positional;
  const wanted = name.startsWith('select');
  return items.filter((item) => {
    const subject = byAttribute ? attributeOf(item, first ?? '') : item;
    const passes =
      test === undefined
        ? truthy(subject)
        : callTest(String(test), subject, { positional: args, named: new Map(), at });
    return passes === wanted;
  });
}

function unknownWord(what: string, name: string, at: number): TemplateFault {
  return new TemplateFault(
    `The ${what} \`${name.slice(0, 40)}\` is not known.`,
    at,
    `Write the name of a ${what}.`,
  );
}
