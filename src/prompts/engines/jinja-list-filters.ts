import { canonicalJson, type Json } from '../../core/json.ts';
import { Absent } from './absent.ts';
import { attributeOf, itemsOf } from './jinja-context.ts';
import type { Filter, FilterCall } from './jinja-filters.ts';
import { isDict, isList, kindOf, order, pythonText, truthy } from './jinja-values.ts';
import { TemplateFault } from './run.ts';
import { joined } from './texts.ts';

/** Makes what items are compared by: an attribute of theirs where one is named, small letters unless told otherwise. */
function keyOf(call: FilterCall, attributeAt: number, caseAt: number): (item: Json) => Json {
  const attribute = call.arg(attributeAt, 'attribute');
  const exact = truthy(call.arg(caseAt, 'case_sensitive') ?? false);
  return (item) => {
    const found = attribute === undefined || attribute === null ? item : picked(item, attribute, call);
    return typeof found === 'string' && !exact ? found.toLowerCase() : found;
  };
}

function picked(item: Json, attribute: Json, { run }: FilterCall): Json {
  const found = attributeOf(item, attribute);
  if (!(found instanceof Absent)) return found as Json;
  run.missing.add(found.name);
  return null;
}

function sorted(
  items: readonly Json[],
  key: (item: Json) => Json,
  call: FilterCall,
  reverse: boolean,
): Json[] {
  call.run.step(call.at, items.length);
  const keyed = items.map((item) => ({ item, key: key(item) }));
  const direction = reverse ? -1 : 1;
  return keyed.sort((left, right) => direction * order(left.key, right.key, call.at)).map(({ item }) => item);
}

const length: Filter = (value, { at }) =>
  typeof value === 'string' ? [...value].length : itemsOf(value, at).length;

/** One of the least or greatest items; an empty list has none, which is an error as there is nothing to print. */
const extreme =
  (direction: 1 | -1): Filter =>
  (value, call) => {
    const [first] = sorted(itemsOf(value, call.at), keyOf(call, 1, 0), call, direction === -1);
    return first ?? nothing(call);
  };

function nothing({ at }: FilterCall): never {
  throw new TemplateFault('The list is empty.', at, 'Test the list before you take an item of it.');
}

function groups(items: readonly Json[], size: number, fill: Json | undefined): Json[] {
  const width = Math.max(1, Math.floor(size) || 1);
  const parts: Json[][] = [];
  for (let from = 0; from < items.length; from += width) parts.push(items.slice(from, from + width));
  const last = parts.at(-1);
  while (fill !== undefined && last !== undefined && width < 10_000 && last.length < width) last.push(fill);
  return parts;
}

/** Filters on lists and dicts. */
export const LIST_FILTERS: Readonly<Record<string, Filter>> = {
  length,
  count: length,
  list: (value, { at }) => [...itemsOf(value, at)],
  first: (value, call) => itemsOf(value, call.at)[0] ?? nothing(call),
  last: (value, call) => itemsOf(value, call.at).at(-1) ?? nothing(call),
  reverse: (value, { at }) => {
    const items = [...itemsOf(value, at)].reverse();
    return typeof value === 'string' ? items.join('') : items;
  },
  join: (value, call) => {
    const attribute = call.arg(1, 'attribute');
    const items = itemsOf(value, call.at).map((item) =>
      attribute === undefined ? item : picked(item, attribute, call),
    );
    return joined(items.map(pythonText), pythonText(call.arg(0, 'd') ?? ''), call.run, call.at);
  },
  sort: (value, call) =>
    sorted(itemsOf(value, call.at), keyOf(call, 2, 1), call, truthy(call.arg(0, 'reverse') ?? false)),
  min: extreme(1),
  max: extreme(-1),
  sum: (value, call) => {
    const attribute = call.arg(0, 'attribute');
    let total = Number(call.arg(1, 'start') ?? 0);
    for (const item of itemsOf(value, call.at)) {
      const part = attribute === undefined ? item : picked(item, attribute, call);
      if (typeof part !== 'number') {
        throw new TemplateFault(`${kindOf(part)} cannot be summed up.`, call.at, 'Sum up numbers only.');
      }
      total += part;
    }
    return total;
  },
  unique: (value, call) => {
    const key = keyOf(call, 1, 0);
    const seen = new Set<string>();
    return itemsOf(value, call.at).filter((item) => {
      const text = canonicalJson(key(item));
      if (seen.has(text)) return false;
      seen.add(text);
      return true;
    });
  },
  batch: (value, call) =>
    groups(itemsOf(value, call.at), Number(call.arg(0, 'linecount')), call.arg(1, 'fill_with')),
  groupby: (value, call) => {
    const attribute = call.arg(0, 'attribute') ?? null;
    const byKey = new Map<string, { grouper: Json; list: Json[] }>();
    for (const item of sorted(itemsOf(value, call.at), (one) => picked(one, attribute, call), call, false)) {
      const grouper = picked(item, attribute, call);
      const group = byKey.get(canonicalJson(grouper)) ?? { grouper, list: [] };
      group.list.push(item);
      byKey.set(canonicalJson(grouper), group);
    }
    return [...byKey.values()].map(({ grouper, list }) => [grouper, list]);
  },
  items: (value) => (isDict(value) ? Object.entries(value) : []),
  dictsort: (value, call) => {
    if (!isDict(value) || isList(value))
      throw new TemplateFault(`${kindOf(value)} is no dict.`, call.at, 'Give a dict.');
    const byValue = call.arg(1, 'by') === 'value';
    const reverse = truthy(call.arg(2, 'reverse') ?? false);
    const exact = truthy(call.arg(0, 'case_sensitive') ?? false);
    const key = (entry: Json): Json => {
      const part = isList(entry) ? (entry[byValue ? 1 : 0] ?? null) : null;
      return typeof part === 'string' && !exact ? part.toLowerCase() : part;
    };
    return sorted(Object.entries(value), key, call, reverse);
  },
  attr: (value, call) => picked(value, call.arg(0, 'name') ?? '', call),
};
