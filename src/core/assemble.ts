import { quoteWord } from './command-line.ts';
import { criteriaOf } from './criterion.ts';
import { jurorsIn } from './judge-facts.ts';
import type { MeasuredCase, MeasuredSuite, MeasuredTrial } from './measurement.ts';
import { measureMetrics } from './metrics.ts';
import type { ToolCall } from './model.ts';
import type { PlannedScorer } from './plan.ts';
import type {
  CaseReport,
  Comparison,
  Confirmation,
  MeasuredSuite as MeasuredSuiteReport,
  ScoreReport,
  SideReport,
  Slice,
  TrialReport,
} from './report.ts';
import { OUTPUT_LIMIT } from './report-limits.ts';
import { createSharing, shared } from './sharing.ts';
import type { Target } from './suite.ts';
import { appliesTo, isSkipped, mean, pairOf, sidePasses, sideScore } from './tally.ts';
import type { Score } from './trial.ts';
import { unfinishedOf } from './unfinished.ts';
import { tellingCases } from './whole-cases.ts';

/** Differences smaller than this are rounding. */
const EPSILON = 1e-9;

/** Puts what was measured of a suite into the report's form. */
export function suiteReport(
  suite: MeasuredSuite,
  comparisons: readonly Comparison[],
  confirmations: ReadonlyMap<string, Confirmation>,
  baseProblems: MeasuredSuiteReport['baseProblems'],
  files: MeasuredSuiteReport['files'] = undefined,
  slices: readonly Slice[] = [],
  large?: LargeRun,
): MeasuredSuiteReport {
  const { planned } = suite;
  const { base, head, difference } = planned;
  const unfinished = unfinishedOf(suite);
  return {
    state: planned.state,
    name: head.name,
    path: head.path,
    ...(head.promptPath === undefined ? {} : { promptPath: head.promptPath }),
    ...(files ? { files: [...files] } : {}),
    ...provenance(head.target, base?.target),
    changes: [...(difference?.changes ?? [])],
    gateChanges: [...(difference?.gateChanges ?? [])],
    baseProblems,
    drift: {
      added: [...(difference?.drift.added ?? [])],
      edited: [...(difference?.drift.edited ?? [])],
      removed: [...(difference?.drift.removed ?? [])],
      ...(difference && difference.drift.renamed.length > 0
        ? { renamed: [...difference.drift.renamed] }
        : {}),
      ...(difference && difference.drift.extended.length > 0
        ? { extended: [...difference.drift.extended] }
        : {}),
    },
    trials: planned.trials,
    ...(head.unsupported?.length ? { unsupported: [...head.unsupported] } : {}),
    ...(suite.allocation ? { allocation: suite.allocation } : {}),
    ...(suite.rechecked ? { rechecked: true as const } : {}),
    ...(suite.curtailed ? { curtailed: suite.curtailed } : {}),
    ...(suite.stop ? { stopped: { cases: suite.stop.cases, of: suite.stop.of } } : {}),
    ...(unfinished ? { unfinished } : {}),
    comparisons: [...comparisons],
    ...(planned.judges?.length ? { judges: [...planned.judges] } : {}),
    criteria: criteriaOf(planned.scorers.map(({ spec }) => spec)),
    ...(slices.length > 0 ? { slices: [...slices] } : {}),
    metrics: measureMetrics(suite),
    cases: caseReports(suite, confirmations, large),
  };
}

/** A run whose trials are not all held in memory. */
export interface LargeRun {
  /** Cases of a suite that the report holds whole. */
  limit: number;
  /** A trial with its texts. */
  recall: (measured: MeasuredTrial) => MeasuredTrial;
}

function caseReports(
  { cases, planned: { scorers } }: MeasuredSuite,
  confirmations: ReadonlyMap<string, Confirmation>,
  large: LargeRun | undefined,
): CaseReport[] {
  const reportOf = (row: MeasuredCase, brief = false) =>
    caseReport(row, { scorers, confirmation: confirmations.get(row.planned.case.id), brief });
  if (!large) return cases.map((row) => reportOf(row));
  const share = createSharing();
  const reports = cases.map((row) => shared(reportOf(row, true), share));
  const telling = tellingCases(reports, large.limit);
  return reports.map((report, index) => {
    const row = cases[index];
    return row && telling.has(report.id) ? reportOf(recalled(row, large)) : report;
  });
}

function recalled(row: MeasuredCase, { recall }: LargeRun): MeasuredCase {
  const { base, head } = row.sides;
  return {
    ...row,
    sides: { ...(base ? { base: base.map(recall) } : {}), ...(head ? { head: head.map(recall) } : {}) },
  };
}

