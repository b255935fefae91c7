import * as z from 'zod';

const count = z.int().min(0);
const variance = z.number().min(0);

/** How many trials a suite's deciding cases got, where its `trials` are a range. All of them got the same number. */
export const allocation = z.strictObject({
  min: count,
  max: count,
  /** The largest number that a scorer asked for. */
  trials: count,
  /** What each gating scorer's first `min` trials said. */
  scorers: z.array(
    z.strictObject({
      scorer: z.string(),
      pairs: count,
      margin: z.number().min(0).max(1),
      /** Variance of the mean delta that more trials do not lessen; absent, as `trial` is, where `unknown`. */
      cases: variance.optional(),
      /** Variance that one trial of each case and side puts in; K trials put in a K-th of it. */
      trial: variance.optional(),
      wants: count,
      /**
       * `detectable`: with so many a drop as large as the margin is found in 4 of 5 runs. `cases`: another would
       * lower what is found by less than 5 %, because cases differ more than their trials. `most`: it is the most
       * that the suite allows. `unknown`: too few trials were scored.
       */
      because: z.enum(['detectable', 'cases', 'most', 'unknown']),
    }),
  ),
});
