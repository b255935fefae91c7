import { canonicalJson, type Json } from '../../core/json.ts';
import type { LiquidCall, LiquidFilterFunction } from './liquid-filters.ts';
import { isList, liquidHolds, liquidMember, liquidNumber, liquidText, truthy } from './liquid-values.ts';
import { joined } from './texts.ts';

const items = (value: Json): readonly Json[] => (isList(value) ? value : value === null ? [] : [value]);
/** The member of an item that a filter's first argument names; the item itself when there is none. */
const part = (item: Json, { args: [name] }: LiquidCall): Json =>
  name === undefined ? item : (liquidMember(item, name) ?? null);

const ordered =
  (key: (value: Json) => Json): LiquidFilterFunction =>
  (value, call) => {
    const keyed = items(value).map((item) => ({ item, key: key(part(item, call)) }));
    // `nil` comes last.
    const order = (left: Json, right: Json): number =>
      left === null || right === null
        ? Number(left === null) - Number(right === null)
        : liquidHolds('<', left, right)
          ? -1
          : liquidHolds('>', left, right)
            ? 1
            : 0;
    return keyed.sort((left, right) => order(left.key, right.key)).map(({ item }) => item);
  };

const matching =
  (wanted: boolean): LiquidFilterFunction =>
  (value, { args: [name = '', expected] }) =>
    items(value).filter((item) => {
      const found = liquidMember(item, name) ?? null;
      const matches =
        expected === undefined ? truthy(found) : canonicalJson(found) === canonicalJson(expected);
      return matches === wanted;
    });

/** Filters on lists. */
export const LIQUID_LIST_FILTERS: Readonly<Record<string, LiquidFilterFunction>> = {
  join: (value, call) =>
    joined(items(value).map(liquidText), liquidText(call.args[0] ?? ' '), call.run, call.at),
  first: (value) => items(value)[0] ?? null,
  last: (value) => items(value).at(-1) ?? null,
  size: (value) => liquidMember(value, 'size') ?? 0,
  reverse: (value) => [...items(value)].reverse(),
  sort: ordered((key) => key),
  sort_natural: ordered((key) => (key === null ? null : liquidText(key).toLowerCase())),
  uniq: (value, call) => {
    const seen = new Set<string>();
    return items(value).filter((item) => {
      const text = canonicalJson(part(item, call));
      if (seen.has(text)) return false;
      seen.add(text);
      return true;
    });
  },
  compact: (value, call) => items(value).filter((item) => part(item, call) !== null),
  concat: (value, { args: [other = null] }) => [...items(value), ...items(other)],
  map: (value, call) => items(value).map((item) => part(item, call)),
  where: matching(true),
  reject: matching(false),
  sum: (value, call) =>
    items(value).reduce<number>((total, item) => total + liquidNumber(part(item, call)), 0),
};
