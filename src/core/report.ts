import * as z from 'zod';
import { settingsSchema } from './config/settings.ts';
import { criterion } from './criterion-schema.ts';
import { judgeTrustSchema } from './judge-trust.ts';
import { labelOffer } from './label-offer.ts';
import { peopleSchema } from './people.ts';
import { allocation } from './report-allocation.ts';
import { comparison } from './report-comparison.ts';
import { decision } from './report-decision.ts';
import { historySchema } from './report-history.ts';
import { REPORT_VERSION } from './report-limits.ts';
import { metrics } from './report-metrics.ts';
import {
  caseReport,
  change,
  type confirmation,
  count,
  file,
  problem,
  sideNames,
  slice,
} from './report-parts.ts';
import { places, provenance } from './report-provenance.ts';
import { requestParts } from './report-requests.ts';
import { fraction } from './report-score.ts';
import { reportTotals } from './report-totals.ts';

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
    /** How many trials the deciding cases got and why, where the suite leaves it open; `trials` is that number. */
    allocation: allocation.optional(),
    /** An alarm was looked at twice: every deciding case has twice as many trials, or fewer where it was `curtailed`. */
    rechecked: z.literal(true).optional(),
    /** The second look ended after so many of its rounds, because the rest could not have changed the verdict. */
    curtailed: z.strictObject({ rounds: count, of: count }).optional(),
    /** A regression was proven after so many of the deciding cases, and the rest was not run. */
    stopped: z.strictObject({ cases: count, of: count }).optional(),
    /**
     * Share of the answers that are empty, refused or cut off at each side, and the one-sided probability of so many
     * more at head if the change did nothing; and the cases that have more of them at head. Absent: none is.
     */
    unfinished: z
      .strictObject({ base: fraction, head: fraction, p: fraction, cases: z.array(z.string()) })
      .optional(),
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
    /** What the requests of the cases are made of. */
    requests: requestParts.optional(),
    cases: z.array(caseReport),
  }),
]);

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
  /** How the suites did in earlier decisions and in this one, where a ledger is kept. It decides nothing. */
  history: historySchema.optional(),
  /** Cases that people are asked about in the comment. */
  offers: z.array(labelOffer).optional(),
  totals: reportTotals,
});

export type Report = z.infer<typeof reportSchema>;
export type Decision = Report['decision'];
export type GateReason = Decision['reasons'][number];
export type SuiteReport = Report['suites'][number];
export type FileReport = z.infer<typeof file>;
export type MeasuredSuite = Extract<SuiteReport, { state: 'touched' | 'new' }>;
export type Comparison = MeasuredSuite['comparisons'][number];
export type SuiteCriterion = z.infer<typeof criterion>;
export type Allocation = z.infer<typeof allocation>;
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
