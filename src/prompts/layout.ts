import type { Json } from '../core/json.ts';
import type { Message, Role } from '../core/model.ts';
import type { Prompt } from '../core/suite.ts';
import { type Piece, TemplateFault } from './engines/run.ts';
import { byLines } from './role-lines.ts';

/** What rendered pieces come to under a prompt's layout. Marks are only those of the template, never of a value. */
export function layOut(
  layout: Prompt['layout'],
  role: Role,
  pieces: readonly Piece[],
  history?: Json,
): Message[] {
  if (layout === 'role-marks') return byMarks(pieces, history);
  if (layout === 'role-lines') return byLines(pieces);
  return [{ role, content: pieces.map(({ text }) => text).join('') }];
}

/**
 * Messages as Dotprompt makes them: a role's mark begins a new one, unless nothing but white space stands in the
 * last one; that one changes its role instead. White space between two marks belongs to nobody.
 */
function byMarks(pieces: readonly Piece[], history: Json | undefined): Message[] {
  const messages: Message[] = [];
  let current: Message = { role: 'user', content: '' };
  let text = '';
  const flush = (): void => {
    if (text.trim() !== '') current.content += text;
    text = '';
  };
  const begin = (role: Role): void => {
    if (current.content.trim() !== '') messages.push(current);
    current = { role, content: '' };
  };
  for (const piece of pieces) {
    if (piece.kind === 'role' || piece.kind === 'history') flush();
    if (piece.kind === 'role') begin(roleNamed(piece.text));
    else if (piece.kind === 'history') {
      begin('assistant');
      messages.push(...historyMessages(history));
    } else text += piece.text;
  }
  flush();
  begin('user');
  return messages;
}

function historyMessages(history: Json | undefined): Message[] {
  if (history === undefined || history === null) return [];
  const items: readonly Json[] | undefined = Array.isArray(history) ? history : undefined;
  const read = items?.map((item): Message | undefined => {
    if (item === null || typeof item !== 'object' || !('role' in item && 'content' in item)) return undefined;
    const { role, content } = item;
    return typeof content === 'string' && typeof role === 'string'
      ? { role: roleNamed(role), content }
      : undefined;
  });
  const messages = read?.filter((message) => message !== undefined);
  if (messages !== undefined && messages.length === items?.length) return messages;
  throw new TemplateFault(
    "The case's `history` is not a list of messages.",
    0,
    'Write it as `[{ "role": "user", "content": "…" }]`.',
  );
}

function roleNamed(name: string): Role {
  const role = name === 'model' ? 'assistant' : name;
  if (role === 'system' || role === 'developer' || role === 'user' || role === 'assistant') return role;
  throw new TemplateFault(
    `"${role.slice(0, 40)}" is no role.`,
    0,
    'Use system, developer, user or assistant.',
  );
}
