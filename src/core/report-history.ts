import * as z from 'zod';
import { fraction } from './report-score.ts';

/** Decisions that a report draws a course of, the newest. */
export const TREND_POINTS = 60;
/** Courses that a report holds: one for each scorer of each suite. */
export const MOST_TRENDS = 200;

/** One measurement of a scorer. */
const point = z.strictObject({
  at: z.iso.datetime(),
  head: fraction,
  base: fraction.optional(),
  verdict: z.enum(['regressed', 'improved', 'unchanged', 'inconclusive']).optional(),
  /** What was decided about the whole run. */
  outcome: z.enum(['pass', 'warn', 'fail']),
  /** Somebody accepted a gate that had failed. */
  overridden: z.literal(true).optional(),
  sha: z.string().optional(),
  pullRequest: z.int().min(0).optional(),
  /** This run's own. */
  now: z.literal(true).optional(),
  /** What measured it is another one than at the point before, so the two scores cannot be compared. */
  newJudge: z.literal(true).optional(),
});

/** What a ledger says about the suites of a report. */
export const historySchema = z.strictObject({
  /** Lines of the ledger that cannot be read, were changed or do not follow the one before. */
  faults: z.int().min(0),
  /** For each scorer of each suite, oldest measurement first. */
  trends: z.array(z.strictObject({ suite: z.string(), scorer: z.string(), points: z.array(point).min(1) })),
});

export type ReportHistory = z.infer<typeof historySchema>;
export type ReportTrend = ReportHistory['trends'][number];
export type ReportTrendPoint = ReportTrend['points'][number];
