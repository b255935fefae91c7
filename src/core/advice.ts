import type { Noise } from './reach.ts';
import type { Comparison } from './report.ts';

/** More trials or judgements than this are no advice that anybody would take. */
const MOST_TRIALS = 30;
const MOST_JUDGEMENTS = 9;

type Advice = NonNullable<Comparison['advice']>;

/**
 * What would make a drop as large as the margin detectable, each by itself: so many more cases; as many trials of each
 * case as bring down what trials and judgements put into the variance; as many judgements of each output as bring
 * down what judgements put in. What cannot do it alone is left out.
 */
export function adviceOf(about: {
  needed: number;
  pairs: number;
  /** The share of today's variance that would be small enough. */
  tolerable: number;
  noise: Noise | undefined;
}): Advice {
  const { needed, pairs, tolerable, noise } = about;
  if (!noise) return { cases: needed - pairs };
  const { cases, judge = 0 } = noise.spread;
  const trials = enough(noise.trials, { fixed: cases, tolerable, most: MOST_TRIALS });
  const judgements = enough(noise.judgements, { fixed: 1 - judge, tolerable, most: MOST_JUDGEMENTS });
  return {
    cases: needed - pairs,
    ...(trials ? { trials } : {}),
    ...(judgements ? { judgements } : {}),
  };
}

/** The number to which `from` repeats have to rise so that what they do not lessen and the rest of theirs is tolerable. */
function enough(
  from: number,
  { fixed, tolerable, most }: { fixed: number; tolerable: number; most: number },
): { from: number; to: number } | undefined {
  if (fixed >= tolerable) return undefined;
  const to = Math.ceil((from * (1 - fixed)) / (tolerable - fixed) - 1e-9);
  return to > from && to <= most ? { from, to } : undefined;
}
