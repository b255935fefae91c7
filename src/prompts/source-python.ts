import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';
import { cleaned, dedented, pythonUnescaped } from './source-text.ts';
import {
  type Constant,
  childrenOf,
  concatenated,
  interpolated,
  joinedList,
  mapText,
  memberOfConstant,
  partsOf,
  readDeeper,
  type Scope,
  type SourceFile,
  sourceOf,
  unreadable,
} from './source-tree.ts';

const FUNCTIONS: Readonly<Record<string, (text: string) => string>> = {
  'textwrap.dedent': dedented,
  dedent: dedented,
  'inspect.cleandoc': cleaned,
  cleandoc: cleaned,
};
const METHODS: Readonly<Record<string, (text: string) => string>> = {
  strip: (text) => text.trim(),
  lstrip: (text) => text.trimStart(),
  rstrip: (text) => text.trimEnd(),
};

/** Reads the constants of Python source, those of classes included; nothing of it is run. */
export function readPython(text: string): SourceFile {
  const constants = new Map<string, SyntaxNode>();
  for (const statement of childrenOf(parser.parse(text).topNode)) declare(statement, text, constants);
  const file: SourceFile = { text, constants, read: (node, scope) => readNode(file, node, scope) };
  return file;
}

/** Notes what a statement assigns or defines. A name that is assigned again has its last value. */
function declare(statement: SyntaxNode, text: string, constants: Map<string, SyntaxNode>): void {
  const name = statement.getChild('VariableName');
  if (!name) return;
  const known = text.slice(name.from, name.to);
  if (statement.name === 'FunctionDefinition' || statement.name === 'ClassDefinition')
    constants.set(known, statement);
  if (statement.name !== 'AssignStatement' || statement.firstChild?.name !== 'VariableName') return;
  const value = statement.lastChild;
  if (value && statement.getChildren('AssignOp').length === 1) constants.set(known, value);
}

function readNode(file: SourceFile, node: SyntaxNode, scope: Scope): Constant {
  const inner = (child: SyntaxNode | undefined | null): Constant =>
    child ? readDeeper(file, child, scope) : unreadable('a gap in the syntax', node);
  const [first, second] = partsOf(node);
  switch (node.name) {
    case 'String':
      return plainString(file, node);
    case 'FormatString':
      return formatString(file, node, scope);
    case 'ContinuedString':
      return concatenated(partsOf(node).map(inner), node.from);
    case 'BinaryExpression':
      return sum(file, node, scope);
    case 'ParenthesizedExpression':
      return inner(first);
    case 'ArrayExpression':
    case 'TupleExpression':
      return { kind: 'list', items: partsOf(node).map(inner), at: node.from };
    case 'DictionaryExpression':
      return { kind: 'object', members: pairs(file, node, scope), at: node.from };
    case 'ClassDefinition':
      return { kind: 'object', members: attributes(file, node, scope), at: node.from };
    case 'VariableName': {
      const name = sourceOf(file, node);
      const found = scope.params.has(name) ? undefined : file.constants.get(name);
      return found
        ? readDeeper(file, found, scope)
        : unreadable(`\`${name}\`, which is not in the file`, node);
    }
    case 'MemberExpression': {
      const key = second?.name === 'String' ? inner(second) : undefined;
      const name = key?.kind === 'text' ? key.text : second ? sourceOf(file, second) : '';
      return (
        memberOfConstant(inner(first), name) ?? unreadable(`\`${sourceOf(file, node).slice(0, 60)}\``, node)
      );
    }
    case 'CallExpression':
      return call(file, node, scope);
    case 'LambdaExpression':
    case 'FunctionDefinition':
      return functionText(file, node, scope);
    default:
      return unreadable(
        node.name === '⚠' ? 'a mistake in the syntax' : 'code that would have to be run',
        node,
      );
  }
}

