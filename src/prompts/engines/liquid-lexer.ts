import { TemplateFault } from './run.ts';
import type { Token } from './token-reader.ts';

/** A stretch of a Liquid template. The tokens of a tag are without its name. */
export type LiquidSegment =
  | { kind: 'text'; text: string; at: number }
  | { kind: 'output'; tokens: readonly Token[]; at: number }
  | { kind: 'tag'; name: string; tokens: readonly Token[]; at: number };

const OPEN = /\{(?:\{|%)-?/g;
const TAG_NAME = /\s*(#|[A-Za-z_]\w*)/y;
const TOKEN =
  /(?<string>"[^"]*"|'[^']*')|(?<number>-?\d+(?:\.\d+)?)|(?<name>[\p{L}_][\p{L}\p{M}\p{N}_-]*\??)|(?<sign>\.\.|==|!=|<>|<=|>=|[<>|:,.=[\]()])/uy;

/** Cuts a Liquid template into segments; `-` in a mark takes the white space next to it away. */
export function liquidSegments(template: string): LiquidSegment[] {
  const segments: LiquidSegment[] = [];
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
    text(begin, open[0].endsWith('-'));
    const close = open[0].startsWith('{{') ? '}}' : '%}';
    const inside = begin + open[0].length;
    const end = template.indexOf(close, inside);
    if (end === -1) throw unclosed('The tag', begin, close);
    strip = end > inside && template[end - 1] === '-';
    const stop = strip ? end - 1 : end;
    at = end + 2;
    if (close === '}}') {
      segments.push({ kind: 'output', tokens: tokensOf(template, inside, stop), at: begin });
      continue;
    }
    TAG_NAME.lastIndex = inside;
    const found = TAG_NAME.exec(template);
    const name = found !== null && TAG_NAME.lastIndex <= stop ? (found[1] ?? '') : '';
    if (name === 'raw' || name === 'comment') {
      const ended = endOf(name, template, at, begin);
      const inner = template.slice(at, ended.from);
      if (name === 'raw' && inner !== '') segments.push({ kind: 'text', text: inner, at });
      strip = ended.strip;
      at = ended.to;
    } else if (name === 'liquid') segments.push(...lines(template, TAG_NAME.lastIndex, stop));
    else if (name !== '#') {
      const from = name === '' ? inside : TAG_NAME.lastIndex;
      segments.push({ kind: 'tag', name, tokens: tokensOf(template, from, stop), at: begin });
    }
  }
  text(template.length, false);
  return segments;
}

/** The tags of a `{% liquid %}` block, one a line. */
function lines(template: string, from: number, to: number): LiquidSegment[] {
  const segments: LiquidSegment[] = [];
  for (let at = from; at < to; ) {
    const line = template.indexOf('\n', at);
    const end = line === -1 || line > to ? to : line;
    TAG_NAME.lastIndex = at;
    const name = template.slice(at, end).trim() === '' ? '#' : (TAG_NAME.exec(template)?.[1] ?? '');
    if (name !== '#') {
      segments.push({
        kind: 'tag',
        name,
        tokens: tokensOf(template, name === '' ? at : TAG_NAME.lastIndex, end),
        at,
      });
    }
    at = end + 1;
  }
  return segments;
}

function endOf(
  name: string,
  template: string,
  from: number,
  begin: number,
): { from: number; to: number; strip: boolean } {
  const pattern = new RegExp(`\\{%-?\\s{0,80}end${name === 'raw' ? 'raw' : 'comment'}\\s{0,80}(-?)%\\}`, 'g');
  pattern.lastIndex = from;
  const found = pattern.exec(template);
  if (found === null) throw unclosed(`\`{% ${name} %}\``, begin, `{% end${name} %}`);
  return { from: found.index, to: pattern.lastIndex, strip: found[1] === '-' };
}

function tokensOf(template: string, from: number, to: number): Token[] {
  const tokens: Token[] = [];
  for (let at = from; ; ) {
    while (at < to && /\s/.test(template.charAt(at))) at += 1;
    if (at >= to) return [...tokens, { kind: 'end', text: '', at: to }];
    TOKEN.lastIndex = at;
    const groups = TOKEN.exec(template)?.groups;
    if (groups === undefined || TOKEN.lastIndex > to) {
      throw new TemplateFault('A sign stands here that Liquid does not know.', at, 'Mend the syntax there.');
    }
    const { string, number, name, sign } = groups;
    if (string !== undefined) tokens.push({ kind: 'string', text: string.slice(1, -1), at });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, at });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name, at });
    else tokens.push({ kind: 'sign', text: sign ?? '', at });
    at = TOKEN.lastIndex;
  }
}

function unclosed(what: string, at: number, close: string): TemplateFault {
  return new TemplateFault(`${what} is not closed.`, at, `Close it with \`${close}\`.`);
}
