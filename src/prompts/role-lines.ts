import type { Message, Role } from '../core/model.ts';
import type { Piece } from './engines/run.ts';

/** A role alone on a line, as Prompty writes it: `system:`, `# user:`, `assistant[name="x"]:`. */
const ROLE_LINE =
  /^\s{0,200}#?\s{0,200}(system|developer|user|assistant)(?:\[[^\]\n]{0,2000}\])?\s{0,200}:\s{0,200}$/i;

/** Roles that stand alone on a line but cannot be sent, and the mark for an earlier conversation. */
const UNSENDABLE =
  /^[ \t]*(?:#?[ \t]*(?:function|tools?)(?:\[[^\]\n]{0,2000}\])?[ \t]*:|!\[thread\].*)[ \t]*$/im;

/** Where a template has a mark that cannot be sent, or `undefined`. */
export function unsendableMark(template: string): { mark: string; offset: number } | undefined {
  const found = UNSENDABLE.exec(template);
  return found === null ? undefined : { mark: found[0].trim(), offset: found.index };
}

/**
 * Cuts rendered text at its role lines; what stands before the first is the system's. A line counts when its line
 * breaks and its colon come from the template: a role may be a variable (`{{ item.role }}:`), but no value can begin a
 * message of its own.
 */
export function byLines(pieces: readonly Piece[]): Message[] {
  const text = pieces.map((piece) => piece.text).join('');
  const values: { from: number; to: number }[] = [];
  let at = 0;
  for (const piece of pieces) {
    if (piece.kind === 'value') values.push({ from: at, to: at + piece.text.length });
    at += piece.text.length;
  }
  // Offsets are asked for in ascending order, so one pass over the values is enough.
  let next = 0;
  const isLiteral = (offset: number): boolean => {
    while ((values[next]?.to ?? Number.POSITIVE_INFINITY) <= offset) next += 1;
    return offset < (values[next]?.from ?? Number.POSITIVE_INFINITY);
  };
  const messages: Message[] = [];
  let role: Role = 'system';
  let lines: string[] = [];
  const flush = (): void => {
    const content = lines.join('\n').replace(/^\n+/, '').replace(/\n+$/, '');
    if (content.trim() !== '') messages.push({ role, content });
    lines = [];
  };
  let start = 0;
  let begins = true;
  for (const line of text.split('\n')) {
    const named = line.length < 4_000 ? ROLE_LINE.exec(line)?.[1]?.toLowerCase() : undefined;
    const hasColon = named !== undefined && isLiteral(start + line.lastIndexOf(':'));
    const end = start + line.length;
    const ends = end >= text.length || isLiteral(end);
    if (named !== undefined && begins && hasColon && ends) {
      flush();
      role = roleOf(named);
    } else lines.push(line);
    begins = ends;
    start = end + 1;
  }
  flush();
  return messages;
}

function roleOf(name: string): Role {
  return name === 'user' || name === 'assistant' || name === 'developer' ? name : 'system';
}
