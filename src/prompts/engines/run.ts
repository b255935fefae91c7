import { cut } from '../../core/cut.ts';
import type { JsonObject } from '../../core/json.ts';
import { didYouMean } from '../../core/suggest.ts';

/** Nodes of a template that one rendering may visit: a loop beyond that is a mistake or an attack. */
export const MOST_STEPS = 500_000;
/** Characters that one rendering may produce, in between and in the end. */
export const MOST_TEXT = 1 << 23;
/** Levels of blocks and brackets within each other. */
export const MOST_DEPTH = 100;
/** Levels of expressions and calls that are being worked out at once: what the stack can hold. */
const MOST_CALLS = 400;

/** A template's file. */
export interface TemplateFile {
  path: string;
  text: string;
}

/** What is wrong with a template, and where: an offset into it, or into a file that it includes. */
export class TemplateFault extends Error {
  readonly offset: number;
  readonly help: string;
  file: TemplateFile | undefined;

  constructor(message: string, offset: number, help: string) {
    super(message);
    this.name = 'TemplateFault';
    this.offset = offset;
    this.help = help;
  }
}

/** A piece of rendered text. What comes from a variable is never taken for a mark of the template. */
export interface Piece {
  kind: 'literal' | 'value' | 'role' | 'history';
  /** The text, or the role's name. */
  text: string;
}

/** A template that was read. It may be rendered many times. */
export interface Compiled {
  /** Names of other files that the template would include and that were not read, in order. */
  includes: readonly string[];
  /** Names of files that it includes where there are some. */
  mayInclude?: readonly string[] | undefined;
  render(vars: JsonObject, run: Run): void;
}

/** One rendering: what came out, what was missing, and the limits that keep a hostile template from running on. */
export class Run {
  readonly missing = new Set<string>();
  pieces: Piece[] = [];
  #steps = 0;
  #text = 0;
  #depth = 0;

  /** Counts one visited node. @throws TemplateFault beyond the limit */
  step(offset: number, count = 1): void {
    this.#steps += count;
    if (this.#steps > MOST_STEPS) {
      throw new TemplateFault(
        `The template does not end within ${MOST_STEPS} steps.`,
        offset,
        'Loop over fewer items: put what the prompt needs into the case.',
      );
    }
  }

  /** Counts text that is about to be made; to be called before it is. @throws TemplateFault beyond the limit */
  charge(length: number, offset: number): void {
    this.#text += length;
    if (this.#text > MOST_TEXT) {
      throw new TemplateFault(
        `The template makes more than ${MOST_TEXT} characters of text.`,
        offset,
        'Repeat less, or put less text into the case.',
      );
    }
  }

  /** Runs something one level deeper. @throws TemplateFault beyond the limit */
  deeper<Result>(offset: number, work: () => Result): Result {
    this.#depth += 1;
    if (this.#depth > MOST_CALLS) throw tooDeep(offset, MOST_CALLS);
    const result = work();
    this.#depth -= 1;
    return result;
  }

  emit(kind: Piece['kind'], text: string, offset: number): void {
    this.charge(text.length, offset);
    if (text !== '' || kind === 'role' || kind === 'history') this.pieces.push({ kind, text });
  }

  /** What some work emits, as text; it does not come out. */
  capture(work: () => void): string {
    const outer = this.pieces;
    this.pieces = [];
    work();
    const text = this.pieces.map((piece) => piece.text).join('');
    this.pieces = outer;
    return text;
  }
}

export function tooDeep(offset: number, most = MOST_DEPTH): TemplateFault {
  return new TemplateFault(
    `The template is nested deeper than ${most} levels.`,
    offset,
    'Flatten the template.',
  );
}

/** An unknown word, with what was most likely meant. */
export function unknown(what: string, name: string, known: readonly string[], at: number): TemplateFault {
  const meant = didYouMean(name, known);
  const help = meant === undefined ? `Known are ${known.join(', ')}.` : `Did you mean \`${meant}\`?`;
  return new TemplateFault(`The ${what} \`${cut(name, 40)}\` is not known.`, at, help);
}
