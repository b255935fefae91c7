import { TemplateFault } from './run.ts';
import type { Token } from './token-reader.ts';

/** A stretch of the template: text, `{{ … }}` or `{% … %}`. Comments are gone. */
export type Segment =
  | { kind: 'text'; text: string; at: number }
  | { kind: 'output' | 'tag'; tokens: readonly Token[]; at: number };

const OPEN = /\{(?:\{|%|#)/g;
const RAW = /\{%[-+]?\s{0,80}raw\s{0,80}([-+]?)%\}/y;
const END_RAW = /\{%([-+]?)\s{0,80}endraw\s{0,80}([-+]?)%\}/g;
const WORD = /[\p{L}_][\p{L}\p{M}\p{N}_]*/uy;
const NUMBER = /\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SIGN = /\*\*|\/\/|==|!=|<=|>=|[-+*/%~<>=|.,:()[\]{}]/y;
const SPACE = /\s*/y;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\n': '' };

/** Cuts a Jinja template into segments. `-` inside a mark takes the white space next to it away, as Jinja does. */
export function segmentsOf(template: string): Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  let strip = false;
  const text = (end: number, stripEnd: boolean): void => {
    let piece = template.slice(at, end);
    if (strip) piece = piece.trimStart();
    if (stripEnd) piece = piece.trimEnd();
    if (piece !== '') segments.push({ kind: 'text', text: piece, at });
  };
  for (;;) {
    OPEN.lastIndex = at;
    const open = OPEN.exec(template);
    if (open === null) break;
    const begin = open.index;
    const sign = template[begin + 2];
    text(begin, sign === '-');
    RAW.lastIndex = begin;
    const raw = RAW.exec(template);
    if (open[0] === '{#') {
      const close = template.indexOf('#}', begin + 2);
      if (close === -1) throw unclosed('A comment is not closed', begin, '#}');
      strip = template[close - 1] === '-' && close > begin + 2;
      at = close + 2;
    } else if (raw !== null) {
      END_RAW.lastIndex = RAW.lastIndex;
      const end = END_RAW.exec(template);
      if (end === null) throw unclosed('`raw` is not closed', begin, '{% endraw %}');
      at = RAW.lastIndex;
      strip = raw[1] === '-';
      text(end.index, end[1] === '-');
      strip = end[2] === '-';
      at = END_RAW.lastIndex;
    } else {
      const kind = open[0] === '{{' ? 'output' : 'tag';
      const from = begin + (sign === '-' || sign === '+' ? 3 : 2);
      const read = readTokens(template, from, kind === 'output' ? '}}' : '%}');
      segments.push({ kind, tokens: read.tokens, at: begin });
      strip = read.strip;
      at = read.end;
    }
  }
  text(template.length, false);
  return segments;
}

function readTokens(
  template: string,
  from: number,
  close: string,
): { tokens: Token[]; end: number; strip: boolean } {
  const tokens: Token[] = [];
  let at = from;
  let open = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(template)?.[0];
  };
  for (;;) {
    at += take(SPACE)?.length ?? 0;
    const dash = template[at] === '-' || template[at] === '+' ? 1 : 0;
    // Inside a dict, `}}` closes two of them rather than the output.
    if (open === 0 && template.startsWith(close, at + dash)) {
      const strip = dash === 1 && template[at] === '-';
      const end = at + dash + 2;
      return { tokens: [...tokens, { kind: 'end', text: '', at }], end, strip };
    }
    const quote = template[at];
    if (quote === '"' || quote === "'") {
      const { text, end } = readString(template, at, quote);
      tokens.push({ kind: 'string', text, at });
      at = end;
      continue;
    }
    const word = take(WORD);
    const number = word === undefined ? take(NUMBER) : undefined;
    const sign = word === undefined && number === undefined ? take(SIGN) : undefined;
    const text = word ?? number ?? sign;
    if (text === undefined) {
      if (at >= template.length) throw unclosed('The template ends inside a tag', from - 2, close);
      throw new TemplateFault(
        'A sign stands here that Jinja does not know.',
        at,
        `Remove ${JSON.stringify(template[at])}.`,
      );
    }
    tokens.push({ kind: word === undefined ? (number === undefined ? 'sign' : 'number') : 'name', text, at });
    if (text === '{') open += 1;
    if (text === '}') open = Math.max(0, open - 1);
    at += text.length;
  }
}

function readString(template: string, from: number, quote: string): { text: string; end: number } {
  const parts: string[] = [];
  let at = from + 1;
  for (;;) {
    const next = template[at];
    if (next === undefined) throw unclosed('A text is not closed', from, quote);
    if (next === quote) return { text: parts.join(''), end: at + 1 };
    if (next !== '\\') parts.push(next);
    else {
      at += 1;
      const escaped = template[at] ?? '';
      const known = Object.hasOwn(ESCAPES, escaped) ? ESCAPES[escaped] : undefined;
      const code = escaped === 'u' ? /^[\da-fA-F]{4}/.exec(template.slice(at + 1, at + 5))?.[0] : undefined;
      if (code !== undefined) {
        parts.push(String.fromCharCode(Number.parseInt(code, 16)));
        at += 4;
      } else parts.push(known ?? (`\\'"`.includes(escaped) ? escaped : `\\${escaped}`));
    }
    at += 1;
  }
}

function unclosed(what: string, at: number, close: string): TemplateFault {
  return new TemplateFault(`${what}.`, at, `Close it with \`${close}\`.`);
}
