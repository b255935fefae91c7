import { canonicalJson, isJsonObject, type Json } from '../../core/json.ts';
import { Absent } from './absent.ts';

/** A value, or the name of a variable that is not there. */
export type Found = Json | Absent;

export function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

/** Only `nil`, `false` and what is absent are false. */
export function truthy(value: Found): boolean {
  return !(value instanceof Absent || value === null || value === false);
}

/** A value as it comes out: nothing for `nil`, the items of a list one after the other, an object as JSON. */
export function liquidText(value: Json): string {
  if (value === null) return '';
  if (isList(value)) return value.map(liquidText).join('');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** An own member, or `size`, `first` and `last` of a list, and `size` of a text or object. */
export function liquidMember(value: Json, key: Json): Json | undefined {
  const size = key === 'size';
  if (typeof value === 'string') return size ? [...value].length : undefined;
  if (isList(value)) {
    if (typeof key === 'number' && Number.isInteger(key)) return value.at(key);
    if (typeof key === 'string' && /^-?\d{1,9}$/.test(key)) return value.at(Number(key));
    return size ? value.length : key === 'first' ? value[0] : key === 'last' ? value.at(-1) : undefined;
  }
  if (!isJsonObject(value) || (typeof key !== 'string' && typeof key !== 'number')) return undefined;
  const name = String(key);
  if (Object.hasOwn(value, name)) return value[name];
  return size ? Object.keys(value).length : undefined;
}

export function isEmptyValue(value: Found, word: 'empty' | 'blank'): boolean {
  if (word === 'blank') {
    if (!truthy(value)) return true;
    if (typeof value === 'string') return value.trim() === '';
  }
  if (value instanceof Absent || value === null) return false;
  if (typeof value === 'string' || isList(value)) return value.length === 0;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** Whether a comparison holds. Values of different kinds have no order: every `<` between them is false. */
export function liquidHolds(sign: string, left: Found, right: Found): boolean {
  const [one, other] = [left instanceof Absent ? null : left, right instanceof Absent ? null : right];
  if (sign === '==') return canonicalJson(one) === canonicalJson(other);
  if (sign === '!=' || sign === '<>') return canonicalJson(one) !== canonicalJson(other);
  if (sign === 'contains') {
    if (typeof one === 'string') return other !== null && one.includes(liquidText(other));
    return isList(one) && one.some((item) => canonicalJson(item) === canonicalJson(other));
  }
  const comparable =
    (typeof one === 'number' && typeof other === 'number') ||
    (typeof one === 'string' && typeof other === 'string');
  if (!comparable) return false;
  if (sign === '<') return one < other;
  if (sign === '<=') return one <= other;
  return sign === '>' ? one > other : one >= other;
}

/** A number, or a text that is one; anything else is 0, as in Liquid. */
export function liquidNumber(value: Json | undefined): number {
  if (typeof value === 'number') return value;
  const found = typeof value === 'string' ? /^\s*-?\d{1,300}(?:\.\d{1,300})?/.exec(value)?.[0] : undefined;
  return found === undefined ? 0 : Number(found);
}

/** Items of a list; members of an object as pairs; a text is one item, unless it is empty. */
export function itemsOf(value: Found): Json[] {
  if (value instanceof Absent || value === null) return [];
  if (isList(value)) return [...value];
  if (typeof value === 'object') return Object.entries(value);
  return typeof value === 'string' && value !== '' ? [value] : [];
}

/** What `forloop` is in one turn of a loop. */
export function loopOf(index: number, length: number, parent: Json | undefined): Json {
  return {
    index: index + 1,
    index0: index,
    rindex: length - index,
    rindex0: length - index - 1,
    first: index === 0,
    last: index === length - 1,
    length,
    ...(parent === undefined ? {} : { parentloop: parent }),
  };
}
