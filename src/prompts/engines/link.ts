import type { PartialFiles } from '../../core/suite.ts';
import { MOST_DEPTH, TemplateFault, type TemplateFile, tooDeep } from './run.ts';

/** A file that templates include, and what the names in it mean. */
export interface PartialFile extends TemplateFile {
  link: Link;
}

/** The file that a name means where it stands; `undefined` when none was read. */
export type Link = (name: string) => PartialFile | undefined;

export const NO_LINK: Link = () => undefined;

/** What stands for the name of a file that only rendering would tell. */
export const WORKED_OUT = 'a file whose name is worked out';

/** The names of a prompt's own templates, led to the files that were read for it. */
export function linkOf(partials: PartialFiles | undefined): Link {
  if (partials === undefined) return NO_LINK;
  const { names: own, files } = partials;
  const known = new Map<string, PartialFile>();
  const linkFrom =
    (names: Readonly<Record<string, string>>): Link =>
    (name) => {
      const path = Object.hasOwn(names, name) ? names[name] : undefined;
      const file = path !== undefined && Object.hasOwn(files, path) ? files[path] : undefined;
      if (path === undefined || file === undefined) return undefined;
      const found = known.get(path) ?? { path, text: file.text, link: linkFrom(file.names) };
      known.set(path, found);
      return found;
    };
  return linkFrom(own);
}

/** Included files as trees. Each is read once, however often it is included, so that no chain of them can swell. */
export class Partials<Body> {
  /** Names without a file, in order. */
  readonly missing: string[] = [];
  readonly #parse: (file: PartialFile, partials: Partials<Body>) => Body;
  readonly #bodies = new Map<string, Body>();
  #depth = 0;

  constructor(parse: (file: PartialFile, partials: Partials<Body>) => Body) {
    this.#parse = parse;
  }

  /** The tree of a file; `undefined`, and noted as missing, when the name means none. @throws TemplateFault */
  find(link: Link, name: string, at: number): { file: PartialFile; body: Body } | undefined {
    const file = link(name);
    if (file === undefined) {
      this.missing.push(name);
      return undefined;
    }
    return { file, body: this.read(file, at) };
  }

  read(file: PartialFile, at: number): Body {
    const key = `${file.path}\0${file.text}`;
    const known = this.#bodies.get(key);
    if (known !== undefined) return known;
    this.#depth += 1;
    if (this.#depth > MOST_DEPTH) throw tooDeep(at);
    const body = inFile(file, () => this.#parse(file, this));
    this.#depth -= 1;
    this.#bodies.set(key, body);
    return body;
  }
}

/** Does something with an included file: what is found wrong is found there, not in the file that includes it. */
export function inFile<Result>({ path, text }: TemplateFile, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof TemplateFault && error.file === undefined) error.file = { path, text };
    throw error;
  }
}
