import { type Piece, wrap } from './layout.ts';
import type { Style } from './style.ts';
import type { Voice } from './terms.ts';

/** What the parts of a terminal's picture share. */
export interface Screen {
  width: number;
  style: Style;
  color: boolean;
  voice: Voice;
}

/** The paint of ordinary text. */
export const same = (text: string): string => text;

/** Wrapped text after a label; further lines stand under the first. */
export function hang(label: string, indent: number, pieces: readonly Piece[], width: number): string[] {
  return wrap(pieces, width - indent).map((line, at) =>
    `${at === 0 ? label : ' '.repeat(indent)}${line}`.trimEnd(),
  );
}
