import { cut } from '../core/cut.ts';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import type { Message, Role } from '../core/model.ts';
import { member, type Report, scalarText } from './github-file.ts';

type Path = readonly (string | number)[];

const ROLES: readonly Role[] = ['system', 'developer', 'user', 'assistant'];
const HELP = 'Write messages as `{ "role": "user", "content": "{{input}}" }`.';

/** Members of a message that say nothing to the model. */
const SILENT = ['role', 'content', 'type', 'id', 'status'];
const TEXT_PARTS = ['text', 'input_text', 'output_text'];

/** Reads a list of messages as OpenAI's APIs write them. What cannot be sent as text is reported, not dropped. */
export function readMessageList(value: Json | undefined, at: Path, report: Report): Message[] {
  if (!Array.isArray(value) || value.length === 0) {
    report(at, 'There is no list of messages.', HELP);
    return [];
  }
  return value.flatMap((message: Json, index) => readMessage(message, [...at, index], report));
}

function readMessage(message: Json, at: Path, report: Report): Message[] {
  if (!isJsonObject(message)) {
    report(at, 'A message is not an object with `role` and `content`.', HELP);
    return [];
  }
  const type = member(message, 'type');
  if (type !== undefined && type !== 'message') {
    report([...at, 'type'], `An item of type "${named(type)}" cannot be sent.`, 'Keep messages only.');
    return [];
  }
  const strange = Object.keys(message).find((key) => !SILENT.includes(key) && message[key] !== null);
  if (strange !== undefined) {
    report(
      [...at, strange],
      `A message with \`${cut(strange, 40)}\` cannot be sent.`,
      'Remove it: a message has a role and a text here.',
    );
  }
  const written = member(message, 'role');
  const role = ROLES.find((known) => known === written);
  if (role === undefined) {
    const help = `Use one of ${ROLES.join(', ')}.`;
    report([...at, 'role'], `A message has no known role.`, help);
  }
  const content = readContent(member(message, 'content'), [...at, 'content'], report);
  return role === undefined || content === undefined ? [] : [{ role, content }];
}

/** A text, or a list of text parts, which are joined by line breaks. */
function readContent(value: Json | undefined, at: Path, report: Report): string | undefined {
  const text = scalarText(value);
  if (text !== undefined) return text;
  if (!Array.isArray(value) || value.length === 0) {
    report(at, 'A message has no text as `content`.', HELP);
    return undefined;
  }
  const parts = value.map((part: Json, index) => {
    const known = isJsonObject(part) ? partText(part) : undefined;
    if (known === undefined) {
      const type = isJsonObject(part) ? member(part, 'type') : undefined;
      report(
        [...at, index],
        `A part of type "${named(type)}" is no text.`,
        'Only text can be sent: images, sound and files are not supported.',
      );
    }
    return known;
  });
  return parts.includes(undefined) ? undefined : parts.join('\n');
}

function partText(part: JsonObject): string | undefined {
  const type = member(part, 'type');
  return typeof type === 'string' && TEXT_PARTS.includes(type) ? scalarText(member(part, 'text')) : undefined;
}

function named(type: Json | undefined): string {
  return cut(scalarText(type) ?? 'unknown', 40);
}
