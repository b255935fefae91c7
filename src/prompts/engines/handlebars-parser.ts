import { parse } from '@handlebars/parser';
import type { Json } from '../../core/json.ts';
import { refuseTangles, syntaxFault } from './handlebars-faults.ts';
import { part, simpleName } from './handlebars-nodes.ts';
import type {
  HandlebarsArguments,
  HandlebarsBody,
  HandlebarsNode,
  HandlebarsValue,
} from './handlebars-tree.ts';
import { type Link, NO_LINK, type PartialFile, Partials, WORKED_OUT } from './link.ts';
import { MOST_DEPTH, TemplateFault, tooDeep, unknown } from './run.ts';

/** Helpers that a template may call: in an output, and around a block. */
export interface KnownHelpers {
  inline: readonly string[];
  block: readonly string[];
}

/**
 * Reads a Handlebars template with the language's own grammar. Its tree is turned into ours right away, so that an
 * unknown helper is found before anything is rendered.
 * @throws TemplateFault
 */
export function parseHandlebars(
  template: string,
  known: KnownHelpers,
  link: Link = NO_LINK,
): { body: HandlebarsBody; includes: readonly string[]; mayInclude: readonly string[] } {
  const mayInclude: string[] = [];
  const read = (text: string, from: Link, partials: Partials<HandlebarsBody>): HandlebarsBody => {
    const starts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    const offsetAt = (line: number, column: number) => (starts[line - 1] ?? 0) + column;
    refuseTangles(text);
    const converter = new Converter(known, offsetAt, (name, at) => {
      const file = from(name);
      return file && { file, body: partials.read(file, at) };
    });
    try {
      const body = converter.body(parse(text));
      const inlines = (name: string) => !converter.inlines.has(name);
      partials.missing.push(...converter.includes.filter(inlines));
      mayInclude.push(...converter.mayInclude.filter(inlines));
      return body;
    } catch (error) {
      if (error instanceof TemplateFault) throw error;
      if (error instanceof RangeError) throw tooDeep(0);
      throw syntaxFault(error, offsetAt);
    }
  };
  const partials = new Partials<HandlebarsBody>((file, others) => read(file.text, file.link, others));
  const body = read(template, link, partials);
  return { body, includes: partials.missing, mayInclude };
}

type Find = (name: string, at: number) => { file: PartialFile; body: HandlebarsBody } | undefined;

class Converter {
  readonly includes: string[] = [];
  /** Those with a block to fall back on. */
  readonly mayInclude: string[] = [];
  readonly inlines = new Set<string>(['@partial-block']);
  readonly #known: KnownHelpers;
  readonly #offsetAt: (line: number, column: number) => number;
  readonly #find: Find;
  #depth = 0;

  constructor(known: KnownHelpers, offsetAt: (line: number, column: number) => number, find: Find) {
    this.#known = known;
    this.#offsetAt = offsetAt;
    this.#find = find;
  }

