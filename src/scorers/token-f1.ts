import { best, checkOverlap } from './overlap.ts';
import type { Check } from './scorer.ts';
import { f1, runsOf, shared, wordsOf } from './words.ts';

/**
 * F1 of the words that both have, each as often as it occurs, as in SQuAD (Rajpurkar et al. 2016). Articles count, since
 * leaving out `a`, `an` and `the` is a rule for English alone.
 */
export const tokenF1: Check<'token-f1'> = (spec, input) =>
  checkOverlap(spec, input, wordsOf, (tokens) =>
    best(tokens, (output, reference) =>
      f1(shared(runsOf(output, 1), runsOf(reference, 1)), output.length, reference.length),
    ),
  );
