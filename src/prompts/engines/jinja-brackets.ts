import type { Arguments, Expression } from './jinja-tree.ts';
import type { TokenReader } from './token-reader.ts';

/** The parser of what stands between brackets. */
type Parser = TokenReader & { expression(): Expression };

/** `[key]` or `[from:to:step]`, the bracket already taken. */
export function readSubscript(parser: Parser, of: Expression, at: number): Expression {
  const bounds: (Expression | undefined)[] = [];
  for (;;) {
    bounds.push(parser.is(':') || parser.is(']') ? undefined : parser.expression());
    if (!parser.take(':')) break;
  }
  parser.expect(']');
  const [key] = bounds;
  if (bounds.length > 1) return { kind: 'slice', of, bounds: bounds.slice(0, 3), at };
  if (key === undefined) throw parser.unexpected('an index');
  return { kind: 'member', of, key, at };
}

/** `(a, b=c)`, bracket included. */
export function readArguments(parser: Parser): Arguments {
  const positional: Expression[] = [];
  const named: { name: string; value: Expression }[] = [];
  parser.expect('(');
  while (!parser.take(')')) {
    if (parser.is('*') || parser.is('**'))
      throw parser.unexpected('an argument (`*` and `**` are not supported)');
    const isNamed = parser.token.kind === 'name' && parser.following.text === '=';
    if (isNamed) {
      const name = parser.name();
      parser.expect('=');
      named.push({ name, value: parser.expression() });
    } else positional.push(parser.expression());
    if (!parser.is(')')) parser.expect(',');
  }
  return { positional, named };
}

/** `[a, b]`, the bracket already taken. */
export function readList(parser: Parser, at: number): Expression {
  const items: Expression[] = [];
  while (!parser.take(']')) {
    items.push(parser.expression());
    if (!parser.is(']')) parser.expect(',');
  }
  return { kind: 'list', items, at };
}

/** `{a: b}`, the bracket already taken. */
export function readDict(parser: Parser, at: number): Expression {
  const pairs: { key: Expression; value: Expression }[] = [];
  while (!parser.take('}')) {
    const key = parser.expression();
    parser.expect(':');
    pairs.push({ key, value: parser.expression() });
    if (!parser.is('}')) parser.expect(',');
  }
  return { kind: 'dict', pairs, at };
}
