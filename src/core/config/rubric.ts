import * as z from 'zod';

const text = z.string().min(1).max(100_000);

export const criterion = text.describe(
  'What is judged, in one sentence. A template over the variables of the case.',
);
export const levels = z
  .array(text)
  .min(2)
  .max(10)
  .describe('What each level looks like, worst first. Level i of n scores i/(n−1).');

/** A rubric in a file of its own. */
export const rubricFileSchema = z.strictObject({ criterion, levels });
