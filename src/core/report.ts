import * as z from 'zod';
import { ERROR_CODES, type ErrorCode } from './errors.ts';
import type { Json } from './json.ts';
import { MODEL_FAILURE_CODES, type ModelFailureCode } from './model.ts';
import { SCORE_ERROR_CODES, type ScoreErrorCode, TRIAL_ERROR_CODES, type TrialErrorCode } from './trial.ts';

/** The version of the report's shape. A reader refuses a report of another version. */
export const REPORT_VERSION = 1;

const keysOf = <Key extends string>(table: Readonly<Record<Key, string>>) =>
  Object.keys(table) as [Key, ...Key[]];

const fraction = z.number().min(0).max(1);
const count = z.int().min(0);
const money = z.number().min(0);
const json: z.ZodType<Json> = z.json();

const problem = z.strictObject({
  code: z.enum(keysOf<ErrorCode>(ERROR_CODES)),
  message: z.string(),
  help: z.string(),
  place: z
    .strictObject({ path: z.string(), line: z.int().optional(), column: z.int().optional() })
    .optional(),
});

/** One difference between base and head. `from`/`to` are present where one word each says it. */
const change = z.strictObject({
  /** What differs. `suite-file` is anything in it that no other kind covers. */
  kind: z.enum([
    'prompt',
    'model',
    'provider',
    'parameter',
    'dataset',
    'scorer',
    'policy',
    'trials',
    'suite-path',
  ]),
  /** Path of the part that differs, such as `temperature` or `policy.max-drop` or a scorer's name. */
  what: z.string(),
  from: z.string().optional(),
  to: z.string().optional(),
});

const score = z.discriminatedUnion('ok', [
  z.strictObject({ scorer: z.string(), ok: z.literal(true), value: fraction, reason: z.string() }),
  z.strictObject({
    scorer: z.string(),
    ok: z.literal(false),
    code: z.enum(keysOf<ScoreErrorCode>(SCORE_ERROR_CODES)),
    message: z.string(),
  }),
]);

const trial = z.discriminatedUnion('ok', [
  z.strictObject({
    index: count,
    ok: z.literal(true),
    /** The output, cut after {@link OUTPUT_LIMIT} UTF-16 units. */
    output: z.string(),
    /** UTF-16 units of the whole output, when it was cut. */
    cutFrom: count.optional(),
    finish: z.enum(['stop', 'length', 'content-filter', 'refusal', 'tool-calls', 'other']),
    usage: z.strictObject({ inputTokens: count, outputTokens: count }).optional(),
    costUsd: money.optional(),
    latencyMs: money,
    replayed: z.boolean(),
    scores: z.array(score),
  }),
  z.strictObject({
    index: count,
    ok: z.literal(false),
    code: z.enum(
      keysOf<TrialErrorCode>({ ...MODEL_FAILURE_CODES, ...TRIAL_ERROR_CODES } as Record<
        ModelFailureCode | TrialErrorCode,
        string
      >),
    ),
    message: z.string(),
  }),
]);

/** One side of a case: every trial, the mean score by scorer (absent: no trial was scored) and whether it passes. */
const side = z.strictObject({
  trials: z.array(trial),
  means: z.record(z.string(), fraction),
  /** Whether more than half of the trials pass every gating scorer; absent when a score is missing. */
  passes: z.boolean().optional(),
});

const caseReport = z.strictObject({
  id: z.string(),
  /** `kept` stands alike in both datasets; the others are shown apart and do not gate. */
  origin: z.enum(['kept', 'added', 'edited']),
  tags: z.array(z.string()),
  mustPass: z.boolean(),
  vars: z.record(z.string(), json),
  expected: json.optional(),
  /** Both sides send the same requests, so there is nothing to compare. */
  identical: z.boolean(),
  /**
   * `broke` passes at base and not at head, `fixed` the reverse; `worse`/`better` moved without crossing;
   * `unpaired` lacks a score on one side; `not-run` was identical and needed no call.
   */
  outcome: z.enum(['broke', 'fixed', 'worse', 'better', 'same', 'unpaired', 'head-only', 'not-run']),
  /** Mean over the gating scorers of head − base; absent when not paired. */
  delta: z.number().min(-1).max(1).optional(),
  base: side.optional(),
  head: side.optional(),
});

/** Why a verdict is `inconclusive`. */
const inconclusiveReason = z.enum(['too-noisy', 'lost-pairs', 'no-pairs']);

const comparison = z.strictObject({
  scorer: z.string(),
  kind: z.enum(['check', 'judge']),
  /** Whether this comparison decides. A scorer that only head has is informational. */
  gating: z.boolean(),
  /** Paired cases: both sides scored. */
  pairs: count,
  /** Cases that should have been paired and lack a score on a side. */
  lost: count,
  /** Cases left out because both sides send the same requests. */
  identical: count,
  /** Mean score over the paired cases; without a base, over head's scored cases. */
  base: fraction.optional(),
  head: fraction.optional(),
  delta: z.number().min(-1).max(1).optional(),
  /** Two-sided 90 % interval of delta. */
  interval: z.tuple([z.number(), z.number()]).optional(),
  /** One-sided probability of so large a drop if the change did nothing; `pAdjusted` over all gating comparisons. */
  p: fraction.optional(),
  pAdjusted: fraction.optional(),
  /** Smallest drop that this comparison would have found in 4 of 5 runs. */
  detectable: z.number().min(0).optional(),
  margin: fraction,
  verdict: z.enum(['regressed', 'improved', 'unchanged', 'inconclusive']).optional(),
  reason: inconclusiveReason.optional(),
});

