import * as z from 'zod';
import { fraction } from './report-score.ts';

const count = z.int().min(0);

const repeats = z.strictObject({ from: count, to: count });

/**
 * Why a verdict is `inconclusive`; `at-floor`: base scores less than the margin, so no drop could be seen;
 * `lost-scores`: the missing ones could hide a drop that would be proven.
 */
const inconclusiveReason = z.enum([
  'too-noisy',
  'at-floor',
  'lost-scores',
  'lost-pairs',
  'no-pairs',
  'stopped',
]);

export const comparison = z.strictObject({
  scorer: z.string(),
  kind: z.enum(['check', 'judge', 'combined', 'command']),
  /** Whether this comparison decides. A scorer that only head has is informational. */
  gating: z.boolean(),
  /** Paired cases: both sides scored. */
  pairs: count,
  /** Cases that should have been paired and lack a score on a side. */
  lost: count,
  /**
   * Share of trials without a score at each side, and the one-sided probability of so many more at head if the change
   * did nothing. `worst`: head's mean, delta and its p with every missing score at its worst, 0 at head and 1 at base,
   * over all cases with a score on any side. Absent: none is missing.
   */
  missing: z
    .strictObject({
      base: fraction,
      head: fraction,
      p: fraction,
      worst: z.strictObject({ head: fraction, delta: z.number().min(-1).max(1), p: fraction }).optional(),
    })
    .optional(),
  /** Cases left out because both sides send the same requests. */
  identical: count,
  /** Cases left out because an output, at base or head, failed a check that the judge requires. */
  skipped: count.optional(),
  /** Hash of the judge: wording, models, parameters. Comparisons with different ones are not of one scale. */
  judge: z.string().optional(),
  /** The models that judge. */
  judgedBy: z.array(z.string()).optional(),
  /** Of `asked` pairs shown in both orders: in how many the verdict stayed, and how often the first shown won. */
  positions: z.strictObject({ asked: count, consistent: count, first: count, second: count }).optional(),
  /** Of `asked` judgements that quote something: in how many a quote stands in no text that the judge was shown. */
  quotes: z.strictObject({ asked: count, missing: count }).optional(),
  /**
   * Mean length of the judged outputs of the paired cases, in UTF-16 units, and the rank correlation of a pair's delta
   * with the change of its length; absent with fewer than eight pairs, or where one of the two never varies.
   */
  lengths: z
    .strictObject({
      base: z.number().min(0),
      head: z.number().min(0),
      correlation: z.number().min(-1).max(1).optional(),
    })
    .optional(),
  /** Mean score over the paired cases; without a base, over head's scored cases. */
  base: fraction.optional(),
  head: fraction.optional(),
  delta: z.number().min(-1).max(1).optional(),
  /** Two-sided 90 % interval of delta. */
  interval: z.tuple([z.number(), z.number()]).optional(),
  /** One-sided probability of so large a drop if the change did nothing; `pAdjusted` over all gating comparisons. */
  p: fraction.optional(),
  pAdjusted: fraction.optional(),
  /** What the adjusted p is held against; absent: 0.05. Less where a suite could stop early, or pairs may break ties. */
  alpha: fraction.optional(),
  /** The suite stopped because this was proven: the evidence (100 is an error of at most 1 in 100) and what it took. */
  stopped: z.strictObject({ evidence: z.number().min(0), needed: z.number().min(1) }).optional(),
  /** Smallest drop that this comparison would have found in 4 of 5 runs. */
  detectable: z.number().min(0).optional(),
  margin: fraction,
  /** What a regression of this scorer makes of the decision; absent: `fail`. */
  severity: z.enum(['fail', 'warn']).optional(),
  /** Cases that would find a drop as large as the margin in 4 of 5 runs, at this spread. */
  needed: count.optional(),
  /**
   * Shares of the variance of delta, adding up to 1: what more cases, more trials and more judgements would lessen.
   * `judge` is absent where no output was judged twice; it is then within the others. With a single trial, `cases`
   * holds both.
   */
  spread: z.strictObject({ cases: fraction, trials: fraction, judge: fraction.optional() }).optional(),
  /**
   * What would make a drop as large as the margin detectable, each by itself: so many more cases, so many trials of
   * each case, so many judgements of each output. What cannot do it alone is absent.
   */
  advice: z
    .strictObject({ cases: count, trials: repeats.optional(), judgements: repeats.optional() })
    .optional(),
  verdict: z.enum(['regressed', 'improved', 'unchanged', 'inconclusive']).optional(),
  reason: inconclusiveReason.optional(),
  /** Proven worse, by less than the margin. */
  degraded: z.literal(true).optional(),
  /** This judge of pairs breaks the ties of that scorer, and its `alpha` is its own share of the error rate. */
  breaksTies: z.string().optional(),
  /** The verdict is that of a judge of pairs, because the scorer's own would have been `inconclusive`. */
  brokenBy: z.string().optional(),
});
