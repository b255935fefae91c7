import { cut } from '../../core/cut.ts';
import { ExpressionParser, type Known } from './jinja-expressions.ts';
import { JinjaFiles } from './jinja-files.ts';
import { type Segment, segmentsOf } from './jinja-lexer.ts';
import type { Body, Expression, Parameter, Statement, Target } from './jinja-tree.ts';
import { type Link, NO_LINK, Partials } from './link.ts';
import { MOST_DEPTH, TemplateFault, tooDeep } from './run.ts';

/** A Jinja template as a tree, and the names of the files it would include. */
export interface JinjaTemplate {
  body: Body;
  includes: readonly string[];
  mayInclude: readonly string[];
}

/** @throws TemplateFault */
export function parseJinja(template: string, known: Known, link: Link = NO_LINK): JinjaTemplate {
  const mayInclude: string[] = [];
  const read = (text: string, from: Link, partials: Partials<Body>) =>
    new StatementParser(segmentsOf(text), known, new JinjaFiles(from, partials, mayInclude)).body(
      [],
      undefined,
    );
  const partials = new Partials<Body>((file, others) => read(file.text, file.link, others));
  const body = read(template, link, partials);
  return { body, includes: partials.missing, mayInclude };
}

/** What ends a body: the tag's name and its tokens, the name already read. */
interface Ending {
  name: string;
  parser: ExpressionParser;
  at: number;
}

class StatementParser {
  readonly #files: JinjaFiles;
  readonly #segments: readonly Segment[];
  readonly #known: Known;
  #next = 0;
  #depth = 0;
  #ending: Ending | undefined;

  constructor(segments: readonly Segment[], known: Known, files: JinjaFiles) {
    this.#files = files;
    this.#segments = segments;
    this.#known = known;
  }