const sideMetrics = z.strictObject({
  trials: count,
  failed: count,
  inputTokens: money.optional(),
  outputTokens: money.optional(),
  /** Mean US dollars of a trial; absent when any trial's cost is unknown. */
  costUsd: money.optional(),
  /** Median over trials. */
  latencyMs: money.optional(),
});

const ratio = z.strictObject({ ratio: money, lower: money, upper: money, pairs: count });

const metrics = z.strictObject({
  base: sideMetrics.optional(),
  head: sideMetrics.optional(),
  /** Head's mean cost of a trial over base's, paired cases only. */
  costRatio: money.optional(),
  /** Geometric mean of head's latency over base's with its 90 % interval, paired cases only. */
  latency: ratio.optional(),
});

const suiteHead = { name: z.string(), path: z.string() };

const suite = z.discriminatedUnion('state', [
  z.strictObject({ ...suiteHead, state: z.literal('untouched') }),
  z.strictObject({ ...suiteHead, state: z.literal('removed') }),
  z.strictObject({
    ...suiteHead,
    state: z.literal('broken'),
    problems: z.array(problem).min(1),
    /** The same problems stand at base: this pull request did not make them. */
    alsoAtBase: z.boolean(),
  }),
  z.strictObject({
    ...suiteHead,
    /** `new`: base has no such suite, head alone was run. */
    state: z.enum(['touched', 'new']),
    promptPath: z.string(),
    model: z.strictObject({ base: z.string().optional(), head: z.string() }),
    changes: z.array(change),
    /** Differences in what decides (scorers, policy). Base's decided; head's take effect once merged. */
    gateChanges: z.array(change),
    /** Problems that made base unusable, when that is why the suite counts as new. */
    baseProblems: z.array(problem),
    drift: z.strictObject({
      added: z.array(z.string()),
      edited: z.array(z.string()),
      removed: z.array(z.string()),
    }),
    trials: count,
    comparisons: z.array(comparison),
    metrics,
    cases: z.array(caseReport),
  }),
]);

const gateReason = z.strictObject({
  code: z.enum([
    'run-failed',
    'regressed',
    'below-min-score',
    'must-pass',
    'cost-increase',
    'latency-increase',
    'inconclusive',
    'unmeasured',
    'cost-unknown',
    'latency-unknown',
    'suite-broken',
    'suite-removed',
    'cases-removed',
    'gate-changed',
    'new-suite',
    'replayed',
    'improved',
    'unchanged',
    'nothing-touched',
  ]),
  severity: z.enum(['fail', 'warn', 'info']),
  /** `quality`: measured and judged. `unmeasured`: could not be evaluated. `notice`: worth knowing. */
  kind: z.enum(['quality', 'unmeasured', 'notice']),
  suite: z.string().optional(),
  scorer: z.string().optional(),
  /** Cases concerned. */
  cases: z.array(z.string()).optional(),
  /** The measured value, the limit it was held against, and base's value, in the reason's own unit. */
  actual: z.number().optional(),
  limit: z.number().optional(),
  base: z.number().optional(),
});

const decision = z.strictObject({
  outcome: z.enum(['pass', 'warn', 'fail']),
  /** Most severe first. Never empty. */
  reasons: z.array(gateReason).min(1),
});

const ref = z.strictObject({
  /** What the user called it: a branch, a tag, a SHA, or "work tree". */
  label: z.string(),
  sha: z.string().optional(),
});

/** The whole result of a run: what is published, kept and read again. */
export const reportSchema = z.strictObject({
  version: z.literal(REPORT_VERSION),
  tool: z.strictObject({ name: z.literal('prompt-ratchet'), version: z.string() }),
  createdAt: z.iso.datetime(),
  source: z.strictObject({
    /** `owner/name`. */
    repository: z.string().optional(),
    pullRequest: count.optional(),
    event: z.string().optional(),
    runUrl: z.string().optional(),
    /** Number that grows from run to run, so that an older run knows that it is older. */
    runId: count.optional(),
    runAttempt: count.optional(),
  }),
  base: ref,
  head: ref,
  decision,
  /** What kept the whole run from being done; then there are no suites. */
  problems: z.array(problem),
  suites: z.array(suite),
  totals: z.strictObject({
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
    durationMs: money,
  }),
});

/** UTF-16 units of an output that the report keeps. Scorers see the whole output. */
export const OUTPUT_LIMIT = 50_000;

export type Report = z.infer<typeof reportSchema>;
export type Decision = Report['decision'];
export type GateReason = Decision['reasons'][number];
export type SuiteReport = Report['suites'][number];
export type MeasuredSuite = Extract<SuiteReport, { state: 'touched' | 'new' }>;
export type Comparison = MeasuredSuite['comparisons'][number];
export type CaseReport = MeasuredSuite['cases'][number];
export type SideReport = NonNullable<CaseReport['base']>;
export type TrialReport = SideReport['trials'][number];
export type ScoreReport = Extract<TrialReport, { ok: true }>['scores'][number];
export type Change = MeasuredSuite['changes'][number];
export type Metrics = MeasuredSuite['metrics'];
export type SideMetrics = NonNullable<Metrics['base']>;
export type Verdict = NonNullable<Comparison['verdict']>;
export type Outcome = Decision['outcome'];
