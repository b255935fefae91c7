import type { SyntaxNode } from '@lezer/common';
import { cut } from '../core/cut.ts';

/** What a constant in source code says, as far as it can be known without running anything. */
export type Constant =
  | { kind: 'text'; text: string; at: number }
  | { kind: 'list'; items: readonly Constant[]; at: number }
  | { kind: 'object'; members: ReadonlyMap<string, Constant>; at: number }
  | { kind: 'unreadable'; what: string; at: number };

/** Constants of a file by name: nodes that stand for their values. */
export interface SourceFile {
  text: string;
  constants: ReadonlyMap<string, SyntaxNode>;
  /** Reads the value that a node stands for. */
  read(node: SyntaxNode, scope: Scope): Constant;
}

export interface Scope {
  /** Parameters of the function that the text is in: they become placeholders. */
  params: ReadonlySet<string>;
  depth: number;
}

const MOST_DEPTH = 60;

/** Reads something one level deeper, so that neither nesting nor constants in a circle go on for ever. */
export function readDeeper(file: SourceFile, node: SyntaxNode, scope: Scope): Constant {
  if (scope.depth >= MOST_DEPTH) return unreadable('constants in a circle, or nested too deeply', node);
  const mistake = mistakeIn(node);
  if (mistake) return mistake;
  return file.read(node, { ...scope, depth: scope.depth + 1 });
}

/** What is wrong with the syntax right in a node, if anything: the parsers go on after a mistake. */
export function mistakeIn(node: SyntaxNode): Constant | undefined {
  const wrong = childrenOf(node).find(({ type }) => type.isError);
  return wrong ? unreadable('a mistake in the syntax', wrong) : undefined;
}

export function unreadable(what: string, { from }: { from: number }): Constant {
  return { kind: 'unreadable', what, at: from };
}

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

/** Children without punctuation, keywords and comments. */
export function partsOf(node: SyntaxNode): SyntaxNode[] {
  return childrenOf(node).filter(({ name }) => /^[A-Z⚠]/.test(name) && !/Comment$/.test(name));
}

export function sourceOf(file: SourceFile, { from, to }: { from: number; to: number }): string {
  return file.text.slice(from, to);
}

/** Texts one after the other; anything else among them makes the whole unreadable. */
export function concatenated(parts: readonly Constant[], at: number): Constant {
  const odd = parts.find((part) => part.kind !== 'text');
  if (odd !== undefined)
    return odd.kind === 'unreadable' ? odd : { kind: 'unreadable', what: 'no text', at: odd.at };
  return { kind: 'text', text: parts.map((part) => (part.kind === 'text' ? part.text : '')).join(''), at };
}

/** What a text becomes when a function such as `dedent` or `strip` is applied. */
export function mapText(constant: Constant, change: (text: string) => string): Constant {
  return constant.kind === 'text' ? { ...constant, text: change(constant.text) } : constant;
}

/** The texts of a list, joined. */
export function joinedList(list: Constant, separator: Constant): Constant {
  if (list.kind !== 'list' || separator.kind !== 'text')
    return { kind: 'unreadable', what: 'no list of texts', at: list.at };
  const between = list.items.flatMap((item, index) => (index === 0 ? [item] : [separator, item]));
  return concatenated(between, list.at);
}

/** A constant's member or item. */
export function memberOfConstant(constant: Constant, name: string): Constant | undefined {
  if (constant.kind === 'object') return constant.members.get(name);
  if (constant.kind === 'list')
    return /^(?:0|[1-9]\d{0,8})$/.test(name) ? constant.items[Number(name)] : undefined;
  return undefined;
}

const NAME = /^[\p{L}_][\p{L}\p{M}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{M}\p{N}_]*)*$/u;

/**
 * What stands in a text where an expression is put in: the text of another constant of the file, or a placeholder
 * with the expression's name.
 */
export function interpolated(file: SourceFile, node: SyntaxNode, scope: Scope): Constant {
  const expression = sourceOf(file, node).trim();
  const first = /^[\p{L}_$][\p{L}\p{N}_$]*/u.exec(expression)?.[0] ?? '';
  if (file.constants.has(first) && !scope.params.has(first)) return readDeeper(file, node, scope);
  if (NAME.test(expression)) return { kind: 'text', text: `{{${expression}}}`, at: node.from };
  return unreadable(`the expression \`${cut(expression, 60)}\``, node);
}
