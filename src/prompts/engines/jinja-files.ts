import type { ExpressionParser } from './jinja-expressions.ts';
import type { Body, Expression, Included, Statement } from './jinja-tree.ts';
import { type Link, type Partials, WORKED_OUT } from './link.ts';
import { TemplateFault } from './run.ts';

/** Reads the tags that name other files: `include`, `import` and `from`. */
export class JinjaFiles {
  readonly #link: Link;
  readonly #partials: Partials<Body>;
  readonly #mayInclude: string[];

  constructor(link: Link, partials: Partials<Body>, mayInclude: string[]) {
    this.#link = link;
    this.#partials = partials;
    this.#mayInclude = mayInclude;
  }

  statement(tag: string, parser: ExpressionParser, at: number): Statement[] {
    const names = namesIn(parser.expression(false));
    if (tag === 'include') return this.#include(names, parser, at);
    const included = this.#find(names, at, false);
    if (tag === 'extends') {
      if (included === undefined) return [];
      throw new TemplateFault('`extends` is not known.', at, 'Use `include` for the parts that are shared.');
    }
    if (tag === 'import') {
      parser.expect('as');
      const as = parser.name();
      readContext(parser);
      return included ? [{ kind: 'import', included, as, at }] : [];
    }
    parser.expect('import');
    const taken: { name: string; as: string }[] = [];
    do {
      const name = parser.name();
      taken.push({ name, as: parser.take('as') ? parser.name() : name });
    } while (parser.take(',') && !parser.is('with') && !parser.is('without'));
    readContext(parser);
    return included ? [{ kind: 'from', included, names: taken, at }] : [];
  }

  #include(names: readonly string[], parser: ExpressionParser, at: number): Statement[] {
    const mayLack = parser.take('ignore');
    if (mayLack) parser.expect('missing');
    const isolated = readContext(parser) === 'without';
    return [{ kind: 'include', included: this.#find(names, at, mayLack), isolated, at }];
  }

  /** The first of the files that is there. */
  #find(names: readonly string[], at: number, mayLack: boolean): Included | undefined {
    for (const name of names) {
      const file = this.#link(name);
      if (file) return { file, body: this.#partials.read(file, at) };
    }
    (mayLack || names.length > 1 ? this.#mayInclude : this.#partials.missing).push(...names);
    return undefined;
  }
}

function readContext(parser: ExpressionParser): 'with' | 'without' | undefined {
  const word = parser.take('with') ? 'with' : parser.take('without') ? 'without' : undefined;
  if (word) parser.expect('context');
  parser.end();
  return word;
}

/** The name of a file, or those of a list of which the first that is there counts. */
function namesIn(expression: Expression): string[] {
  const items = expression.kind === 'list' ? expression.items : [expression];
  return items.map((item) =>
    item.kind === 'literal' && typeof item.value === 'string' ? item.value : WORKED_OUT,
  );
}
