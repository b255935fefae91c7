import { SUITE_DEFAULTS } from './config/defaults.ts';
import type { Drift } from './drift.ts';
import type { Problem } from './errors.ts';
import { type Judged, suiteReasons } from './gate-suite.ts';
import type { Change, Comparison, Decision, GateReason, SuiteReport } from './report.ts';
import type { Policy } from './suite.ts';
import { trustReasons } from './trust-gate.ts';

const SEVERITIES = ['fail', 'warn', 'info'] as const;

/**
 * Decides. Pure: the same report and policies give the same decision.
 *
 * A run that could not be measured fails by default, and with reasons of another kind than a measured
 * regression, so that "not measured" is neither green nor mistaken for "got worse".
 */
export function decide(options: {
  suites: readonly SuiteReport[];
  judged: readonly Judged[];
  /** Answers came from a recording that the pull request itself brought. */
  untrustedReplay: boolean;
  /** What kept the whole run from being done. */
  problems: readonly Problem[];
  /** Base has no suite at all: head brings the first ones, and its own gate is all there is. */
  firstAdoption?: boolean;
  /** Changed prompts that no suite tests. */
  uncovered?: number;
  /** Calls were not made because the run was stopped: what is measured is not what was planned. */
  stopped?: boolean;
  /** Calls that the recording has no answer for: what was measured is a part, and which one is chance. */
  notRecorded?: number | undefined;
}): Decision {
  const {
    suites,
    judged,
    untrustedReplay,
    problems,
    firstAdoption = false,
    uncovered = 0,
    stopped,
    notRecorded = 0,
  } = options;
  const policies = new Map(judged.map(({ report, policy }) => [report.name, policy]));
  const reasons = [
    ...(problems.length > 0 ? [RUN_FAILED] : []),
    ...(stopped ? [STOPPED] : []),
    ...(notRecorded > 0 ? [{ ...NOT_RECORDED, actual: notRecorded }] : []),
    ...(firstAdoption && judged.length > 0 ? [FIRST_ADOPTION] : []),
    ...suites
      .flatMap((suite) => stateReasons(suite, policies.get(suite.name)))
      .filter(({ code }) => !firstAdoption || code !== 'new-suite'),
    ...(notRecorded > 0 ? [] : measuredReasons(judged)),
    ...(uncovered > 0 ? [{ ...UNCOVERED, actual: uncovered }] : []),
    ...(untrustedReplay ? [REPLAYED] : []),
  ];
  if (judged.length === 0 && reasons.length === 0) {
    return { outcome: 'pass', reasons: [{ code: 'nothing-touched', severity: 'info', kind: 'notice' }] };
  }
  const sorted = SEVERITIES.flatMap((severity) => reasons.filter((reason) => reason.severity === severity));
  const worst = sorted[0]?.severity;
  return { outcome: worst === 'fail' ? 'fail' : worst === 'warn' ? 'warn' : 'pass', reasons: sorted };
}

/** What the measurements say. */
function measuredReasons(judged: readonly Judged[]): GateReason[] {
  return [
    ...judged.flatMap(({ report, policy }) => trustReasons(report, policy)),
    ...judged.flatMap(suiteReasons),
  ];
}

const RUN_FAILED: GateReason = { code: 'run-failed', severity: 'fail', kind: 'unmeasured' };
const FIRST_ADOPTION: GateReason = { code: 'first-adoption', severity: 'warn', kind: 'notice' };
const UNCOVERED: GateReason = { code: 'uncovered-prompts', severity: 'warn', kind: 'notice' };
const STOPPED: GateReason = { code: 'run-stopped', severity: 'fail', kind: 'unmeasured' };
const NOT_RECORDED: GateReason = { code: 'not-recorded', severity: 'fail', kind: 'unmeasured' };
const REPLAYED: GateReason = { code: 'replayed', severity: 'warn', kind: 'notice' };

/** What a suite's state says by itself. */
function stateReasons(suite: SuiteReport, policy: Policy | undefined): GateReason[] {
  const { name } = suite;
  switch (suite.state) {
    case 'untouched':
      return [];
    case 'removed':
      return [{ code: 'suite-removed', ...weight(suite.severity ?? 'warn'), suite: name }];
    case 'broken':
      // What was broken before must not block a pull request that has nothing to do with it. One that changes what the
      // suite tests goes unmeasured.
      return [
        {
          code: 'suite-broken',
          severity: suite.alsoAtBase && !suite.changed ? 'warn' : 'fail',
          kind: 'unmeasured',
          suite: name,
        },
      ];
    case 'new':
      return [{ code: 'new-suite', severity: 'warn', kind: 'notice', suite: name }];
    case 'touched':
      return [...gateChanged(name, suite.gateChanges), ...casesGone(name, suite.drift, policy)];
  }
}

function gateChanged(suite: string, changes: readonly Change[]): GateReason[] {
  return changes.length === 0 ? [] : [{ code: 'gate-changed', severity: 'warn', kind: 'notice', suite }];
}

/** Removing or editing the case that fails must not go unseen, and blocks where base's policy says so. */
function casesGone(
  suite: string,
  { edited, removed }: Pick<Drift, 'edited' | 'removed'>,
  policy: Policy | undefined,
): GateReason[] {
  const { removedCases = SUITE_DEFAULTS.removedCases, editedCases = SUITE_DEFAULTS.editedCases } =
    policy ?? {};
  const cases = [...removed, ...edited];
  if (cases.length === 0) return [];
  const blocks =
    (removed.length > 0 && removedCases === 'fail') || (edited.length > 0 && editedCases === 'fail');
  return [{ code: 'cases-removed', ...weight(blocks ? 'fail' : 'warn'), suite, cases }];
}

/** Taking a test away is seen as it stands: where it blocks, it does so like a measured loss, not like a missing run. */
function weight(severity: 'warn' | 'fail'): Pick<GateReason, 'severity' | 'kind'> {
  return { severity, kind: severity === 'fail' ? 'quality' : 'notice' };
}

/** 0: the gate passed (warnings included). 1: it failed on what was measured. 2: it could not be evaluated. */
export function exitCodeOf({ outcome, reasons }: Decision): 0 | 1 | 2 {
  if (outcome !== 'fail') return 0;
  return reasons.some((reason) => reason.severity === 'fail' && reason.kind === 'quality') ? 1 : 2;
}

/** How many gating comparisons of a report have each verdict. */
export function countVerdicts(
  suites: readonly SuiteReport[],
): Record<NonNullable<Comparison['verdict']>, number> {
  const counts = { regressed: 0, improved: 0, unchanged: 0, inconclusive: 0 };
  for (const suite of suites) {
    if (suite.state !== 'touched') continue;
    for (const { gating, verdict } of suite.comparisons) if (gating && verdict) counts[verdict] += 1;
  }
  return counts;
}
