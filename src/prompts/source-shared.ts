import type { SyntaxNode } from '@lezer/common';
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

/** A part of an expression, which may be missing where the syntax has a mistake. */
export function readPart(
  file: SourceFile,
  part: SyntaxNode | undefined | null,
  scope: Scope,
  whole: SyntaxNode,
): Constant {
  return part ? readDeeper(file, part, scope) : unreadable('a gap in the syntax', whole);
}

/** A name: another constant of the file, or nothing that can be known. */
export function readName(file: SourceFile, node: SyntaxNode, scope: Scope): Constant {
  const name = sourceOf(file, node);
  const found = scope.params.has(name) ? undefined : file.constants.get(name);
  return found ? readDeeper(file, found, scope) : unreadable(`\`${name}\`, which is not in the file`, node);
}

/** A member of something by its name. */
export function readMember(file: SourceFile, node: SyntaxNode, of: Constant, name: string): Constant {
  return memberOfConstant(of, name) ?? unreadable(`\`${sourceOf(file, node).slice(0, 60)}\``, node);
}

/** Everything that has no value of its own. */
export function unknownKind(node: SyntaxNode): Constant {
  return unreadable(node.name === '⚠' ? 'a mistake in the syntax' : 'code that would have to be run', node);
}

/**
 * `a + b + c`, read flat: the tree leans to the left as deep as there are parts. Of an operator such as `as`, which
 * leaves a value what it is, the left side counts.
 */
export function readSum(
  file: SourceFile,
  node: SyntaxNode,
  scope: Scope,
  casts: readonly string[] = [],
): Constant {
  const parts: Constant[] = [];
  let left: SyntaxNode = node;
  while (left.name === 'BinaryExpression') {
    const [first, operator] = childrenOf(left);
    const last = left.lastChild;
    if (!first || !operator || !last) return unreadable('a gap in the syntax', left);
    if (casts.includes(operator.name)) {
      if (left === node) return readDeeper(file, first, scope);
    } else if (sourceOf(file, operator) !== '+') {
      return unreadable(`\`${sourceOf(file, operator)}\``, operator);
    } else parts.unshift(readOperand(file, last, scope));
    left = first;
  }
  return concatenated([readOperand(file, left, scope), ...parts], node.from);
}

/** In a sum, a name that is not in the file is put in like one in a template. */
function readOperand(file: SourceFile, node: SyntaxNode, scope: Scope): Constant {
  const isName = node.name === 'VariableName' || node.name === 'MemberExpression';
  return isName ? interpolated(file, node, scope) : readDeeper(file, node, scope);
}

/** Functions and methods that change a text, by name, and what a language's `join` is called on. */
export interface Calls {
  functions: Readonly<Record<string, (text: string) => string>>;
  methods: Readonly<Record<string, (text: string) => string>>;
  joinedOn: 'list' | 'separator';
}

/** A call that can be worked out without running anything. */
export function readCall(file: SourceFile, node: SyntaxNode, scope: Scope, calls: Calls): Constant {
  const [callee, list] = partsOf(node);
  const [argument, ...others] = list ? partsOf(list) : [];
  if (callee && others.length === 0) {
    const change = ownOf(calls.functions, sourceOf(file, callee));
    if (change && argument) return mapText(readDeeper(file, argument, scope), change);
    const [of, called] = callee.name === 'MemberExpression' ? partsOf(callee) : [];
    const method = called ? sourceOf(file, called) : '';
    const trim = ownOf(calls.methods, method);
    if (of && trim && !argument) return mapText(readDeeper(file, of, scope), trim);
    if (of && argument && method === 'join') {
      const [items, separator] = calls.joinedOn === 'list' ? [of, argument] : [argument, of];
      return joinedList(readDeeper(file, items, scope), readDeeper(file, separator, scope));
    }
  }
  return unreadable(`the call \`${sourceOf(file, node).slice(0, 60)}\``, node);
}

function ownOf<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** What a function gives, when that is all it does; its parameters become placeholders. */
export function readResult(
  file: SourceFile,
  node: SyntaxNode,
  scope: Scope,
  result: { value: SyntaxNode | undefined | null; params: Iterable<string> },
): Constant {
  const params = new Set([...scope.params, ...result.params]);
  return result.value
    ? readDeeper(file, result.value, { ...scope, params })
    : unreadable('a function that does more than give a text', node);
}
