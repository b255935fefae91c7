import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';
import {
  type Calls,
  readCall,
  readMember,
  readName,
  readPart,
  readResult,
  readSum,
  unknownKind,
} from './source-shared.ts';
import { cleaned, dedented, pythonUnescaped } from './source-text.ts';
import {
  type Constant,
  childrenOf,
  concatenated,
  interpolated,
  partsOf,
  readDeeper,
  type Scope,
  type SourceFile,
  sourceOf,
  unreadable,
} from './source-tree.ts';

const CALLS: Calls = {
  functions: {
    'textwrap.dedent': dedented,
    dedent: dedented,
    'inspect.cleandoc': cleaned,
    cleandoc: cleaned,
  },
  methods: {
    strip: (text) => text.trim(),
    lstrip: (text) => text.trimStart(),
    rstrip: (text) => text.trimEnd(),
  },
  joinedOn: 'separator',
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
  const inner = (child: SyntaxNode | undefined | null) => readPart(file, child, scope, node);
  const [first, second] = partsOf(node);
  switch (node.name) {
    case 'String':
      return plainString(file, node);
    case 'FormatString':
      return formatString(file, node, scope);
    case 'ContinuedString':
      return concatenated(partsOf(node).map(inner), node.from);
    case 'BinaryExpression':
      return readSum(file, node, scope);
    case 'ParenthesizedExpression':
      return inner(first);
    case 'ArrayExpression':
    case 'TupleExpression':
      return { kind: 'list', items: partsOf(node).map(inner), at: node.from };
    case 'DictionaryExpression':
      return { kind: 'object', members: pairs(file, node, scope), at: node.from };
    case 'ClassDefinition':
      return { kind: 'object', members: attributes(file, node, scope), at: node.from };
    case 'VariableName':
      return readName(file, node, scope);
    case 'MemberExpression': {
      const key = second?.name === 'String' ? inner(second) : undefined;
      const name = key?.kind === 'text' ? key.text : second ? sourceOf(file, second) : '';
      return readMember(file, node, inner(first), name);
    }
    case 'CallExpression':
      return readCall(file, node, scope, CALLS);
    case 'LambdaExpression':
    case 'FunctionDefinition':
      return functionText(file, node, scope);
    default:
      return unknownKind(node);
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

/** What a function gives that does nothing but give a text; a docstring in front is allowed. */
function functionText(file: SourceFile, node: SyntaxNode, scope: Scope): Constant {
  const names = node.getChild('ParamList')?.getChildren('VariableName') ?? [];
  const params = names.map((name) => sourceOf(file, name));
  const body = node.lastChild;
  const statements = body?.name === 'Body' ? partsOf(body) : [];
  const rest = statements[0]?.name === 'ExpressionStatement' ? statements.slice(1) : statements;
  const [only] = rest;
  const returned = rest.length === 1 && only?.name === 'ReturnStatement' ? partsOf(only)[0] : undefined;
  const value = node.name === 'LambdaExpression' ? body : returned;
  return readResult(file, node, scope, { value, params });
}
