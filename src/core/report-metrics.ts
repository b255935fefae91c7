import * as z from 'zod';
import { count, money } from './report-parts.ts';

const sideMetrics = z.strictObject({
  trials: count,
  failed: count,
  inputTokens: money.optional(),
  outputTokens: money.optional(),
  /** Mean US dollars of a trial; absent when any trial's cost is unknown. */
  costUsd: money.optional(),
  /** Median over trials. */
  latencyMs: money.optional(),
  /**
   * 95th percentile over trials, with the 90 % interval of a bootstrap over cases (clusters, where there are some).
   * Absent with few trials; without the interval with very many. Shown, and no part of the decision.
   */
  latencyP95: z
    .strictObject({ valueMs: money, lowerMs: money.optional(), upperMs: money.optional() })
    .optional(),
});

export const metrics = z.strictObject({
  base: sideMetrics.optional(),
  head: sideMetrics.optional(),
  /** Head's mean cost of a trial over base's, paired cases only. */
  costRatio: money.optional(),
  /** Geometric mean of head's latency over base's with its 90 % interval, paired cases only. */
  latency: z.strictObject({ ratio: money, lower: money, upper: money, pairs: count }).optional(),
});
