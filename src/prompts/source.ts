import { cut } from '../core/cut.ts';
import { RatchetError } from '../core/errors.ts';
import { lineIndex } from '../core/lines.ts';
import type { Message } from '../core/model.ts';
import { didYouMean } from '../core/suggest.ts';
import type { Prompt } from '../core/suite.ts';
import { splitAddress } from './address.ts';
import { readJavascript } from './source-javascript.ts';
import { readPython } from './source-python.ts';
import { type Constant, memberOfConstant, readDeeper, type SourceFile } from './source-tree.ts';

const LIST_HELP = 'Write messages as `{ role: "user", content: "…" }`.';

/**
 * Reads a prompt that is a constant in TypeScript, JavaScript or Python source, addressed as `file#name` or
 * `file#name.member`. The source is parsed, never run: strings, templates, sums of them, lists of messages, and
 * functions that only give a text are understood. What is put into a text becomes a placeholder with its name, unless
 * it is another constant of the file.
 * @throws RatchetError E_PROMPT_INVALID with a place
 */
export function parseSourcePrompt(source: { path: string; text: string }): Prompt {
  const { file: path, symbol = '' } = splitAddress(source.path);
  const text = source.text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const file = path.toLowerCase().endsWith('.py')
    ? readPython(text)
    : readJavascript(path.toLowerCase(), text);
  const positionOf = lineIndex(text);
  const fault = (message: string, help: string, at: number): RatchetError =>
    new RatchetError({ code: 'E_PROMPT_INVALID', message, help, place: { path, ...positionOf(at) } });
  const constant = find(file, symbol, fault);
  return {
    format: 'source',
    messages: messagesOf(constant, symbol, fault),
    onUndefined: 'error',
    parameters: {},
  };
}

type Fault = (message: string, help: string, at: number) => RatchetError;

function find(file: SourceFile, symbol: string, fault: Fault): Constant {
  const [first = '', ...members] = symbol.split('.');
  const known = [...file.constants.keys()];
  const node = file.constants.get(first);
  if (node === undefined) {
    const meant = didYouMean(first, known);
    const help =
      meant === undefined
        ? `The file has ${cut(known.join(', '), 200) || 'no constants'}.`
        : `Did you mean \`${meant}\`?`;
    throw fault(`The file has no constant \`${cut(first, 60)}\` at its top.`, help, 0);
  }
  let constant = readDeeper(file, node, { params: new Set(), depth: 0 });
  for (const name of members) {
    if (constant.kind === 'unreadable') throw notRead(constant, symbol, fault);
    const found = memberOfConstant(constant, name);
    if (found === undefined) {
      const names = constant.kind === 'object' ? [...constant.members.keys()] : [];
      const help = names.length === 0 ? 'Name the constant itself.' : `It has ${cut(names.join(', '), 200)}.`;
      throw fault(
        `\`${cut(symbol, 60)}\` leads nowhere: there is no \`${cut(name, 60)}\`.`,
        help,
        constant.at,
      );
    }
    constant = found;
  }
  return constant;
}

function messagesOf(constant: Constant, symbol: string, fault: Fault): Message[] {
  if (constant.kind === 'unreadable') throw notRead(constant, symbol, fault);
  if (constant.kind === 'text') {
    if (constant.text.trim() !== '') return [{ role: 'user', content: constant.text }];
    throw fault(`\`${cut(symbol, 60)}\` is empty.`, 'Write the prompt into it.', constant.at);
  }
  if (constant.kind === 'object') {
    const names = cut([...constant.members.keys()].map((name) => `#${symbol}.${name}`).join(', '), 200);
    throw fault(
      `\`${cut(symbol, 60)}\` is no text and no list of messages.`,
      `Name one of its members: ${names}.`,
      constant.at,
    );
  }
  if (constant.items.length === 0) throw fault('The list of messages is empty.', LIST_HELP, constant.at);
  return constant.items.map((item) => messageOf(item, symbol, fault));
}

function messageOf(item: Constant, symbol: string, fault: Fault): Message {
  if (item.kind === 'unreadable') throw notRead(item, symbol, fault);
  const role = memberOfConstant(item, 'role');
  const content = memberOfConstant(item, 'content');
  for (const part of [role, content]) if (part?.kind === 'unreadable') throw notRead(part, symbol, fault);
  if (role?.kind !== 'text' || content?.kind !== 'text') {
    throw fault('An item is no message with `role` and `content`.', LIST_HELP, item.at);
  }
  const name = role.text;
  if (name === 'system' || name === 'developer' || name === 'user' || name === 'assistant') {
    return { role: name, content: content.text };
  }
  throw fault(`"${cut(name, 40)}" is no role.`, 'Use system, developer, user or assistant.', role.at);
}

function notRead(
  constant: Extract<Constant, { kind: 'unreadable' }>,
  symbol: string,
  fault: Fault,
): RatchetError {
  return fault(
    `\`${cut(symbol, 60)}\` cannot be read without running it: it has ${constant.what}.`,
    'Keep the text in one constant, and put in plain names only.',
    constant.at,
  );
}