/** Prefix, quotes and inside of a string as it is written. */
function opened(file: SourceFile, node: SyntaxNode) {
  const [, prefix = '', quotes = ''] =
    /^([A-Za-z]{0,3})("""|'''|"|')/.exec(file.text.slice(node.from, node.from + 6)) ?? [];
  const from = node.from + prefix.length + quotes.length;
  const to = node.to - quotes.length;
  const isClosed = to >= from && file.text.slice(to, node.to) === quotes;
  return { prefix: prefix.toLowerCase(), from, to, isClosed };
}

function plainString(file: SourceFile, node: SyntaxNode): Constant {
  const { prefix, from, to, isClosed } = opened(file, node);
  if (!isClosed) return unreadable('a text that does not end', node);
  if (prefix.includes('b')) return unreadable('bytes', node);
  const written = file.text.slice(from, to);
  return { kind: 'text', text: prefix.includes('r') ? written : pythonUnescaped(written), at: node.from };
}

function formatString(file: SourceFile, node: SyntaxNode, scope: Scope): Constant {
  const { prefix, from, to, isClosed } = opened(file, node);
  if (!isClosed) return unreadable('a text that does not end', node);
  const isRaw = prefix.includes('r');
  const parts: Constant[] = [];
  let at = from;
  const literal = (end: number): void => {
    if (end <= at) return;
    const written = file.text.slice(at, end).replaceAll('{{', '{').replaceAll('}}', '}');
    parts.push({ kind: 'text', text: isRaw ? written : pythonUnescaped(written), at });
  };
  for (const child of node.getChildren('FormatReplacement')) {
    literal(child.from);
    const inside = partsOf(child);
    const [expression] = inside;
    const isPlain = expression !== undefined && inside.length === 1 && !child.getChild('FormatSelfDoc');
    const written = sourceOf(file, child);
    parts.push(
      isPlain
        ? interpolated(file, expression, scope)
        : unreadable(`the expression \`${written.slice(0, 60)}\``, child),
    );
    at = child.to;
  }
  literal(to);
  return concatenated(parts, node.from);
}

/** `a + b + c`, read flat: the tree leans to the left as deep as there are parts. */
function sum(file: SourceFile, node: SyntaxNode, scope: Scope): Constant {
  const operand = (child: SyntaxNode): Constant =>
    child.name === 'VariableName' || child.name === 'MemberExpression'
      ? interpolated(file, child, scope)
      : readDeeper(file, child, scope);
  const parts: Constant[] = [];
  let left: SyntaxNode = node;
  while (left.name === 'BinaryExpression') {
    const [first, operator] = childrenOf(left);
    const last = left.lastChild;
    if (!first || !operator || !last || sourceOf(file, operator) !== '+') {
      return unreadable(`\`${operator ? sourceOf(file, operator) : ''}\``, operator ?? left);
    }
    parts.unshift(operand(last));
    left = first;
  }
  return concatenated([operand(left), ...parts], node.from);
}

function pairs(file: SourceFile, node: SyntaxNode, scope: Scope): Map<string, Constant> {
  const found = new Map<string, Constant>();
  const children = childrenOf(node);
  for (const [index, child] of children.entries()) {
    const [key, value] = [children[index - 1], children[index + 1]];
    if (child.name !== ':' || key?.name !== 'String' || !value) continue;
    const name = plainString(file, key);
    if (name.kind === 'text') found.set(name.text, readDeeper(file, value, scope));
  }
  return found;
}

function attributes(file: SourceFile, node: SyntaxNode, scope: Scope): Map<string, Constant> {
  const own = new Map<string, SyntaxNode>();
  const body = node.getChild('Body');
  for (const statement of body ? childrenOf(body) : []) declare(statement, file.text, own);
  return new Map([...own].map(([name, value]) => [name, readDeeper(file, value, scope)]));
}

function call(file: SourceFile, node: SyntaxNode, scope: Scope): Constant {
  const [callee, list] = partsOf(node);
  const [argument, ...others] = list ? partsOf(list) : [];
  if (callee && others.length === 0) {
    const name = sourceOf(file, callee);
    const change = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (change && argument) return mapText(readDeeper(file, argument, scope), change);
    const [of, called] = callee.name === 'MemberExpression' ? partsOf(callee) : [];
    const method = called ? sourceOf(file, called) : '';
    const strip = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
    if (of && strip && !argument) return mapText(readDeeper(file, of, scope), strip);
    if (of && argument && method === 'join') {
      return joinedList(readDeeper(file, argument, scope), readDeeper(file, of, scope));
    }
  }
  return unreadable(`the call \`${sourceOf(file, node).slice(0, 60)}\``, node);
}

/** What a function gives that does nothing but give a text; a docstring in front is allowed. */
function functionText(file: SourceFile, node: SyntaxNode, scope: Scope): Constant {
  const params = new Set(scope.params);
  for (const param of node.getChild('ParamList')?.getChildren('VariableName') ?? [])
    params.add(sourceOf(file, param));
  const body = node.lastChild;
  const statements = body?.name === 'Body' ? partsOf(body) : [];
  const rest = statements[0]?.name === 'ExpressionStatement' ? statements.slice(1) : statements;
  const [only] = rest;
  const returned = rest.length === 1 && only?.name === 'ReturnStatement' ? partsOf(only)[0] : undefined;
  const value = node.name === 'LambdaExpression' ? body : returned;
  return value
    ? readDeeper(file, value, { ...scope, params })
    : unreadable('a function that does more than give a text', node);
}