/** What was run on each side: models, command lines, or judges. */
function provenance(
  head: Target,
  base: Target | undefined,
): Partial<Pick<MeasuredSuiteReport, 'model' | 'command' | 'judge'>> {
  const nameOf = (target: Target) => {
    if (target.kind === 'prompt') return target.model;
    if (target.kind === 'command') return target.command.argv.map(quoteWord).join(' ');
    return jurorsIn(target.spec)
      .map(({ model }) => model)
      .join(', ');
  };
  const names = { head: nameOf(head), ...(base?.kind === head.kind ? { base: nameOf(base) } : {}) };
  if (head.kind === 'command') return { command: names };
  if (head.kind === 'prompt') return { model: names };
  const hashes = { head: head.hash, ...(base?.kind === 'judge' ? { base: base.hash } : {}) };
  return { model: names, judge: hashes };
}

function caseReport(
  row: MeasuredCase,
  {
    scorers,
    confirmation,
    brief,
  }: { scorers: readonly PlannedScorer[]; confirmation: Confirmation | undefined; brief: boolean },
): CaseReport {
  const { planned, sides } = row;
  const base = sides.base && sideReport(sides.base, scorers, brief);
  const head = sides.head && sideReport(sides.head, scorers, brief);
  const delta = base && head ? meanDelta(row, scorers) : undefined;
  return {
    id: planned.case.id,
    origin: planned.origin,
    ...(planned.protected ? { protected: true as const } : {}),
    tags: [...planned.case.tags],
    mustPass: planned.mustPass,
    ...(planned.case.cluster === undefined ? {} : { cluster: planned.case.cluster }),
    vars: brief ? {} : { ...planned.case.vars },
    ...(brief ? { brief: true as const } : { expected: planned.case.expected }),
    identical: planned.identical,
    outcome: confirmedOutcome(outcomeOf(base, head, delta), confirmation),
    delta,
    base,
    head,
    ...(confirmation ? { confirmation } : {}),
  };
}

/** Fresh trials have the last word about what the first ones suggest. */
function confirmedOutcome(
  suggested: CaseReport['outcome'],
  confirmation: Confirmation | undefined,
): CaseReport['outcome'] {
  switch (confirmation?.verdict) {
    case 'broke':
    case 'fixed':
      return confirmation.verdict;
    case 'flaky':
      // What its first trials lack is not measured, whatever the fresh ones say.
      return suggested === 'unpaired' ? suggested : 'flaky';
    default:
      return suggested;
  }
}

function outcomeOf(
  base: SideReport | undefined,
  head: SideReport | undefined,
  delta: number | undefined,
): CaseReport['outcome'] {
  if (!head) return 'not-run';
  if (!base) return 'head-only';
  if (delta === undefined || base.passes === undefined || head.passes === undefined) return 'unpaired';
  if (base.passes !== head.passes) return head.passes ? 'fixed' : 'broke';
  if (Math.abs(delta) <= EPSILON) return 'same';
  return delta < 0 ? 'worse' : 'better';
}

/** Mean over the gating scorers of head − base; `undefined` when one that applies is not paired. */
function meanDelta(row: MeasuredCase, scorers: readonly PlannedScorer[]): number | undefined {
  const gating = scorers.filter(
    ({ gating, spec }) => gating && appliesTo(spec, row.planned.case) && !isSkipped(row, spec.name),
  );
  const deltas = gating.flatMap(({ spec }) => {
    const pair = pairOf(row, spec.name);
    return pair ? [pair.head - pair.base] : [];
  });
  return deltas.length === gating.length ? mean(deltas) : undefined;
}

function sideReport(
  trials: readonly MeasuredTrial[],
  scorers: readonly PlannedScorer[],
  brief: boolean,
): SideReport {
  const means = scorers.flatMap(({ spec }) => {
    const value = sideScore(trials, spec.name);
    return value === undefined ? [] : [[spec.name, value] as const];
  });
  return {
    trials: brief ? [] : trials.map(trialReport),
    means: Object.fromEntries(means),
    passes: sidePasses(trials, scorers),
  };
}

function trialReport({ trial, scores }: MeasuredTrial, index: number): TrialReport {
  if (!trial.ok) return { index, ...trial };
  const { toolCalls, ...rest } = trial;
  const cut = trial.output.length > OUTPUT_LIMIT;
  return {
    index,
    ...rest,
    ...(toolCalls ? { toolCalls: toolCalls.slice(0, MOST_CALLS).map(cutCall) } : {}),
    output: cut ? trial.output.slice(0, OUTPUT_LIMIT) : trial.output,
    ...(cut ? { cutFrom: trial.output.length } : {}),
    scores: [...scores].map(([scorer, score]) => scoreReport(scorer, score)),
  };
}

function scoreReport(scorer: string, score: Score): ScoreReport {
  const { jurors, ...rest } = score;
  return {
    scorer,
    ...rest,
    ...('repeats' in rest && rest.repeats ? { repeats: [...rest.repeats] } : {}),
    ...(jurors ? { jurors: jurors.map((juror) => ({ ...juror })) } : {}),
  } as ScoreReport;
}

/** Calls of tools that the report keeps of one trial. */
const MOST_CALLS = 50;
const CALL_LIMIT = 5000;

function cutCall({ name, arguments: given }: ToolCall): ToolCall {
  return { name: name.slice(0, 200), arguments: given.slice(0, CALL_LIMIT) };
}
