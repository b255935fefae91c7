import type { CST } from 'yaml';

/**
 * Offset of the first collection that lies deeper than `most` levels, or `undefined` when none does.
 * Walks with a stack of its own: a hostile file may be nested a million levels deep.
 */
export function nestingOf(tokens: readonly CST.Token[], most: number): number | undefined {
  const open: { token: CST.Token; depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (token.type === 'document') {
      if (token.value !== undefined) open.push({ token: token.value, depth });
      continue;
    }
    if (!('items' in token)) continue;
    if (depth + 1 > most) return token.offset;
    for (const { key, value } of token.items) {
      if (key) open.push({ token: key, depth: depth + 1 });
      if (value) open.push({ token: value, depth: depth + 1 });
    }
  }
  return undefined;
}
