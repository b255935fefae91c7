import { cut } from '../../core/cut.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { inFile, type Link, NO_LINK, type PartialFile, Partials } from './link.ts';
import { type Compiled, MOST_DEPTH, type Run, TemplateFault, tooDeep } from './run.ts';

type Node = { at: number } & (
  | { kind: 'text'; text: string }
  | { kind: 'variable'; name: string }
  | { kind: 'section' | 'inverted'; name: string; body: Node[] }
  | { kind: 'partial'; file: PartialFile; body: readonly Node[] }
);

interface Tag {
  /** The sign behind the opening braces: `#`, `^`, `/`, `>`, `!`, `=`, `&`, `{`, or nothing. */
  sign: string;
  text: string;
  at: number;
  end: number;
}

/**
 * Reads a Mustache template: variables, sections, inverted sections, partials, comments and changed delimiters, with tags that
 * stand alone on a line taking the line with them. Values come out as they are, without HTML escaping: a prompt is no
 * web page. Only own members can be reached, and there are no functions to call.
 * @throws TemplateFault
 */
export function compileMustache(template: string, link: Link = NO_LINK): Compiled {
  const partials = new Partials<readonly Node[]>((file, others) => parse(file.text, file.link, others));
  const root = parse(template, link, partials);
  return { includes: partials.missing, render: (vars, run) => renderNodes(root, [vars], run) };
}

function parse(template: string, link: Link, partials: Partials<readonly Node[]>): readonly Node[] {
  const root: Node[] = [];
  const open: { tag: Tag; body: Node[] }[] = [];
  let body = root;
  let at = 0;
  let marks: [string, string] = ['{{', '}}'];
  for (;;) {
    const tag = nextTag(template, at, marks);
    const alone =
      tag !== undefined && !'{&'.includes(tag.sign || '{') ? lineOf(template, tag, at) : undefined;
    const text = template.slice(at, alone?.from ?? tag?.at ?? template.length);
    if (text !== '') body.push({ kind: 'text', text, at });
    if (tag === undefined) break;
    at = alone?.to ?? tag.end;
    const { sign, text: name } = tag;
    if (sign === '#' || sign === '^') {
      if (open.length >= MOST_DEPTH) throw tooDeep(tag.at);
      const inner: Node[] = [];
      body.push({ kind: sign === '#' ? 'section' : 'inverted', name, body: inner, at: tag.at });
      open.push({ tag, body });
      body = inner;
    } else if (sign === '/') {
      const opened = open.pop();
      if (opened === undefined || opened.tag.text !== name) throw notOpen(tag, opened?.tag);
      body = opened.body;
    } else if (sign === '>') {
      const found = link(name);
      // A partial alone on its line takes on the line's indentation.
      const indent = alone === undefined ? '' : template.slice(alone.from, tag.at);
      if (found === undefined) partials.missing.push(name);
      else {
        const file = { ...found, text: found.text.replace(/^(?=.)/gm, indent) };
        body.push({ kind: 'partial', file, body: partials.read(file, tag.at), at: tag.at });
      }
    } else if (sign === '=') marks = delimiters(tag);
    else if (sign !== '!') body.push({ kind: 'variable', name, at: tag.at });
  }
  const left = open.at(-1)?.tag;
  if (left)
    throw new TemplateFault(
      `The section ${shown(left)} is not closed.`,
      left.at,
      `Close it with \`{{/${left.text}}}\`.`,
    );
  return root;
}

function nextTag(template: string, from: number, [open, close]: readonly [string, string]): Tag | undefined {
  const at = template.indexOf(open, from);
  if (at === -1) return undefined;
  const sign = '#^/>!=&{'.includes(template[at + open.length] || ' ')
    ? template.charAt(at + open.length)
    : '';
  const ending = sign === '{' ? `}${close}` : sign === '=' ? `=${close}` : close;
  const begin = at + open.length + sign.length;
  const end = template.indexOf(ending, begin);
  if (end === -1) throw new TemplateFault('The tag is not closed.', at, `Close it with \`${ending}\`.`);
  const text = template.slice(begin, end).trim();
  if (sign !== '!' && sign !== '=' && !/^[^\s{}]+$/.test(text)) {
    throw new TemplateFault(
      `"${cut(text, 40)}" is no name.`,
      at,
      'Between the braces stands one name, without spaces.',
    );
  }
  return { sign, text, at, end: end + ending.length };
}

