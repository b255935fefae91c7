import * as z from 'zod';

/** What people are asked about the outputs of a suite, so that labels can be given and counted from the report alone. */
export const criterion = z.strictObject({
  name: z.string(),
  /** Hash of what is asked: question and scale, not the judge's model. */
  version: z.string().regex(/^[0-9a-f]{64}$/),
  question: z.string(),
  /** The answers and what they are worth; empty where the question is which output is better. */
  scale: z.array(z.strictObject({ answer: z.string(), score: z.number() })),
  /** The score from which on an output passes. */
  threshold: z.number().min(0).max(1),
  /** The judge that is asked the same. Absent: the suite has no judge. */
  scorer: z.string().optional(),
});
