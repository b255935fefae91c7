import * as z from 'zod';
import { overrideSchema } from './override-schema.ts';

/** Everything that a decision can hang on, or is told with it. */
export const GATE_REASON_CODES = [
  'run-failed',
  'run-stopped',
  'not-recorded',
  'overridden',
  'regressed',
  'below-min-score',
  'min-score-open',
  'must-pass',
  'failing-before',
  'must-pass-unused',
  'case-broken',
  'scores-lost',
  'answers-unfinished',
  'error-rate',
  'cost-increase',
  'latency-increase',
  'stopped',
  'degraded',
  'inconclusive',
  'unmeasured',
  'cost-unknown',
  'latency-unknown',
  'suite-broken',
  'suite-removed',
  'cases-removed',
  'gate-changed',
  'new-suite',
  'first-adoption',
  'judge-distrusted',
  'judge-uncalibrated',
  'nothing-decides',
  'uncovered-prompts',
  'replayed',
  'unverified-run',
  'improved',
  'unchanged',
  'nothing-touched',
] as const;

const gateReason = z.strictObject({
  code: z.enum(GATE_REASON_CODES),
  severity: z.enum(['fail', 'warn', 'info']),
  /** `quality`: measured and judged. `unmeasured`: could not be evaluated. `notice`: worth knowing. */
  kind: z.enum(['quality', 'unmeasured', 'notice']),
  suite: z.string().optional(),
  scorer: z.string().optional(),
  /** Cases concerned. */
  cases: z.array(z.string()).optional(),
  /** Tags concerned. */
  tags: z.array(z.string()).optional(),
  /** The measured value, the limit it was held against, and base's value, in the reason's own unit. */
  actual: z.number().optional(),
  limit: z.number().optional(),
  base: z.number().optional(),
});

export const decision = z.strictObject({
  outcome: z.enum(['pass', 'warn', 'fail']),
  /** Most severe first. Never empty. */
  reasons: z.array(gateReason).min(1),
  /** Who accepted a failed gate for this commit, and why. */
  override: overrideSchema.optional(),
  /** What head's own gate makes of the same trials, where head changes policy, scorers or cases. It decides nothing. */
  headGate: z
    .strictObject({ outcome: z.enum(['pass', 'warn', 'fail']), reasons: z.array(gateReason).min(1) })
    .optional(),
});