/** The line that a tag stands on, when it stands there alone. Walks over blanks only, so that all tags take linear time. */
function lineOf(template: string, tag: Tag, from: number): { from: number; to: number } | undefined {
  let first = tag.at;
  while (first > from && ' \t'.includes(template.charAt(first - 1))) first -= 1;
  let to = tag.end;
  while (to < template.length && ' \t\r'.includes(template.charAt(to))) to += 1;
  const begins = first === 0 || template[first - 1] === '\n';
  const ends = to === template.length || template[to] === '\n';
  return begins && ends ? { from: first, to: Math.min(to + 1, template.length) } : undefined;
}

function delimiters({ text, at }: Tag): [string, string] {
  const [open, close, ...others] = text.split(/\s+/);
  if (open && close && others.length === 0 && !text.includes('=')) return [open, close];
  throw new TemplateFault('The delimiters are not understood.', at, 'Write `{{=<% %>=}}`.');
}

function notOpen(tag: Tag, open: Tag | undefined): TemplateFault {
  const help = open
    ? `Close ${shown(open)} first, with \`{{/${open.text}}}\`.`
    : 'Remove it, or open a section.';
  return new TemplateFault(`${shown(tag)} closes what is not open.`, tag.at, help);
}

function shown({ sign, text }: Tag): string {
  return `\`{{${sign}${cut(text, 40)}}}\``;
}

function renderNodes(nodes: readonly Node[], stack: readonly Json[], run: Run): void {
  for (const node of nodes) {
    const { at } = node;
    run.step(at);
    if (node.kind === 'text') {
      run.emit('literal', node.text, at);
      continue;
    }
    if (node.kind === 'partial') {
      inFile(node.file, () => run.deeper(at, () => renderNodes(node.body, stack, run)));
      continue;
    }
    const value = find(stack, node.name);
    if (node.kind === 'variable') {
      if (value === undefined) run.missing.add(node.name);
      else if (value !== null)
        run.emit('value', typeof value === 'string' ? value : javascriptText(value), at);
    } else if (node.kind === 'inverted') {
      if (isEmpty(value)) renderNodes(node.body, stack, run);
    } else if (!isEmpty(value)) {
      const items = isList(value) ? value : [value ?? null];
      for (const item of items) {
        run.step(at);
        renderNodes(node.body, [...stack, item], run);
      }
    }
  }
}

/** The first part of a name is looked for from the inside out, the rest leads on from there. */
function find(stack: readonly Json[], name: string): Json | undefined {
  if (name === '.') return stack.at(-1);
  const [first = '', ...rest] = name.split('.');
  let value: Json | undefined;
  for (let level = stack.length - 1; level >= 0 && value === undefined; level -= 1) {
    value = ownMember(stack[level], first);
  }
  for (const step of rest) value = ownMember(value, step);
  return value;
}

/** An own member of an object, or an item of a list. */
export function ownMember(value: Json | undefined, name: string): Json | undefined {
  if (value === undefined || value === null || typeof value !== 'object') return undefined;
  if (isList(value)) return /^(?:0|[1-9]\d*)$/.test(name) ? value[Number(name)] : undefined;
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** A value as JavaScript's `String` writes it, without calling anything of the value's own. */
export function javascriptText(value: Json): string {
  if (value === null) return '';
  if (isList(value)) return value.map((item) => javascriptText(item)).join(',');
  return typeof value === 'object' ? '[object Object]' : String(value);
}

/** What JavaScript takes for false, and the empty list. */
export function isEmpty(value: Json | undefined): boolean {
  return !value || (isList(value) && value.length === 0);
}

export function isList(value: Json | JsonObject | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
