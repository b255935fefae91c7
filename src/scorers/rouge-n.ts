import { best, checkOverlap } from './overlap.ts';
import type { Check } from './scorer.ts';
import { f1, runsOf, shared, wordsOf } from './words.ts';

/** ROUGE-N (Lin 2004): F1 of the runs of n words that both have, in any order. */
export const rougeN: Check<'rouge-n'> = (spec, input) =>
  checkOverlap(spec, input, wordsOf, (tokens) =>
    best(tokens, (output, reference) => {
      const runs = (words: readonly string[]) => Math.max(0, words.length - spec.n + 1);
      return f1(shared(runsOf(output, spec.n), runsOf(reference, spec.n)), runs(output), runs(reference));
    }),
  );
