import * as z from 'zod';
import { count, money } from './report-parts.ts';

/** What a run used. */
export const reportTotals = z.strictObject({
  targetCalls: count,
  judgeCalls: count,
  /** Calls of both kinds answered from a recording. */
  replayed: count,
  failedCalls: count,
  inputTokens: count,
  outputTokens: count,
  /** US dollars of the calls whose cost is known. */
  costUsd: money,
  /** Calls whose cost is unknown. */
  unpriced: count,
  /** Calls answered from the cache, made by an earlier run; no part of the calls above. */
  reused: count.optional(),
  /** What the reused answers are: outputs of either side, and answers of judges. */
  reusedOf: z.strictObject({ base: count, head: count, judges: count }).optional(),
  /** When the oldest of the reused answers was given. */
  oldestReused: z.iso.datetime().optional(),
  /** Calls that the recording has no answer for. Nothing is decided on the rest. */
  notRecorded: z
    .strictObject({
      calls: count,
      /** The first of them. */
      first: z
        .array(
          z.strictObject({
            suite: z.string(),
            case: z.string(),
            variant: z.enum(['base', 'head']),
            trial: count,
            scorer: z.string().optional(),
          }),
        )
        .max(10),
      /** A recording to add them to, from the working directory. */
      recording: z.string().optional(),
    })
    .optional(),
  /** Calls that were not made because the run was stopped. */
  stopped: z
    .strictObject({ code: z.enum(['over-budget', 'cancelled']), message: z.string(), calls: count })
    .optional(),
  durationMs: money,
});
