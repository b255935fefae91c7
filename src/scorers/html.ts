import { ELEMENTS, OPTIONAL_END, RAW_TEXT, VOID } from './html-elements.ts';
import type { Check } from './scorer.ts';
import { quoted, tooLong, verdict } from './value.ts';

/** A doctype, or a tag whose values may hold a `>` between quotes. Each branch begins differently: time is linear. */
const TOKEN = /<!doctype[^>]*>|<(\/?)([a-z][a-z0-9-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/iy;

/**
 * 1 when the output is HTML: it begins and ends with markup, every element is one of HTML's (or a custom one, which has a
 * hyphen), and they nest. With `within: part`, when one such element stands in it with its end, or one that has none.
 */
export const html: Check<'html'> = ({ within }, { output }) => {
  const refused = tooLong(output);
  if (refused) return refused;
  const { tags, fault } = read(output.trim());
  if (within === 'whole') {
    const why = fault ?? (tags === 0 ? 'it has no element' : undefined);
    return verdict(why === undefined, 'the output is HTML', `the output is not HTML: ${why}`);
  }
  return verdict(partIn(output), 'the output has HTML in it', 'the output has no HTML element in it');
};

/** Elements in a text that is nothing but HTML, and what keeps it from being that. */
function read(text: string): { tags: number; fault?: string } {
  const open: string[] = [];
  let tags = 0;
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('<', at);
    const words = text.slice(at, next < 0 ? undefined : next);
    if (open.length === 0 && words.trim() !== '')
      return { tags, fault: `${quoted(words.trim())} is outside of every element` };
    if (next < 0) break;
    const token = tokenAt(text, next);
    if (token === undefined) return { tags, fault: `${quoted(text.slice(next, next + 40))} is no tag` };
    at = token.end;
    const { name, closing } = token;
    if (name === undefined) continue;
    if (!isElement(name)) return { tags, fault: `${quoted(name)} is no element` };
    tags += 1;
    if (closing) {
      while (open.length > 0 && open.at(-1) !== name && OPTIONAL_END.has(open.at(-1) ?? '')) open.pop();
      if (open.pop() !== name) return { tags, fault: `</${name}> closes nothing` };
    } else if (!VOID.has(name) && !token.selfClosing) {
      open.push(name);
      if (RAW_TEXT.has(name)) at = endOfRaw(text, at, name);
    }
  }
  const left = open.find((name) => !OPTIONAL_END.has(name));
  return left === undefined ? { tags } : { tags, fault: `<${left}> is never closed` };
}

function partIn(text: string): boolean {
  const closed = new Set<string>();
  for (const [, name = ''] of text.matchAll(/<\/([a-z][a-z0-9-]*)\s*>/gi)) closed.add(name.toLowerCase());
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    const token = tokenAt(text, at);
    if (token?.name === undefined || token.closing || !isElement(token.name)) continue;
    if (VOID.has(token.name) || closed.has(token.name)) return true;
  }
  return false;
}

interface Token {
  end: number;
  name?: string;
  closing: boolean;
  selfClosing: boolean;
}

/** Characters of one tag: a `<` that is never closed must not be read to the end of the text each time. */
const LONGEST_TAG = 5000;

function tokenAt(text: string, at: number): Token | undefined {
  if (text.startsWith('<!--', at)) {
    const end = text.indexOf('-->', at + 4);
    return end < 0 ? undefined : { end: end + 3, closing: false, selfClosing: false };
  }
  TOKEN.lastIndex = 0;
  const match = TOKEN.exec(text.slice(at, at + LONGEST_TAG));
  if (match === null) return undefined;
  const [whole, slash, name, rest = ''] = match;
  return {
    end: at + whole.length,
    ...(name === undefined ? {} : { name: name.toLowerCase() }),
    closing: slash === '/',
    selfClosing: rest.endsWith('/'),
  };
}

function isElement(name: string): boolean {
  return ELEMENTS.has(name) || (name.includes('-') && !name.endsWith('-'));
}

/** Where the text of a script or style ends: at its own end tag, whatever else stands in it. */
function endOfRaw(text: string, at: number, name: string): number {
  const end = text.slice(at).search(new RegExp(`</${name}\\s*>`, 'i'));
  return end < 0 ? text.length : at + end;
}
