import * as z from 'zod';
import type { Comparison } from './report.ts';

/** What people say of head − base over all cases, from labels of this pull request's outputs. */
export const peopleSchema = z.strictObject({
  /** `corrected`: the judge's deltas corrected by labels. `labels-only`: the judge says too little to help. */
  method: z.enum(['corrected', 'labels-only']),
  /** Whether the verdict hangs on it, in place of the judge's own delta. */
  decides: z.boolean(),
  delta: z.number().min(-1).max(1),
  /** Two-sided 90 % interval. */
  interval: z.tuple([z.number(), z.number()]),
  /** One-sided probability of so large a drop if people saw no difference. */
  p: z.number().min(0).max(1),
  /** The tolerated drop in people's units. */
  margin: z.number().min(0).max(1),
  labels: z.int().min(0),
  /** Labels of drawn cases that do not count yet: a case before them in the draw has none. */
  waiting: z.int().min(1).optional(),
  /** Cases that it speaks for. */
  cases: z.int().min(0),
  /** Squared correlation of the judge's deltas with people's. */
  r2: z.number().min(0).max(1).optional(),
});

export type PeopleSays = z.infer<typeof peopleSchema>;

/** The figures that a verdict hangs on: people's where labels correct the judge, else the comparison's own. */
export function decidingOf(
  comparison: Pick<Comparison, 'delta' | 'interval' | 'p' | 'margin' | 'people'>,
): Pick<Comparison, 'delta' | 'interval' | 'p' | 'margin'> {
  return comparison.people?.decides ? comparison.people : comparison;
}
