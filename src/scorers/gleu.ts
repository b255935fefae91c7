import { best, checkOverlap } from './overlap.ts';
import type { Check } from './scorer.ts';
import { runsOf, shared, tokensOf } from './words.ts';

/**
 * GLEU (Wu et al. 2016): the runs of one to n tokens that both have, over those of the text that has more of them. Unlike
 * BLEU it is made for single texts, and it is the same in both directions.
 */
export const gleu: Check<'gleu'> = (spec, input) =>
  checkOverlap(spec, input, tokensOf, (tokens) =>
    best(tokens, (output, reference) => {
      let [common, ours, theirs] = [0, 0, 0];
      for (let n = 1; n <= spec.n; n += 1) {
        common += shared(runsOf(output, n), runsOf(reference, n));
        ours += Math.max(0, output.length - n + 1);
        theirs += Math.max(0, reference.length - n + 1);
      }
      return common / Math.max(ours, theirs);
    }),
  );
