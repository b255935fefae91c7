import { canonicalJson, type Json } from './json.ts';
import type { Change } from './report.ts';

/** Members that differ, by name. */
export function memberChanges(
  kind: Change['kind'],
  base: Readonly<Record<string, unknown>>,
  head: Readonly<Record<string, unknown>>,
): Change[] {
  const names = [...new Set([...Object.keys(base), ...Object.keys(head)])].sort();
  return names.flatMap((name) => difference(kind, name, base[name], head[name]));
}

const VALUE_LIMIT = 120;

/** One value that differs. */
export function difference(kind: Change['kind'], what: string, from: unknown, to: unknown): Change[] {
  if (canonicalJson(from ?? null) === canonicalJson(to ?? null)) return [];
  const [before, after] = [shown(from), shown(to)];
  // `0.7` and `"0.7"` look alike, and so do long values that differ late: never "x → x".
  const differ = before === after ? [quoted(from), quoted(to)] : [before, after];
  if (differ[0] === differ[1]) return [{ kind, what }];
  return [{ kind, what, from: differ[0], to: differ[1] }];
}

function shown(value: unknown): string {
  if (value === undefined) return 'unset';
  return typeof value === 'string' ? shortened(value) : quoted(value);
}

function quoted(value: unknown): string {
  return value === undefined ? 'unset' : shortened(canonicalJson(value as Json));
}

function shortened(text: string): string {
  return text.length > VALUE_LIMIT ? `${text.slice(0, VALUE_LIMIT - 1)}…` : text;
}
