import { cut } from '../../core/cut.ts';
import { type Link, NO_LINK, Partials, WORKED_OUT } from './link.ts';
import { LiquidExpressions } from './liquid-expressions.ts';
import { type LiquidSegment, liquidSegments } from './liquid-lexer.ts';
import type { Condition, LiquidBody, LiquidNode, LiquidValue } from './liquid-tree.ts';
import { MOST_DEPTH, TemplateFault, tooDeep } from './run.ts';

/** Tags that read other files in ways that no prompt needs. */
const FILE_TAGS = ['layout', 'section', 'include_relative'];

/** @throws TemplateFault */
export function parseLiquid(
  template: string,
  link: Link = NO_LINK,
): { body: LiquidBody; includes: readonly string[] } {
  const read = (text: string, from: Link, partials: Partials<LiquidBody>) =>
    new LiquidParser(liquidSegments(text), from, partials).body([], undefined);
  const partials = new Partials<LiquidBody>((file, others) => read(file.text, file.link, others));
  const body = read(template, link, partials);
  return { body, includes: partials.missing };
}

class LiquidParser {
  readonly #link: Link;
  readonly #partials: Partials<LiquidBody>;
  readonly #segments: readonly LiquidSegment[];
  #next = 0;
  #depth = 0;
  /** The tag that ended the last body. */
  #end: { name: string; tag: LiquidExpressions } | undefined;

  constructor(segments: readonly LiquidSegment[], link: Link, partials: Partials<LiquidBody>) {
    this.#segments = segments;
    this.#link = link;
    this.#partials = partials;
  }

  body(ends: readonly string[], opener: { name: string; at: number } | undefined): LiquidBody {
    const nodes: LiquidNode[] = [];
    this.#depth += 1;
    if (this.#depth > MOST_DEPTH) throw tooDeep(opener?.at ?? 0);
    for (;;) {
      const segment = this.#segments[this.#next];
      if (segment === undefined) break;
      this.#next += 1;
      const { at } = segment;
      if (segment.kind === 'text') {
        nodes.push(segment);
        continue;
      }
      const tag = new LiquidExpressions(segment.tokens);
      if (segment.kind === 'output') {
        if (tag.token.kind !== 'end') nodes.push({ kind: 'output', of: tag.filtered(), at });
        tag.end();
      } else if (ends.includes(segment.name)) {
        this.#end = { name: segment.name, tag };
        this.#depth -= 1;
        return nodes;
      } else nodes.push(...this.#tag(segment.name, tag, at));
    }
    if (opener === undefined) return nodes;
    const help = `Close it with \`{% end${opener.name} %}\`.`;
    throw new TemplateFault(`\`{% ${opener.name} %}\` is not closed.`, opener.at, help);
  }

  #tag(name: string, tag: LiquidExpressions, at: number): LiquidNode[] {
    if (FILE_TAGS.includes(name)) {
      const { kind, text } = tag.token;
      this.#partials.missing.push(kind === 'string' ? text : WORKED_OUT);
      return [];
    }
    const node = this.#node(name, tag, at);
    if (node !== undefined) return [node];
    throw new TemplateFault(
      `The tag \`{% ${cut(name, 40)} %}\` is not known, or nothing is open that it could end.`,
      at,
      'Known are if, unless, case, for, assign, capture, echo, cycle, increment, decrement, raw, comment and liquid.',
    );
  }

  #node(name: string, tag: LiquidExpressions, at: number): LiquidNode | undefined {
    switch (name) {
      case 'if':
      case 'unless':
        return this.#if(name, tag, at);
      case 'case':
        return this.#case(tag, at);
      case 'for':
        return this.#for(tag, at);
      case 'assign': {
        const variable = tag.name();
        tag.expect('=');
        const of = tag.filtered();
        tag.end();
        return { kind: 'assign', name: variable, of, at };
      }
      case 'capture': {
        const variable = tag.token.kind === 'string' ? tag.token.text : tag.name();
        return { kind: 'capture', name: variable, body: this.body(['endcapture'], { name, at }), at };
      }
      case 'echo': {
        const of = tag.filtered();
        tag.end();
        return { kind: 'output', of, at };
      }
      case 'include':
      case 'render':
        return this.#include(name, tag, at);
      case 'cycle':
        return this.#cycle(tag, at);
      case 'increment':
      case 'decrement':
        return { kind: 'count', name: tag.name(), by: name === 'increment' ? 1 : -1, at };
      case 'break':
      case 'continue':
        tag.end();
        return { kind: name, at };
      default:
        return undefined;
    }
  }

