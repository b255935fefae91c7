import * as z from 'zod';

const fraction = z.number().min(0).max(1);
const count = z.int().min(0);
const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** A figure with its 95 % interval. */
const figure = z.strictObject({ value: z.number(), lower: z.number(), upper: z.number() });

/** How far a judge agrees with people: what its word is worth. */
export const judgeTrustSchema = z.strictObject({
  /** The judge's name. */
  scorer: z.string(),
  /** Hash of what the judge is; absent: it could not be worked out. */
  version: hash.optional(),
  /** `trusted`, `distrusted`: enough labels to say. `uncalibrated`: too few, or all of one verdict. */
  trust: z.enum(['trusted', 'distrusted', 'uncalibrated']),
  /** What the policy makes of it: whether the judge's verdict decides. */
  effect: z.enum(['gates', 'informational']),
  bar: z.strictObject({ youden: z.number(), ac1: z.number(), labels: count }),
  /** Labelled outputs that the judge has judged; those that it could not; labels of an earlier wording. */
  labels: count,
  unjudged: count,
  expired: count,
  raters: count,
  /** Outputs that people pass, and that they fail. */
  passed: count,
  failed: count,
  agreement: figure.optional(),
  kappa: figure.optional(),
  ac1: figure.optional(),
  sensitivity: figure.optional(),
  specificity: figure.optional(),
  /** Sensitivity + specificity − 1. */
  youden: figure.optional(),
  /** Krippendorff's alpha between raters. */
  alpha: z.number().optional(),
  /** Votes that one rater gave again, and the share that came out alike. */
  repeats: count,
  intraRater: figure.optional(),
  /** The tolerated drop in people's units, and what that is in the judge's (times J), where it decides. */
  margin: z.strictObject({ people: fraction, judge: fraction }).optional(),
  /** What other versions of this judge were worth on the same criterion, the latest first. */
  earlier: z
    .array(
      z.strictObject({
        version: hash,
        labels: count,
        agreement: z.number().optional(),
        ac1: z.number().optional(),
        youden: z.number().optional(),
        last: z.string(),
      }),
    )
    .optional(),
  /** Lines of the label files that nobody can read. */
  unreadable: count.optional(),
});

export type JudgeTrust = z.infer<typeof judgeTrustSchema>;
