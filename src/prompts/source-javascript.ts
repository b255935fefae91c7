import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/javascript';
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
import { dedented, javascriptUnescaped } from './source-text.ts';
import {
  type Constant,
  childrenOf,
  concatenated,
  interpolated,
  mapText,
  mistakeIn,
  partsOf,
  readDeeper,
  type Scope,
  type SourceFile,
  sourceOf,
  unreadable,
} from './source-tree.ts';

const dedent = (text: string) => dedented(text).trim();
/** Functions and tags that take indentation off, under the names of the usual packages. */
const DEDENT = { dedent, outdent: dedent, stripIndent: dedent, stripIndents: dedent, tsDedent: dedent };
const CALLS: Calls = {
  functions: { ...DEDENT, 'Object.freeze': (text) => text },
  methods: {
    trim: (text) => text.trim(),
    trimStart: (text) => text.trimStart(),
    trimEnd: (text) => text.trimEnd(),
  },
  joinedOn: 'list',
};

/** Reads the constants of TypeScript or JavaScript source; nothing of it is run. */
export function readJavascript(path: string, text: string): SourceFile {
  const dialect = /x$/.test(path) || /\.[cm]?js$/.test(path) ? 'ts jsx' : 'ts';
  const top = parser.configure({ dialect }).parse(text).topNode;
  const constants = new Map<string, SyntaxNode>();
  for (const statement of childrenOf(top)) declare(statement, text, constants);
  const file: SourceFile = { text, constants, read: (node, scope) => readNode(file, node, scope) };
  return file;
}

/** Notes what a statement at the top of the file declares. */
function declare(statement: SyntaxNode, text: string, constants: Map<string, SyntaxNode>): void {
  if (statement.name === 'ExportDeclaration') {
    const children = childrenOf(statement);
    const isDefault = children.some(({ name }) => name === 'default');
    for (const child of children) declare(child, text, constants);
    const value = partsOf(statement)[0];
    if (isDefault && value) constants.set('default', value);
  } else if (statement.name === 'VariableDeclaration') {
    let name: string | undefined;
    let isValue = false;
    for (const child of childrenOf(statement)) {
      if (child.name === 'VariableDefinition') name = text.slice(child.from, child.to);
      else if (child.name === 'Equals') isValue = true;
      else if (child.name === ',') name = undefined;
      else if (isValue && name !== undefined) {
        constants.set(name, child);
        isValue = false;
      }
    }
  } else if (statement.name === 'FunctionDeclaration') {
    const name = statement.getChild('VariableDefinition');
    if (name) constants.set(text.slice(name.from, name.to), statement);
  }
}

function readNode(file: SourceFile, node: SyntaxNode, scope: Scope): Constant {
  const inner = (child: SyntaxNode | undefined | null) => readPart(file, child, scope, node);
  const [first, second] = partsOf(node);
  switch (node.name) {
    case 'String':
      if (file.text[node.to - 1] !== file.text[node.from] || node.to - node.from < 2) {
        return unreadable('a text that does not end', node);
      }
      return {
        kind: 'text',
        text: javascriptUnescaped(file.text.slice(node.from + 1, node.to - 1)),
        at: node.from,
      };
    case 'TemplateString':
      return template(file, node, scope, javascriptUnescaped);
    case 'TaggedTemplateExpression': {
      const tag = first ? sourceOf(file, first) : '';
      if (second?.name !== 'TemplateString') return unreadable('a tag without a template', node);
      const read = template(file, second, scope, tag === 'String.raw' ? (text) => text : javascriptUnescaped);
      return Object.hasOwn(DEDENT, tag) ? mapText(read, dedent) : read;
    }
    case 'BinaryExpression':
      return readSum(file, node, scope, ['as', 'satisfies']);
    case 'ParenthesizedExpression':
      return inner(first);
    case 'ArrayExpression':
      return { kind: 'list', items: partsOf(node).map(inner), at: node.from };
    case 'ObjectExpression':
      return { kind: 'object', members: members(file, node, scope), at: node.from };
    case 'VariableName':
      return readName(file, node, scope);
    case 'MemberExpression': {
      const key =
        second?.name === 'PropertyName' ? sourceOf(file, second) : second ? inner(second) : undefined;
      const name =
        typeof key === 'string'
          ? key
          : key?.kind === 'text'
            ? key.text
            : second
              ? sourceOf(file, second)
              : '';
      return readMember(file, node, inner(first), name);
    }
    case 'CallExpression':
      return readCall(file, node, scope, CALLS);
    case 'ArrowFunction':
    case 'FunctionDeclaration':
    case 'FunctionExpression':
      return functionText(file, node, scope);
    default:
      return unknownKind(node);
  }
}

function template(
  file: SourceFile,
  node: SyntaxNode,
  scope: Scope,
  unescaped: (text: string) => string,
): Constant {
  const parts: Constant[] = [];
  let at = node.from + 1;
  const literal = (to: number): void => {
    if (to > at) parts.push({ kind: 'text', text: unescaped(file.text.slice(at, to)), at });
  };
  for (const child of childrenOf(node)) {
    if (child.name !== 'Interpolation') continue;
    literal(child.from);
    const mistake = mistakeIn(child);
    if (mistake) return mistake;
    const expression = partsOf(child).find(({ name }) => !name.startsWith('Interpolation'));
    parts.push(
      expression ? interpolated(file, expression, scope) : unreadable('nothing between the braces', child),
    );
    at = child.to;
  }
  literal(node.to - 1);
  return concatenated(parts, node.from);
}

function members(file: SourceFile, node: SyntaxNode, scope: Scope): Map<string, Constant> {
  const found = new Map<string, Constant>();
  for (const property of childrenOf(node)) {
    if (property.name !== 'Property') continue;
    const [key, value] = partsOf(property).filter(({ name }) => name !== 'ParamList');
    if (!key || property.getChild('[')) continue;
    const name =
      key.name === 'String'
        ? javascriptUnescaped(file.text.slice(key.from + 1, key.to - 1))
        : sourceOf(file, key);
    const shorthand = file.constants.get(name);
    if (value) found.set(name, readDeeper(file, value, scope));
    else if (shorthand) found.set(name, readDeeper(file, shorthand, scope));
  }
  return found;
}

/** What a function gives that does nothing but give a text. */
function functionText(file: SourceFile, node: SyntaxNode, scope: Scope): Constant {
  const list = node.getChild('ParamList');
  const params = new Set<string>();
  list?.cursor().iterate(({ name, from, to }) => {
    if (name === 'VariableDefinition' || name === 'PatternProperty') params.add(file.text.slice(from, to));
  });
  const body = node.lastChild;
  const statements = body?.name === 'Block' ? partsOf(body) : [];
  const [only] = statements;
  const value =
    body?.name !== 'Block'
      ? body
      : statements.length === 1 && only?.name === 'ReturnStatement'
        ? partsOf(only)[0]
        : undefined;
  return readResult(file, node, scope, { value, params });
}
