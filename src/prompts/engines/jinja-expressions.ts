import { readArguments, readDict, readList, readSubscript } from './jinja-brackets.ts';
import type { Arguments, Expression, FilterCall } from './jinja-tree.ts';
import { MOST_DEPTH, tooDeep, unknown } from './run.ts';
import { type Token, TokenReader } from './token-reader.ts';

/** Names that the parser has to know, so that a mistyped one is found before anything is rendered. */
export interface Known {
  filters: readonly string[];
  tests: readonly string[];
}

const CONSTANTS: Readonly<Record<string, null | boolean>> = {
  true: true,
  True: true,
  false: false,
  False: false,
  none: null,
  None: null,
};
const RESERVED = ['and', 'or', 'not', 'is', 'in', 'if', 'else'];

/** Reads Jinja expressions from the tokens of one tag, by precedence climbing. */
export class ExpressionParser extends TokenReader {
  readonly known: Known;
  #depth = 0;

  constructor(tokens: readonly Token[], known: Known) {
    super(tokens);
    this.known = known;
  }

  /** A whole expression; commas outside brackets make a list. */
  tuple(): Expression {
    const first = this.expression();
    if (!this.is(',')) return first;
    const items = [first];
    while (this.take(',')) {
      if (this.token.kind === 'end' || this.is(')') || this.is('=')) break;
      items.push(this.expression());
    }
    return { kind: 'list', items, at: first.at };
  }

  expression(conditional = true): Expression {
    this.#depth += 1;
    if (this.#depth > MOST_DEPTH) throw tooDeep(this.token.at);
    let result = this.#or();
    while (conditional && this.is('if')) {
      const { at } = this.token;
      this.take('if');
      const test = this.#or();
      const otherwise = this.take('else') ? this.expression() : undefined;
      result = { kind: 'choice', test, chosen: result, otherwise, at };
    }
    this.#depth -= 1;
    return result;
  }

  #or(): Expression {
    let left = this.#and();
    for (let at = this.token.at; this.take('or'); at = this.token.at) {
      left = { kind: 'or', left, right: this.#and(), at };
    }
    return left;
  }

  #and(): Expression {
    let left = this.#not();
    for (let at = this.token.at; this.take('and'); at = this.token.at) {
      left = { kind: 'and', left, right: this.#not(), at };
    }
    return left;
  }

  #not(): Expression {
    const { at } = this.token;
    if (!this.take('not')) return this.#compare();
    this.#depth += 1;
    if (this.#depth > MOST_DEPTH) throw tooDeep(at);
    const of = this.#not();
    this.#depth -= 1;
    return { kind: 'not', of, at };
  }

  #compare(): Expression {
    const first = this.#binary(0);
    const rest: { sign: string; to: Expression }[] = [];
    for (;;) {
      const sign = this.#comparison();
      if (sign === undefined) break;
      rest.push({ sign, to: this.#binary(0) });
    }
    return rest.length === 0 ? first : { kind: 'compare', first, rest, at: first.at };
  }

  #comparison(): string | undefined {
    for (const sign of ['==', '!=', '<=', '>=', '<', '>', 'in']) if (this.take(sign)) return sign;
    const after = this.tokens[this.next + 1];
    if (!this.is('not') || after?.text !== 'in') return undefined;
    this.next += 2;
    return 'not in';
  }

  static readonly #LEVELS: readonly (readonly string[])[] = [
    ['+', '-'],
    ['~'],
    ['*', '//', '/', '%'],
    ['**'],
  ];

  #binary(level: number): Expression {
    const signs = ExpressionParser.#LEVELS[level];
    if (signs === undefined) return this.#unary(true);
    let left = this.#binary(level + 1);
    for (;;) {
      const { at, kind } = this.token;
      const sign = kind === 'sign' ? signs.find((one) => this.take(one)) : undefined;
      if (sign === undefined) return left;
      left = { kind: 'arithmetic', sign, left, right: this.#binary(level + 1), at };
    }
  }

