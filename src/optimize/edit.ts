import { Composer, CST, type Document, isMap, isPair, isScalar, Parser, type Scalar, visit } from 'yaml';
import type { Json } from '../core/json.ts';

/** Formats whose texts can be replaced without touching anything else in the file. */
export function isEditable(format: string): boolean {
  return format !== 'source' && format !== 'promptfoo';
}

/**
 * The ways in which a text that stands in a file once can be replaced by another one with everything else left as it
 * is, likeliest first. Which of them reads back as the new text is for the caller to find out by reading it.
 * None where the text does not stand there, or more than once.
 */
export function replaceText(file: { path: string; text: string }, from: string, to: string): string[] {
  if (/\.json$/i.test(file.path)) return inJson(file.text, from, to);
  if (/\.ya?ml$/i.test(file.path)) return inYaml(file.text, from, to);
  const breaks = file.text.includes('\r\n') ? '\r\n' : '\n';
  return once(file.text, from.replaceAll('\n', breaks), to.replaceAll('\n', breaks));
}

function once(text: string, from: string, to: string): string[] {
  const at = text.indexOf(from);
  if (from === '' || at === -1 || text.indexOf(from, at + 1) !== -1) return [];
  return [text.slice(0, at) + to + text.slice(at + from.length)];
}

function inJson(text: string, from: string, to: string): string[] {
  const { node } = only(text, from);
  return node?.range ? [text.slice(0, node.range[0]) + JSON.stringify(to) + text.slice(node.range[1])] : [];
}

/** By the concrete syntax: comments, quotes and indentation of everything else survive to the letter. */
function inYaml(text: string, from: string, to: string): string[] {
  const styles = ['BLOCK_LITERAL', 'QUOTE_DOUBLE'] as const;
  return [undefined, ...styles].flatMap((type) => {
    const { node, tokens } = only(text, from);
    const token = node?.srcToken;
    if (!token || !CST.isScalar(token)) return [];
    // A plain or quoted text of several lines is hard to read: it becomes a block.
    const wanted = type ?? (token.type !== 'block-scalar' && to.includes('\n') ? 'BLOCK_LITERAL' : undefined);
    CST.setScalarValue(token, to, { afterKey: true, ...(wanted ? { type: wanted } : {}) });
    return [tokens.map((one) => CST.stringify(one)).join('')];
  });
}

function parse(text: string): { tokens: CST.Token[]; document: Document.Parsed | undefined } {
  const tokens = [...new Parser().parse(text)];
  const [document] = [...new Composer({ keepSourceTokens: true }).compose(tokens)];
  return { tokens, document };
}

/** The only scalar with a value. */
function only(text: string, value: string): { node: Scalar | undefined; tokens: CST.Token[] } {
  const { tokens, document } = parse(text);
  const found: Scalar[] = [];
  if (document) {
    visit(document, {
      Scalar: (key, node) => {
        if (key !== 'key' && node.value === value) found.push(node);
      },
    });
  }
  return { tokens, node: found.length === 1 ? found[0] : undefined };
}

/**
 * A YAML or JSON file with the value at a path set: in place where there is one, else as the first member of the
 * deepest map on the way. `undefined` where the file has no such map, or something else stands there.
 */
export function setValue(text: string, path: readonly string[], value: Json): string | undefined {
  const { document } = parse(text);
  let node: unknown = document?.contents;
  for (const [depth, key] of path.entries()) {
    if (!isMap(node)) return undefined;
    const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key);
    if (!pair) {
      const rest = path.slice(depth + 1).reduceRight<Json>((inner, name) => ({ [name]: inner }), value);
      return insertFirst(text, node.items[0]?.key, { key, value: rest, inline: node.flow === true });
    }
    node = pair.value;
  }
  if (!isScalar(node) || !node.range || node.srcToken?.type === 'block-scalar') return undefined;
  return text.slice(0, node.range[0]) + printed(value, node.source) + text.slice(node.range[1]);
}

function insertFirst(
  text: string,
  first: unknown,
  member: { key: string; value: Json; inline: boolean },
): string | undefined {
  if (!isScalar(first) || !first.range) return undefined;
  const [at] = first.range;
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  const quoted = text[at] === '"';
  const written = `${quoted ? JSON.stringify(member.key) : member.key}: ${printed(member.value, quoted ? '"' : '')}`;
  if (member.inline) {
    const between = /^\s*$/.test(line) && line !== '' ? `\n${line}` : ' ';
    return `${text.slice(0, at)}${written},${between}${text.slice(at)}`;
  }
  if (!/^ *$/.test(line)) return undefined;
  return `${text.slice(0, at)}${written}\n${line}${text.slice(at)}`;
}

/** A value as JSON, or plain where the text that it replaces was plain and it can be. */
function printed(value: Json, before: string | undefined): string {
  const isPlain = before !== undefined && !/^["']/.test(before);
  const canBePlain = typeof value === 'string' && /^[A-Za-z][\w./-]*$/.test(value);
  const isWord = /^(?:true|false|null|yes|no|on|off|y|n)$/i.test(String(value));
  return isPlain && canBePlain && !isWord ? String(value) : JSON.stringify(value);
}
