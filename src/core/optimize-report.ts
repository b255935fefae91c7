import * as z from 'zod';
import { reportSchema } from './report.ts';
import { change, count, money, problem } from './report-parts.ts';

/** One point of the frontier: a candidate or a model, as it did on the cases it was measured on. */
const point = z.strictObject({
  /** Id of the candidate, or the model's name. */
  name: z.string(),
  what: z.enum(['incumbent', 'candidate', 'winner']),
  model: z.string(),
  /** Mean of the deciding scores, 0..1. */
  quality: z.number(),
  cases: count,
  /** Mean delta to the incumbent with its 90 % interval; absent for itself. */
  delta: z.number().optional(),
  interval: z.tuple([z.number(), z.number()]).optional(),
  /** US dollars for a thousand trials of the target. */
  costPerThousand: money.optional(),
  latencyMs: z.number().min(0).optional(),
  /** No other point is as good on every axis and better on one. */
  onFront: z.boolean(),
});

export const frontierSchema = z.strictObject({
  suite: z.string(),
  points: z.array(point),
  problems: z.array(problem),
});

export type Frontier = z.infer<typeof frontierSchema>;
export type FrontierPoint = z.infer<typeof point>;

/** Where each half of the test cases tests what the other half chose: what both say together. It decides. */
const crossFit = z.strictObject({
  /** Ids of what the first and the second half chose. The winner is one of them, drawn by a coin. */
  chosen: z.tuple([z.string(), z.string()]),
  comparisons: z.array(
    z.strictObject({
      scorer: z.string(),
      pairs: count,
      base: z.number(),
      head: z.number(),
      delta: z.number(),
      /** 96 % interval: two tails of 2 %, because the halves are not independent. */
      interval: z.tuple([z.number(), z.number()]),
      p: z.number(),
      verdict: z.enum(['improved', 'unchanged', 'inconclusive']),
    }),
  ),
});

export type CrossFit = z.infer<typeof crossFit>;

/** The result of one search. */
export const optimizeReportSchema = z.strictObject({
  version: z.literal(1),
  tool: z.strictObject({ name: z.literal('prompt-ratchet'), version: z.string() }),
  createdAt: z.iso.datetime(),
  suite: z.string(),
  path: z.string(),
  /** The commit that was searched from; absent: the work tree. */
  sha: z.string().optional(),
  /** `improved` and `cheaper` are what the test split says; everything else is no reason to change anything. */
  outcome: z.enum(['improved', 'cheaper', 'no-improvement', 'unmeasured']),
  /** Why there is nothing to propose. */
  why: z
    .enum(['no-better-candidate', 'test-not-improved', 'gate-failed', 'not-writable', 'incumbent-unmeasured'])
    .optional(),
  /** Fewer than 30 independent cases: the numbers are a hint and no evidence. */
  exploratory: z.boolean(),
  /** No validation cases: the test cases choose, too, in two halves, each for the other to test. */
  splits: z.strictObject({ train: count, validation: count, test: count }),
  /** How often the test split was looked at, this time included; absent: nobody counts. */
  looks: count.optional(),
  /** Hash of the test cases, by which looks are counted; absent: they were not looked at. */
  testSplit: z.string().optional(),
  seed: z.string(),
  stop: z.enum(['budget', 'stalled', 'ceiling', 'nothing-to-try']).optional(),
  cap: z.strictObject({ calls: count, costUsd: money.optional(), reservedForTest: count }),
  used: z.strictObject({ calls: count, costUsd: money, unpriced: count }),
  frontier: frontierSchema,
  /** Validation of the winner as it was chosen by: better than it is. */
  validation: z.strictObject({ incumbent: z.number(), winner: z.number() }).optional(),
  lineage: z.array(
    z.strictObject({
      id: z.string(),
      origin: z.enum(['incumbent', 'setting', 'reflection', 'demos', 'merge']),
      parents: z.array(z.string()),
      fate: z.enum(['kept', 'raced-out', 'unmeasured', 'no-budget', 'not-better', 'no-proposal']),
      validation: z.number().optional(),
      calls: count,
    }),
  ),
  /** What could not be part of the search, and why. */
  left: z.array(problem),
  changes: z.array(change),
  files: z.array(z.strictObject({ path: z.string(), before: z.string(), after: z.string() })),
  /** The comparison on the test split and of the other suites: the product's own. */
  test: reportSchema.optional(),
  /** From 30 to 59 cases: the comparison of what the other half chose, where that is something else. */
  other: reportSchema.optional(),
  crossFit: crossFit.optional(),
});

export type OptimizeReport = z.infer<typeof optimizeReportSchema>;

/** Whether the test split says that the winner should take the place of what stands there. */
export function isProven({ outcome }: Pick<OptimizeReport, 'outcome'>): boolean {
  return outcome === 'improved' || outcome === 'cheaper';
}