  #unary(filtered: boolean): Expression {
    const { at } = this.token;
    const sign = this.take('-') ? 'minus' : this.take('+') ? 'plus' : undefined;
    if (sign !== undefined) {
      this.#depth += 1;
      if (this.#depth > MOST_DEPTH) throw tooDeep(at);
      const of = this.#unary(false);
      this.#depth -= 1;
      return this.#filters({ kind: sign, of, at }, filtered);
    }
    return this.#filters(this.#postfix(this.#primary()), filtered);
  }

  #filters(expression: Expression, filtered: boolean): Expression {
    let result = expression;
    while (filtered) {
      const { at } = this.token;
      if (this.take('|')) result = { kind: 'filter', of: result, ...this.#filterCall(), at };
      else if (this.take('is')) result = this.#test(result, at);
      else if (this.is('(')) result = { kind: 'call', callee: result, args: readArguments(this), at };
      else break;
    }
    return result;
  }

  /** `upper | replace("a", "b")`, the first `|` already taken. */
  filterChain(): FilterCall[] {
    const calls = [this.#filterCall()];
    while (this.take('|')) calls.push(this.#filterCall());
    return calls;
  }

  #filterCall(): FilterCall {
    const { at } = this.token;
    const name = this.#dotted();
    if (!this.known.filters.includes(name)) throw unknown('filter', name, this.known.filters, at);
    return { name, args: this.is('(') ? readArguments(this) : { positional: [], named: [] }, at };
  }

  #dotted(): string {
    let name = this.name();
    while (this.take('.')) name += `.${this.name()}`;
    return name;
  }

  #test(of: Expression, at: number): Expression {
    const negated = this.take('not');
    const begin = this.token.at;
    const name = this.#dotted();
    if (!this.known.tests.includes(name)) throw unknown('test', name, this.known.tests, begin);
    const { kind, text } = this.token;
    let args: Arguments = { positional: [], named: [] };
    if (this.is('(')) args = readArguments(this);
    else if (
      (kind === 'name' && !RESERVED.includes(text)) ||
      kind === 'string' ||
      kind === 'number' ||
      this.is('[') ||
      this.is('{')
    ) {
      args = { positional: [this.#postfix(this.#primary())], named: [] };
    }
    return { kind: 'test', of, name, args, negated, at };
  }

  #postfix(expression: Expression): Expression {
    let result = expression;
    for (;;) {
      const { at } = this.token;
      if (this.take('.')) {
        const { kind, text } = this.token;
        const isIndex = kind === 'number' && /^\d+$/.test(text);
        if (isIndex) this.next += 1;
        const key = isIndex ? Number(text) : this.name();
        result = { kind: 'member', of: result, key: { kind: 'literal', value: key, at }, at };
      } else if (this.take('[')) result = readSubscript(this, result, at);
      else if (this.is('(')) result = { kind: 'call', callee: result, args: readArguments(this), at };
      else return result;
    }
  }

  #primary(): Expression {
    const { kind, text, at } = this.token;
    if (kind === 'name' && !RESERVED.includes(text)) {
      this.next += 1;
      if (Object.hasOwn(CONSTANTS, text)) return { kind: 'literal', value: CONSTANTS[text] ?? null, at };
      return { kind: 'name', name: text, at };
    }
    if (kind === 'number') {
      this.next += 1;
      return { kind: 'literal', value: Number(text.replaceAll('_', '')), at };
    }
    if (kind === 'string') {
      const parts: string[] = [];
      for (; this.token.kind === 'string'; this.next += 1) parts.push(this.token.text);
      return { kind: 'literal', value: parts.join(''), at };
    }
    if (this.take('(')) {
      const inner = this.is(')') ? { kind: 'list' as const, items: [], at } : this.tuple();
      this.expect(')');
      return inner;
    }
    if (this.take('[')) return readList(this, at);
    if (this.take('{')) return readDict(this, at);
    throw this.unexpected('a value');
  }
}
