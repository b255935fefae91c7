import type { Json } from '../core/json.ts';
import { parseJson } from '../core/json-parse.ts';

/** Characters read in all while looking for ends and parsing: openings that never close would take quadratic time. */
const MOST_WORK = 5_000_000;
const MOST_VALUES = 100;

/** The JSON objects and lists that stand in a text, outermost ones only, in order. Time is bounded. */
export function embeddedJson(
  text: string,
): { ok: true; values: readonly Json[] } | { ok: false; message: string } {
  const values: Json[] = [];
  const opening = /[{[]/g;
  let work = 0;
  for (
    let found = opening.exec(text);
    found !== null && values.length < MOST_VALUES;
    found = opening.exec(text)
  ) {
    const { end, read } = endOf(text, found.index);
    work += read;
    if (work > MOST_WORK)
      return { ok: false, message: 'the output has too many open brackets to look through' };
    if (end === undefined) continue;
    const parsed = parseJson(text.slice(found.index, end));
    if (!parsed.ok) continue;
    values.push(parsed.value);
    opening.lastIndex = end;
  }
  return { ok: true, values };
}

/** Where the value that opens at `start` ends, if its brackets match. */
function endOf(text: string, start: number): { end?: number; read: number } {
  const stack: string[] = [];
  let inString = false;
  for (let at = start; at < text.length; at += 1) {
    const char = text[at];
    if (inString) {
      if (char === '\\') at += 1;
      else if (char === '"') inString = false;
      else if (char === '\n') return { read: at - start };
      continue;
    }
    if (char === '"') inString = true;
    else if (char === '{') stack.push('}');
    else if (char === '[') stack.push(']');
    else if ((char === '}' || char === ']') && stack.pop() !== char) return { read: at - start };
    if (stack.length === 0) return { end: at + 1, read: at + 1 - start };
  }
  return { read: text.length - start };
}
