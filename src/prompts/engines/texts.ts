import type { Run } from './run.ts';

/** Replaces every occurrence (or the first `most`), after counting how long the result gets. */
export function replaced(
  text: string,
  change: { from: string; to: string; most?: number },
  run: Run,
  at: number,
): string {
  const { from, to, most = Number.POSITIVE_INFINITY } = change;
  const pieces = text.split(from);
  const count = Math.min(pieces.length - 1, most);
  run.charge(text.length + count * to.length, at);
  if (count === pieces.length - 1) return pieces.join(to);
  return [...pieces.slice(0, count), pieces.slice(count).join(from)].join(to);
}

/** Joins texts, after counting how long the result gets. */
export function joined(texts: readonly string[], separator: string, run: Run, at: number): string {
  run.charge(
    texts.reduce((sum, text) => sum + text.length + separator.length, 0),
    at,
  );
  return texts.join(separator);
}

/** Repeats a text, after counting how long the result gets. */
export function repeated(text: string, times: number, run: Run, at: number): string {
  const count = Math.max(0, Math.floor(times) || 0);
  run.charge(text.length * count, at);
  return text.repeat(count);
}

/** Takes tags and HTML comments out, in one walk: a pattern would need quadratic time for many `<`. */
export function withoutTags(text: string): string {
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    const open = text.indexOf('<', at);
    const comment = text.startsWith('<!--', open);
    const close = open === -1 ? -1 : text.indexOf(comment ? '-->' : '>', open);
    if (close === -1) break;
    parts.push(text.slice(at, open));
    at = close + (comment ? 3 : 1);
  }
  return [...parts, text.slice(at)].join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};

export function htmlEscaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

/** First letter large, the others small. */
export function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase();
}

const HALF = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** Percent-encodes a text; half a surrogate pair, which has no encoding, becomes the replacement character. */
export function urlEncoded(text: string): string {
  return encodeURIComponent(text.replace(HALF, '\uFFFD'));
}
