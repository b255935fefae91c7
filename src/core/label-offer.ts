import * as z from 'zod';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const answer = z.strictObject({
  side: z.enum(['base', 'head']),
  /** Index of the trial in its side. */
  trial: z.int().min(0),
  /** What a label is bound to: the hash of the case's input and this output. */
  key: hash,
});

/** Two outputs of a case that people are asked to compare, in an order that a seed chose. */
export const labelOffer = z.strictObject({
  /** What a command names it by: bound to both outputs and to the commit. */
  code: z.string().regex(/^[0-9a-f]{8}$/),
  suite: z.string(),
  case: z.string(),
  criterion: z.string(),
  criterionVersion: hash,
  question: z.string(),
  a: answer,
  b: answer,
  /** The chance that the case was drawn with. */
  probability: z.number().gt(0).max(1),
  /** Whether nothing else in the report's comment shows which side is which. */
  blind: z.boolean(),
});

export type LabelOffer = z.infer<typeof labelOffer>;
