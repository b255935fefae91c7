import type { Json } from '../../core/json.ts';
import { isList } from './jinja-values.ts';

/**
 * JSON as Jinja's `tojson` writes it: keys sorted, a space after commas and colons, everything beyond ASCII and
 * `< > & '` as escapes.
 */
export function jinjaJson(value: Json, indent: number): string {
  const width = Math.min(16, Math.max(0, Math.floor(indent) || 0));
  return written(value, width, 0).replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what stays as it is
    /[^\x00-\x7f]|[<>&']/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function written(value: Json, indent: number, level: number): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const inner = isList(value)
    ? value.map((item) => written(item, indent, level + 1))
    : Object.entries(value)
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([key, member]) => `${JSON.stringify(key)}: ${written(member, indent, level + 1)}`);
  const [open, close] = isList(value) ? ['[', ']'] : ['{', '}'];
  if (inner.length === 0) return open + close;
  if (indent === 0) return open + inner.join(', ') + close;
  const pad = ' '.repeat(indent * (level + 1));
  return `${open}\n${inner.map((part) => pad + part).join(',\n')}\n${' '.repeat(indent * level)}${close}`;
}