  /** Statements up to a tag that is one of `ends`, which is then in `#ending`. */
  body(ends: readonly string[], opener: { name: string; at: number } | undefined): Body {
    const statements: Statement[] = [];
    this.#depth += 1;
    if (this.#depth > MOST_DEPTH) throw tooDeep(opener?.at ?? 0);
    for (let segment = this.#take(); segment !== undefined; segment = this.#take()) {
      const { at } = segment;
      if (segment.kind === 'text') {
        statements.push({ kind: 'text', text: segment.text, at });
        continue;
      }
      const parser = new ExpressionParser(segment.tokens, this.#known);
      if (segment.kind === 'output') {
        statements.push({ kind: 'output', of: parser.tuple(), at });
        parser.end();
        continue;
      }
      const name = parser.name();
      if (ends.includes(name)) {
        this.#ending = { name, parser, at };
        this.#depth -= 1;
        return statements;
      }
      statements.push(...this.#statement(name, parser, at));
    }
    if (opener !== undefined) {
      const help = `Close it with \`{% ${ends.at(-1)} %}\`.`;
      throw new TemplateFault(`\`{% ${opener.name} %}\` is not closed.`, opener.at, help);
    }
    return statements;
  }

  #take(): Segment | undefined {
    const segment = this.#segments[this.#next];
    this.#next += 1;
    return segment;
  }

  /** A body up to its one end tag. */
  #block(name: string, at: number): Body {
    const body = this.body([`end${name}`], { name, at });
    // `{% endblock title %}` may name what it ends.
    if (name !== 'block' && name !== 'macro') this.#ending?.parser.end();
    return body;
  }

  #statement(name: string, parser: ExpressionParser, at: number): Statement[] {
    switch (name) {
      case 'if':
        return [this.#if(parser, at)];
      case 'for':
        return [this.#for(parser, at)];
      case 'set':
        return [this.#set(parser, at)];
      case 'with':
        return [this.#with(parser, at)];
      case 'filter': {
        const filters = parser.filterChain();
        parser.end();
        return [{ kind: 'filtered', filters, body: this.#block(name, at), at }];
      }
      case 'macro': {
        const macro = parser.name();
        const parameters = this.#parameters(parser);
        parser.end();
        return [{ kind: 'macro', name: macro, parameters, body: this.#block(name, at), at }];
      }
      case 'call': {
        const parameters = parser.is('(') ? this.#parameters(parser) : [];
        const call = parser.expression();
        parser.end();
        return [{ kind: 'callBlock', call, parameters, body: this.#block(name, at), at }];
      }
      case 'block':
        parser.name();
        return [{ kind: 'block', body: this.#block(name, at), at }];
      case 'autoescape':
        parser.expression();
        return [...this.#block(name, at)];
      case 'do': {
        const of = parser.tuple();
        parser.end();
        return [{ kind: 'do', of, at }];
      }
      case 'break':
      case 'continue':
        parser.end();
        return [{ kind: name, at }];
      case 'include':
      case 'import':
      case 'from':
      case 'extends':
        return this.#files.statement(name, parser, at);
      default:
        throw new TemplateFault(
          `The tag \`{% ${cut(name, 40)} %}\` is not known, or nothing is open that it could end.`,
          at,
          'Known are if, for, set, with, filter, macro, call, block, raw, do, break and continue.',
        );
    }
  }

  #if(first: ExpressionParser, at: number): Statement {
    const branches: { test: Expression; body: Body }[] = [];
    let parser = first;
    for (;;) {
      const test = parser.tuple();
      parser.end();
      branches.push({ test, body: this.body(['elif', 'else', 'endif'], { name: 'if', at }) });
      const ending = this.#ending;
      if (ending?.name === 'else') {
        ending.parser.end();
        return { kind: 'if', branches, otherwise: this.#block('if', at), at };
      }
      if (ending === undefined || ending.name === 'endif') return { kind: 'if', branches, otherwise: [], at };
      parser = ending.parser;
    }
  }

  #for(parser: ExpressionParser, at: number): Statement {
    const target = names(parser);
    parser.expect('in');
    const over = parser.expression(false);
    const only = parser.take('if') ? parser.expression() : undefined;
    const recursive = parser.take('recursive');
    parser.end();
    const body = this.body(['else', 'endfor'], { name: 'for', at });
    const otherwise = this.#ending?.name === 'else' ? this.#block('for', at) : [];
    return { kind: 'for', target, over, only, recursive, body, otherwise, at };
  }

  #set(parser: ExpressionParser, at: number): Statement {
    const list = names(parser);
    const [first = ''] = list;
    const isMember = list.length === 1 && parser.take('.');
    const target: Target = isMember ? { of: first, member: parser.name() } : { names: list };
    if (parser.take('=')) {
      const value = parser.tuple();
      parser.end();
      return { kind: 'set', target, value, at };
    }
    const filters = parser.take('|') ? parser.filterChain() : [];
    parser.end();
    return { kind: 'capture', target, filters, body: this.#block('set', at), at };
  }

  #with(parser: ExpressionParser, at: number): Statement {
    const bindings: { name: string; value: Expression }[] = [];
    while (parser.token.kind !== 'end') {
      const name = parser.name();
      parser.expect('=');
      bindings.push({ name, value: parser.expression() });
      if (!parser.take(',')) parser.end();
    }
    return { kind: 'with', bindings, body: this.#block('with', at), at };
  }

  #parameters(parser: ExpressionParser): Parameter[] {
    const parameters: Parameter[] = [];
    parser.expect('(');
    while (!parser.take(')')) {
      const name = parser.name();
      parameters.push({ name, fallback: parser.take('=') ? parser.expression() : undefined });
      if (!parser.is(')')) parser.expect(',');
    }
    return parameters;
  }
}

function names(parser: ExpressionParser): string[] {
  const bracket = parser.take('(');
  const list = [parser.name()];
  while (parser.take(',')) list.push(parser.name());
  if (bracket) parser.expect(')');
  return list;
}
