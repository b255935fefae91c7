import type { Json } from '../json.ts';

const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * The first text in a value (keys included) that would not survive the way to a model or a file: one with a null
 * byte, or with half of a surrogate pair, which has no UTF-8. `undefined` when all is well.
 */
export function textFault(value: Json): { path: (string | number)[]; what: string } | undefined {
  if (typeof value === 'string') {
    if (value.includes('\0')) return { path: [], what: 'a null byte' };
    return LONE_SURROGATE.test(value) ? { path: [], what: 'a lone surrogate (half a character)' } : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const list = Array.isArray(value);
  for (const [key, member] of Object.entries<Json>(value)) {
    const inKey = list ? undefined : textFault(key);
    if (inKey !== undefined) return { path: [key], what: `${inKey.what} in a key` };
    const inside = textFault(member);
    if (inside !== undefined) return { path: [list ? Number(key) : key, ...inside.path], what: inside.what };
  }
  return undefined;
}