  body(program: unknown): HandlebarsBody {
    const statements = part(program, 'body');
    this.#depth += 1;
    if (this.#depth > MOST_DEPTH) throw tooDeep(this.#at(program));
    const nodes = Array.isArray(statements) ? statements.flatMap((node) => this.#node(node)) : [];
    this.#depth -= 1;
    return nodes;
  }

  #at(node: unknown): number {
    const start = part(part(node, 'loc'), 'start');
    return this.#offsetAt(Number(part(start, 'line') ?? 1), Number(part(start, 'column') ?? 0));
  }

  #node(node: unknown): HandlebarsNode[] {
    const at = this.#at(node);
    switch (part(node, 'type')) {
      case 'ContentStatement': {
        const text = String(part(node, 'value'));
        return text === '' ? [] : [{ kind: 'text', text, at }];
      }
      case 'MustacheStatement':
        return [{ kind: 'output', of: this.#call(node, at), at }];
      case 'BlockStatement':
        return [this.#block(node, at)];
      case 'PartialStatement':
      case 'PartialBlockStatement':
        return [this.#partial(node, at)];
      case 'DecoratorBlock':
        return [this.#inline(node, at)];
      case 'CommentStatement':
        return [];
      default:
        throw new TemplateFault('Decorators cannot be used.', at, 'Only `{{#*inline "name"}}` is known.');
    }
  }

  /** An output or subexpression: a helper's call, or a plain value. */
  #call(node: unknown, at: number): HandlebarsValue {
    const path = this.#value(part(node, 'path'));
    const args = this.#args(node);
    const isCall = args.params.length + args.hash.length > 0 || part(node, 'type') === 'SubExpression';
    const helper = simpleName(path);
    if (helper !== undefined && this.#known.inline.includes(helper)) {
      return { kind: 'call', helper, args, at, name: path.name };
    }
    if (isCall && path.name === 'media') {
      throw new TemplateFault('`media` cannot be sent: only text can.', at, 'Describe it in words.');
    }
    if (isCall) throw unknown('helper', path.name, this.#known.inline, at);
    // `{{"name"}}` is a variable with an odd name, not a text.
    if (path.kind === 'literal') {
      return {
        kind: 'path',
        parts: [path.name],
        depth: 0,
        isData: false,
        isScoped: false,
        at,
        name: path.name,
      };
    }
    return path;
  }

  #block(node: unknown, at: number): HandlebarsNode {
    const of = this.#value(part(node, 'path'));
    const args = this.#args(node);
    const name = simpleName(of);
    const helper = name !== undefined && this.#known.block.includes(name) ? name : undefined;
    if (helper === undefined && args.params.length + args.hash.length > 0) {
      throw unknown('helper', of.name, this.#known.block, at);
    }
    const names = part(part(node, 'program'), 'blockParams');
    return {
      kind: 'block',
      helper,
      of,
      args,
      names: Array.isArray(names) ? names.map(String) : [],
      body: this.body(part(node, 'program')),
      otherwise: this.body(part(node, 'inverse')),
      at,
    };
  }

  #partial(node: unknown, at: number): HandlebarsNode {
    const path = part(node, 'name');
    const isPlain = part(path, 'type') !== 'SubExpression';
    const name = isPlain ? String(part(path, 'original')) : WORKED_OUT;
    const included = isPlain ? this.#find(name, at) : undefined;
    const isBlock = part(node, 'type') === 'PartialBlockStatement';
    const block = isBlock ? this.body(part(node, 'program')) : undefined;
    if (included === undefined) (isBlock && isPlain ? this.mayInclude : this.includes).push(name);
    return {
      kind: 'partial',
      name,
      included,
      args: this.#args(node),
      indent: String(part(node, 'indent') ?? ''),
      block,
      at,
    };
  }

  #inline(node: unknown, at: number): HandlebarsNode {
    const params = part(node, 'params');
    const name = Array.isArray(params) ? part(params[0], 'value') : undefined;
    if (part(part(node, 'path'), 'original') !== 'inline' || typeof name !== 'string') {
      throw new TemplateFault('The decorator is not known.', at, 'Only `{{#*inline "name"}}` is known.');
    }
    this.inlines.add(name);
    return { kind: 'inline', name, body: this.body(part(node, 'program')), at };
  }

  #args(node: unknown): HandlebarsArguments {
    const params = part(node, 'params');
    const pairs = part(part(node, 'hash'), 'pairs');
    return {
      params: Array.isArray(params) ? params.map((param) => this.#value(param)) : [],
      hash: Array.isArray(pairs)
        ? pairs.map((pair) => ({ key: String(part(pair, 'key')), value: this.#value(part(pair, 'value')) }))
        : [],
    };
  }

  #value(node: unknown): HandlebarsValue {
    const at = this.#at(node);
    const type = part(node, 'type');
    if (type === 'SubExpression') {
      this.#depth += 1;
      if (this.#depth > MOST_DEPTH) throw tooDeep(at);
      const call = this.#call(node, at);
      this.#depth -= 1;
      return call;
    }
    const name = String(part(node, 'original') ?? '');
    if (type !== 'PathExpression') {
      return {
        kind: 'literal',
        value: type === 'NullLiteral' ? null : (part(node, 'value') as Json | undefined),
        at,
        name,
      };
    }
    const parts = part(node, 'parts');
    const steps = Array.isArray(parts) ? parts : [];
    if (steps.some((step) => typeof step !== 'string')) {
      throw new TemplateFault('A path may not have a call in it.', at, 'Use `lookup`.');
    }
    return {
      kind: 'path',
      parts: steps.map(String),
      depth: Number(part(node, 'depth') ?? 0),
      isData: part(node, 'data') === true,
      isScoped: /^\.|^this\b/.test(name),
      at,
      name: name.replace(/^(?:\.\/|this[./](?=.))/, ''),
    };
  }
}
