import { comparable } from './value.ts';

// The root locale: the same words on every machine, whatever language it is set to.
const words = new Intl.Segmenter('und', { granularity: 'word' });
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** What a person sees as one character each: a letter with its marks, an emoji with its skin tone. */
export function graphemesOf(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/**
 * The words of a text by the rules of Unicode (UAX 29), which know no language: letters and digits that belong together,
 * and dictionaries for scripts without spaces (Chinese, Japanese, Thai, Khmer …). Punctuation and emoji are no words.
 */
export function wordsOf(text: string, ignoreCase = false): string[] {
  const found: string[] = [];
  for (const { segment, isWordLike } of words.segment(comparable(text, ignoreCase))) {
    if (isWordLike) found.push(segment);
  }
  return found;
}

/** Words and every other sign that is not white space, as BLEU counts them. */
export function tokensOf(text: string, ignoreCase = false): string[] {
  const found: string[] = [];
  for (const { segment } of words.segment(comparable(text, ignoreCase))) {
    if (segment.trim() !== '') found.push(segment);
  }
  return found;
}

/** How often each run of n tokens occurs. */
export function runsOf(tokens: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at + n <= tokens.length; at += 1) {
    const run = tokens.slice(at, at + n).join('\u0000');
    counts.set(run, (counts.get(run) ?? 0) + 1);
  }
  return counts;
}

/** How many runs two counts have in common, each as often as it occurs in both. */
export function shared(left: ReadonlyMap<string, number>, right: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [run, count] of left) sum += Math.min(count, right.get(run) ?? 0);
  return sum;
}

/** Harmonic mean of precision and recall; 0 where nothing is shared. */
export function f1(common: number, ours: number, theirs: number): number {
  return common === 0 ? 0 : (2 * common) / (ours + theirs);
}
