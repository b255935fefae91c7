/** Any JSON value, as `JSON.parse` can give it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. Values may be absent under `noUncheckedIndexedAccess`. */
export interface JsonObject {
  readonly [key: string]: Json;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * JSON text with object keys in code-unit order at every depth, so that equal values have equal text.
 * Members that are `undefined` are left out, as `JSON.stringify` does.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(isInOrder(value) ? value : inOrder(value));
}

/** Whether the keys of every object stand in order already, as they do in most of what is hashed. */
function isInOrder(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isInOrder);
  if (!isJsonObject(value)) return true;
  let last: string | undefined;
  for (const key of Object.keys(value)) {
    if ((last !== undefined && key < last) || !isInOrder(value[key])) return false;
    last = key;
  }
  return true;
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isJsonObject(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, inOrder(value[key])]));
}

/** Whether two JSON values are equal, whatever the order of keys: as their {@link canonicalJson} would be. */
export function sameJson(left: Json | undefined, right: Json | undefined): boolean {
  if (left === right) return true;
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((member, index) => sameJson(member, right[index]))
    );
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false;
  const [ours, theirs] = [keysOf(left), keysOf(right)];
  return (
    ours.length === theirs.length &&
    ours.every((key) => Object.hasOwn(right, key) && sameJson(left[key], right[key]))
  );
}

/** The keys that JSON would have. */
function keysOf(value: JsonObject): string[] {
  return Object.keys(value).filter((key) => value[key] !== undefined);
}

/** A value as it stands in a prompt: strings as they are, everything else as JSON. */
export function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
