import * as z from 'zod';
import { settingsSchema } from './config/settings.ts';
import { criterion } from './criterion-schema.ts';
import { judgeTrustSchema } from './judge-trust.ts';
import { labelOffer } from './label-offer.ts';
import { overrideSchema } from './override-schema.ts';
import { peopleSchema } from './people.ts';
import { comparison } from './report-comparison.ts';
import { REPORT_VERSION } from './report-limits.ts';
import {
  caseReport,
  change,
  type confirmation,
  count,
  file,
  metrics,
  money,
  problem,
  sideNames,
  slice,
} from './report-parts.ts';
import { places, provenance } from './report-provenance.ts';

const suiteHead = { name: z.string(), path: z.string() };

const suite = z.discriminatedUnion('state', [
  z.strictObject({ ...suiteHead, state: z.literal('untouched'), files: z.array(file).optional() }),
  z.strictObject({
    ...suiteHead,
    state: z.literal('removed'),
    /** What base's policy makes of it. Absent: `warn`. */
    severity: z.enum(['warn', 'fail']).optional(),
    promptPath: z.string().optional(),
    /** The prompt still stands at head, and loses its test. */
    promptRemains: z.boolean().optional(),
    /** New suites that could each be this one under another name. */
    candidates: z.array(z.string()).optional(),
  }),
  z.strictObject({
    ...suiteHead,
    state: z.literal('broken'),
    problems: z.array(problem).min(1),
    /** The same problems stand at base: this pull request did not make them. */
    alsoAtBase: z.boolean(),
    /** Files of a suite that was broken before which this pull request changes all the same: it goes unmeasured. */
    changed: z.array(z.string()).min(1).optional(),
  }),
  z.strictObject({
    ...suiteHead,
    /** `new`: base has no such suite, head alone was run. */
    state: z.enum(['touched', 'new']),
    /** Present where a prompt is the target at head, as are the models; `command` where it is a command. */
    promptPath: z.string().optional(),
    files: z.array(file).optional(),
    model: sideNames.optional(),
    command: sideNames.optional(),
    /** Where a judge is the target: its hash on each side. */
    judge: sideNames.optional(),
    provenance: provenance.optional(),
    changes: z.array(change),
    /** Differences in what decides (scorers, policy). Base's decided; head's take effect once merged. */
    gateChanges: z.array(change),
    /** Problems that made base unusable, when that is why the suite counts as new. */
    baseProblems: z.array(problem),
    drift: z.strictObject({
      added: z.array(z.string()),
      edited: z.array(z.string()),
      removed: z.array(z.string()),
      /** Cases under a new id, and cases that gained variables or tags: they decide like those that did not change. */
      renamed: z.array(z.strictObject({ from: z.string(), to: z.string() })).optional(),
      extended: z.array(z.string()).optional(),
    }),
    trials: count,
    /** What the suite's file asks for and is not done, when it is in a format of another tool. */
    unsupported: z.array(problem).min(1).optional(),
    /** An alarm was looked at twice: every deciding case has twice as many trials. */
    rechecked: z.literal(true).optional(),
    /** A regression was proven after so many of the deciding cases, and the rest was not run. */
    stopped: z.strictObject({ cases: count, of: count }).optional(),
    /** Where in head's files that stands which the decision is about. */
    places: places.optional(),
    comparisons: z.array(comparison.extend({ people: peopleSchema.optional() })),
    /** What the word of each judge is worth, by people's labels at base. */
    judges: z.array(judgeTrustSchema).optional(),
    /** What people can be asked. Absent: which output is better. */
    criteria: z.array(criterion).min(1).optional(),
    /** By tag and scorer. Shown, and no part of the decision. */
    slices: z.array(slice).optional(),
    metrics,
    cases: z.array(caseReport),
  }),
]);

/** Everything that a decision can hang on, or is told with it. */
export const GATE_REASON_CODES = [
  'run-failed',
  'run-stopped',
  'overridden',
  'regressed',
  'below-min-score',
  'must-pass',
  'failing-before',
  'must-pass-unused',
  'case-broken',
  'scores-lost',
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

const decision = z.strictObject({
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
    /** What of the repository the run is about, where there are several runs: each has its own comment and check. */
    scope: z.string().optional(),
    /** What was set that a repetition needs, too: names and texts of options. */
    options: z.record(z.string(), z.string()).optional(),
    runUrl: z.string().optional(),
    /** Number that grows from run to run, so that an older run knows that it is older. */
    runId: count.optional(),
    runAttempt: count.optional(),
  }),
  /** How base wants the report to be published. */
  settings: settingsSchema.optional(),
  base: ref,
  head: ref,
  decision,
  /** What kept the whole run from being done; then there are no suites. */
  problems: z.array(problem),
  suites: z.array(suite),
  /** Changed files that look like prompts and that no suite reads. */
  uncovered: z
    .array(z.strictObject({ path: z.string(), status: z.enum(['added', 'modified', 'renamed']) }))
    .optional(),
  /** Cases that people are asked about in the comment. */
  offers: z.array(labelOffer).optional(),
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
    /** Calls answered from the cache, made by an earlier run; no part of the calls above. */
    reused: count.optional(),
    /** When the oldest of the reused answers was given. */
    oldestReused: z.iso.datetime().optional(),
    /** Calls that were not made because the run was stopped. */
    stopped: z
      .strictObject({ code: z.enum(['over-budget', 'cancelled']), message: z.string(), calls: count })
      .optional(),
    durationMs: money,
  }),
});

export type Report = z.infer<typeof reportSchema>;
export type Decision = Report['decision'];
export type GateReason = Decision['reasons'][number];
export type SuiteReport = Report['suites'][number];
export type FileReport = z.infer<typeof file>;
export type MeasuredSuite = Extract<SuiteReport, { state: 'touched' | 'new' }>;
export type Comparison = MeasuredSuite['comparisons'][number];
export type SuiteCriterion = z.infer<typeof criterion>;
export type Slice = z.infer<typeof slice>;
export type CaseReport = MeasuredSuite['cases'][number];
export type Confirmation = z.infer<typeof confirmation>;
export type SideReport = NonNullable<CaseReport['base']>;
export type TrialReport = SideReport['trials'][number];
export type ScoreReport = Extract<TrialReport, { ok: true }>['scores'][number];
export type Change = MeasuredSuite['changes'][number];
export type Metrics = MeasuredSuite['metrics'];
export type SideMetrics = NonNullable<Metrics['base']>;
export type Verdict = NonNullable<Comparison['verdict']>;
export type Outcome = Decision['outcome'];
