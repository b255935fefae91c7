import { best, checkOverlap, MOST_PAIRS } from './overlap.ts';
import type { Check } from './scorer.ts';
import { f1, wordsOf } from './words.ts';

/** ROUGE-L (Lin 2004), sentence level: F1 of the longest sequence of words that both have in the same order. */
export const rougeL: Check<'rouge-l'> = (spec, input) =>
  checkOverlap(spec, input, wordsOf, (tokens) => {
    const pairs = tokens.references.reduce((sum, { length }) => sum + length * tokens.output.length, 0);
    if (pairs > MOST_PAIRS) return undefined;
    return best(tokens, (output, reference) =>
      f1(longestCommon(output, reference), output.length, reference.length),
    );
  });

function longestCommon(left: readonly string[], right: readonly string[]): number {
  const ids = new Map<string, number>();
  const idOf = (word: string) => {
    const id = ids.get(word) ?? ids.size;
    ids.set(word, id);
    return id;
  };
  const rows = Uint32Array.from(left, idOf);
  const columns = Uint32Array.from(right, idOf);
  let above = new Uint32Array(columns.length + 1);
  let row = new Uint32Array(columns.length + 1);
  for (const word of rows) {
    for (let at = 0; at < columns.length; at += 1) {
      row[at + 1] = columns[at] === word ? (above[at] ?? 0) + 1 : Math.max(above[at + 1] ?? 0, row[at] ?? 0);
    }
    [above, row] = [row, above];
  }
  return above[columns.length] ?? 0;
}
