import { cut } from '../core/cut.ts';
import { RatchetError } from '../core/errors.ts';
import { lineIndex } from '../core/lines.ts';
import { normalizePath } from '../core/paths.ts';
import type { PartialFiles, Prompt } from '../core/suite.ts';
import { splitAddress } from './address.ts';
import { compile } from './engines/engine.ts';
import { inFile, WORKED_OUT } from './engines/link.ts';
import { hasFrontMatter, splitFrontMatter } from './front-matter.ts';
import { placed } from './place.ts';

/** A file's text; `undefined` when there is no such file. Refuses what lies outside the repository. */
export type ReadFile = (path: string) => Promise<string | undefined>;

/** Files that include each other deeper than this are a mistake. */
const MOST_LEVELS = 20;
const MOST_FILES = 200;

/**
 * Reads the files that a prompt's templates include, and those that they include in turn, so that rendering needs no
 * files. A name is looked for in the folder of the file that has it, then in the prompt's, then at the root of the
 * repository; as it is written, then with the prompt's ending, then with a `_` before it.
 * @throws RatchetError E_INCLUDE: not there, in a circle, too deep, or a name that only rendering would tell;
 *   E_PATH_OUTSIDE
 */
export async function loadPartials(prompt: Prompt, path: string, read: ReadFile): Promise<Prompt> {
  const { file: own } = splitAddress(path);
  const files: Record<string, PartialFiles['files'][string]> = {};

  async function resolve(
    text: string,
    from: string,
    chain: readonly string[],
  ): Promise<Record<string, string>> {
    const wanted = namesIn(prompt, text, from === own ? undefined : from);
    const names: Record<string, string> = {};
    for (const { name, mayLack } of wanted) {
      const before = from === own ? (prompt.origin?.line ?? 1) - 1 : 0;
      const fault = (what: string, help: string) => includeFault({ from, text, name, what, help, before });
      if (name === WORKED_OUT) {
        if (mayLack) continue;
        throw fault(
          'includes a file whose name only rendering would tell',
          'Write the name of the file itself.',
        );
      }
      const found = await find(name, from);
      if (found === undefined) {
        if (mayLack) continue;
        throw fault(
          `includes "${cut(name, 100)}", which does not exist`,
          `Looked for: ${candidates(name, from, own).join(', ') || 'nothing inside the repository'}.`,
        );
      }
      Object.defineProperty(names, name, { value: found.path, enumerable: true });
      if (chain.includes(found.path)) {
        const circle = [...chain.slice(chain.indexOf(found.path)), found.path].join(' → ');
        throw fault(`includes itself: ${cut(circle, 300)}`, 'Take one of these includes out.');
      }
      if (chain.length >= MOST_LEVELS || Object.keys(files).length >= MOST_FILES) {
        throw fault(
          'includes too many files, or files too deep within each other',
          `At most ${MOST_FILES} files, ${MOST_LEVELS} deep.`,
        );
      }
      if (Object.hasOwn(files, found.path)) continue;
      const partial = { text: bodyOf(found), names: {} };
      const inner = await resolve(partial.text, found.path, [...chain, found.path]);
      files[found.path] = { ...partial, names: inner };
    }
    return names;
  }

  async function find(name: string, from: string): Promise<{ path: string; text: string } | undefined> {
    for (const candidate of candidates(name, from, own)) {
      const text = await read(candidate);
      if (text !== undefined) return { path: candidate, text };
    }
    return undefined;
  }

  const names: Record<string, string> = {};
  for (const { content } of prompt.messages) Object.assign(names, await resolve(content, own, [own]));
  if (Object.keys(names).length === 0) return prompt;
  const whole: Prompt = { ...prompt, partials: { names, files } };
  for (const { content } of whole.messages) placed(whole, content, () => compile(whole, content));
  return whole;
}

interface Wanted {
  name: string;
  mayLack: boolean;
}

/** The names in a prompt's own template, or in another file's. */
function namesIn(prompt: Prompt, text: string, other: string | undefined): Wanted[] {
  const read = () => compile(prompt, text);
  const compiled = placed(prompt, text, () =>
    other === undefined ? read() : inFile({ path: other, text }, read),
  );
  const includes = new Set(compiled?.includes);
  const optional = (compiled?.mayInclude ?? []).filter((name) => !includes.has(name));
  return [
    ...[...includes].map((name) => ({ name, mayLack: false })),
    ...[...new Set(optional)].map((name) => ({ name, mayLack: true })),
  ];
}

/** Paths that a name may mean, in the order in which they are tried. Names that lead out of the repository mean none. */
function candidates(name: string, from: string, own: string): string[] {
  const plain = name.replace(/^file:\/\//, '');
  const ending = /\.[^./]+$/.exec(own)?.[0] ?? '';
  const hasEnding = /\.[^./]+$/.test(plain);
  const spelled = [plain, ...(hasEnding ? [] : [`${plain}${ending}`])];
  const hidden = spelled.map((each) => each.replace(/([^/]+)$/, '_$1'));
  return [
    ...new Set(
      [...spelled, ...hidden].flatMap((each) =>
        [from, own, 'root'].flatMap((base) => {
          try {
            return [normalizePath(each, base)];
          } catch {
            return [];
          }
        }),
      ),
    ),
  ];
}

/** A partial's template: front matter, as Dotprompt's partials may have it, is no part of it. */
function bodyOf({ path, text }: { path: string; text: string }): string {
  const plain = text.replaceAll('\r\n', '\n');
  const isPrompt = path.endsWith('.prompt') && hasFrontMatter(plain);
  return (isPrompt ? splitFrontMatter({ path, text: plain }).body : plain).replace(/\n$/, '');
}

function includeFault(about: {
  from: string;
  text: string;
  name: string;
  what: string;
  help: string;
  /** Lines of the file before the text. */
  before: number;
}): RatchetError {
  const { from, text, name, what, help, before } = about;
  const { line, column } = lineIndex(text)(Math.max(0, text.indexOf(name)));
  return new RatchetError({
    code: 'E_INCLUDE',
    message: `${from} ${what}.`,
    help,
    place: { path: from, line: line + before, column },
  });
}
