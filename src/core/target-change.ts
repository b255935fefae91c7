import { canonicalJson, isJsonObject, type Json, type JsonObject } from './json.ts';
import { countLines } from './line-counts.ts';
import type { Message } from './model.ts';
import type { Change } from './report.ts';
import type { PartialFiles } from './suite.ts';

/** UTF-16 units of a text that a change carries, from a little before where the two begin to differ. */
export const CHANGE_TEXT_LIMIT = 20_000;
const CONTEXT = 400;

/** Which messages were edited, added or removed. Empty if and only if both lists are the same. */
export function messageChanges(base: readonly Message[], head: readonly Message[]): Change[] {
  if (canonicalJson(base) === canonicalJson(head)) return [];
  const [before, after] = [numbered(base), numbered(head)];
  const same = (left?: Message, right?: Message) =>
    left?.role === right?.role && left?.content === right?.content;
  // What both begin and end with is the same message, even where one was put in between.
  while (before.length > 0 && after.length > 0 && same(before[0]?.message, after[0]?.message)) {
    before.shift();
    after.shift();
  }
  while (before.length > 0 && after.length > 0 && same(before.at(-1)?.message, after.at(-1)?.message)) {
    before.pop();
    after.pop();
  }
  const roles = [...new Set([...before, ...after].map(({ message }) => message.role))].sort();
  const changes = roles.flatMap((role) => {
    const olds = before.filter(({ message }) => message.role === role);
    const news = after.filter(({ message }) => message.role === role);
    return Array.from({ length: Math.max(olds.length, news.length) }, (_, index): Change[] => {
      const [old, now] = [olds[index], news[index]];
      const what = (now ?? old)?.title ?? role;
      if (same(old?.message, now?.message)) return [];
      return [textChange('message', what, old?.message.content, now?.message.content)];
    }).flat();
  });
  // Every message is still there, so their order is what differs.
  return changes.length > 0 ? changes : [{ kind: 'message', what: 'order of messages' }];
}

function numbered(messages: readonly Message[]): { message: Message; title: string }[] {
  return messages.map((message, at) => {
    const alike = messages.filter(({ role }) => role === message.role).length;
    const nth = messages.slice(0, at + 1).filter(({ role }) => role === message.role).length;
    return { message, title: `${message.role} message${alike > 1 ? ` ${nth}` : ''}` };
  });
}

/** Which tools were edited, added or removed, and whether the response format is another. */
export function interfaceChanges(base: JsonObject, head: JsonObject): Change[] {
  return [
    ...toolChanges(base['tools'], head['tools']),
    ...(canonicalJson(base['response_format'] ?? null) === canonicalJson(head['response_format'] ?? null)
      ? []
      : [
          textChange(
            'response-format',
            'response format',
            textual(base['response_format']),
            textual(head['response_format']),
          ),
        ]),
  ];
}

/** Which of the files that templates include were edited, added or removed. */
export function includeChanges(base: PartialFiles | undefined, head: PartialFiles | undefined): Change[] {
  if (canonicalJson(base ?? null) === canonicalJson(head ?? null)) return [];
  const textOf = (files: PartialFiles | undefined, path: string) =>
    files && Object.hasOwn(files.files, path) ? files.files[path]?.text : undefined;
  const paths = [...new Set([...Object.keys(base?.files ?? {}), ...Object.keys(head?.files ?? {})])].sort();
  const changes = paths.flatMap((path): Change[] => {
    const [old, now] = [textOf(base, path), textOf(head, path)];
    return old === now ? [] : [textChange('include', path, old, now)];
  });
  // The same files under other names: what a template includes is another one.
  return changes.length > 0 ? changes : [{ kind: 'template', what: 'includes' }];
}

function toolChanges(base: Json | undefined, head: Json | undefined): Change[] {
  if (canonicalJson(base ?? null) === canonicalJson(head ?? null)) return [];
  const [before, after] = [toolsByName(base), toolsByName(head)];
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  const changes = names.flatMap((name): Change[] => {
    const [old, now] = [before.get(name), after.get(name)];
    return old === now ? [] : [textChange('tool', name, old, now)];
  });
  // Same tools in another order, or a list that is empty instead of absent: a model may still answer otherwise.
  return changes.length > 0 ? changes : [{ kind: 'parameter', what: 'tools' }];
}

/** Tools with their text; those that share a name are one entry, in order. */
function toolsByName(tools: Json | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const tool of Array.isArray(tools) ? (tools as readonly Json[]) : tools === undefined ? [] : [tools]) {
    const inner = isJsonObject(tool) && isJsonObject(tool['function']) ? tool['function'] : tool;
    const name = isJsonObject(inner) && typeof inner['name'] === 'string' ? inner['name'] : 'unnamed';
    const known = found.get(name);
    found.set(name, `${known === undefined ? '' : `${known}\n`}${textual(tool)}`);
  }
  return found;
}

/** JSON laid out in lines, members in one order, so that a word diff shows what differs. */
function textual(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : JSON.stringify(JSON.parse(canonicalJson(value)), null, 2);
}

/** How one text differs. */
export function textChange(
  kind: 'message' | 'tool' | 'response-format' | 'include',
  what: string,
  base: string | undefined,
  head: string | undefined,
): Change {
  const { added, removed } = countLines(base ?? '', head ?? '');
  const [before, after] = excerpts(base, head);
  return {
    kind,
    what,
    lines: { added, removed },
    ...(before === undefined ? {} : { base: before }),
    ...(after === undefined ? {} : { head: after }),
  };
}

/** Long texts are cut around the first difference, so that what differs is in what is kept. */
function excerpts(base?: string, head?: string): [string | undefined, string | undefined] {
  if (Math.max(base?.length ?? 0, head?.length ?? 0) <= CHANGE_TEXT_LIMIT) return [base, head];
  const shortest = Math.min(base?.length ?? 0, head?.length ?? 0);
  let prefix = 0;
  while (prefix < shortest && base?.[prefix] === head?.[prefix]) prefix += 1;
  const start = Math.max(0, prefix - CONTEXT);
  const piece = (text?: string) =>
    text
      ?.slice(start, start + CHANGE_TEXT_LIMIT)
      .replace(/^[\uDC00-\uDFFF]/, '')
      .replace(/[\uD800-\uDBFF]$/, '');
  return [piece(base), piece(head)];
}