  #include(tagName: 'include' | 'render', tag: LiquidExpressions, at: number): LiquidNode {
    const isolated = tagName === 'render';
    const of = tag.value();
    const name = of.kind === 'literal' && typeof of.value === 'string' ? of.value : undefined;
    if (name === undefined) this.#partials.missing.push(WORKED_OUT);
    const included = name === undefined ? undefined : this.#partials.find(this.#link, name, at);
    const each = tag.is('for') && tag.following.text !== ':';
    const isGiven = each || (tag.is('with') && tag.following.text !== ':');
    let given: { value: LiquidValue; name: string; each: boolean } | undefined;
    if (isGiven) {
      tag.name();
      const value = tag.value();
      const stem = (name ?? '').replace(/^.*\/_?/, '').replace(/\..*$/, '');
      given = { value, name: tag.take('as') ? tag.name() : stem, each };
    }
    const args: { name: string; value: LiquidValue }[] = [];
    tag.take(',');
    while (tag.token.kind !== 'end') {
      const key = tag.name();
      tag.expect(':');
      args.push({ name: key, value: tag.value() });
      if (!tag.take(',')) tag.end();
    }
    return { kind: 'include', included, isolated, given, args, at };
  }

  #if(name: 'if' | 'unless', first: LiquidExpressions, at: number): LiquidNode {
    const branches: { test: Condition; negated: boolean; body: LiquidBody }[] = [];
    let tag = first;
    for (;;) {
      const test = tag.condition();
      tag.end();
      const negated = name === 'unless' && branches.length === 0;
      branches.push({ test, negated, body: this.body(['elsif', 'else', `end${name}`], { name, at }) });
      if (this.#end?.name === 'else') {
        return { kind: 'if', branches, otherwise: this.body([`end${name}`], { name, at }), at };
      }
      if (this.#end?.name !== 'elsif') return { kind: 'if', branches, otherwise: [], at };
      tag = this.#end.tag;
    }
  }

  #case(tag: LiquidExpressions, at: number): LiquidNode {
    const of = tag.value();
    tag.end();
    const opener = { name: 'case', at };
    const branches: { values: LiquidValue[]; body: LiquidBody }[] = [];
    let otherwise: LiquidBody = [];
    // What stands before the first `when` is never rendered.
    this.body(['when', 'else', 'endcase'], opener);
    for (let end = this.#end; end !== undefined && end.name !== 'endcase'; end = this.#end) {
      if (end.name === 'else') otherwise = this.body(['when', 'else', 'endcase'], opener);
      else {
        const values = [end.tag.value()];
        while (end.tag.take(',') || end.tag.take('or')) values.push(end.tag.value());
        end.tag.end();
        branches.push({ values, body: this.body(['when', 'else', 'endcase'], opener) });
      }
    }
    return { kind: 'case', of, branches, otherwise, at };
  }

  #for(tag: LiquidExpressions, at: number): LiquidNode {
    const name = tag.name();
    tag.expect('in');
    const over = tag.value();
    let reversed = false;
    const options: { limit?: LiquidValue; offset?: LiquidValue } = {};
    while (tag.token.kind !== 'end') {
      if (tag.take('reversed')) reversed = true;
      else {
        const option = tag.is('limit') ? 'limit' : tag.is('offset') ? 'offset' : undefined;
        if (option === undefined) throw tag.unexpected('`reversed`, `limit:` or `offset:`');
        tag.name();
        tag.expect(':');
        options[option] = tag.value();
      }
      tag.take(',');
    }
    const body = this.body(['else', 'endfor'], { name: 'for', at });
    const otherwise = this.#end?.name === 'else' ? this.body(['endfor'], { name: 'for', at }) : [];
    const { limit, offset } = options;
    return { kind: 'for', name, over, reversed, limit, offset, body, otherwise, at };
  }

  #cycle(tag: LiquidExpressions, at: number): LiquidNode {
    const isNamed = tag.following.text === ':';
    const group = isNamed ? tag.token.text : '';
    const values: LiquidValue[] = [];
    if (isNamed) {
      tag.value();
      tag.expect(':');
    }
    do values.push(tag.value());
    while (tag.take(','));
    tag.end();
    return {
      kind: 'cycle',
      group: isNamed ? group : JSON.stringify(values.map((value) => ({ ...value, at: 0 }))),
      values,
      at,
    };
  }
}
