import { metricReasons } from './gate-metrics.ts';
import { LOSS_ALPHA } from './losses.ts';
import { decidingOf } from './people.ts';
import type { CaseReport, Comparison, Confirmation, GateReason, MeasuredSuite } from './report.ts';
import type { Policy } from './suite.ts';
import type { Variant } from './trial.ts';

/** A measured suite with the policy that decides about it. */
export interface Judged {
  report: MeasuredSuite;
  policy: Policy;
}

/** Everything that a suite's policy has to say about what was measured. */
export function suiteReasons({ report, policy }: Judged): GateReason[] {
  const gating = report.comparisons.filter((comparison) => comparison.gating);
  return [
    ...mustPass(report, policy),
    ...unusedTags(report, policy),
    ...gating.flatMap((comparison) => verdictReasons(comparison, report, policy)),
    ...brokenCases(report, policy),
    ...gating.flatMap((comparison) => floorReasons(comparison, report.name, policy)),
    ...metricReasons(report, policy),
    ...gating.flatMap((comparison) => lossReasons(comparison, report.name, policy)),
    ...stoppedReasons(report),
  ];
}

/** Cases that fresh trials prove broken; and those of which they cannot say it, because they failed. */
function brokenCases({ name, cases }: MeasuredSuite, policy: Policy): GateReason[] {
  const having = (verdict: Confirmation['verdict']) =>
    cases.filter((row) => row.confirmation?.verdict === verdict && !row.mustPass);
  return caseReasons('case-broken', having('broke'), having('unmeasured'), { suite: name, policy });
}

/**
 * A case with a must-pass tag has to pass at head: by its fresh trials where it has some, else by its first ones.
 * Without its scores nobody knows. One that failed at base already is said apart, because this change did not break it.
 */
function mustPass({ name, cases }: MeasuredSuite, policy: Policy): GateReason[] {
  const watched = cases.filter((row) => row.mustPass && row.head && isWatched(row));
  const unknown = watched.filter((row) => row.head?.passes === undefined);
  const failing = watched.filter(failsAtHead);
  const before = failing.filter(failedBefore);
  return [
    ...caseReasons(
      'must-pass',
      failing.filter((row) => !before.includes(row)),
      unknown,
      { suite: name, policy },
    ),
    ...(before.length > 0
      ? [
          {
            code: 'failing-before',
            severity: policy.onFailingBefore ?? 'warn',
            kind: 'quality',
            suite: name,
            cases: before.map(({ id }) => id),
          } as const,
        ]
      : []),
  ];
}

/** A tag that no case has protects none: misspelt, it would do so silently. */
function unusedTags({ name, cases }: MeasuredSuite, policy: Policy): GateReason[] {
  const standing = cases.filter(({ origin, protected: kept }) => origin !== 'removed' || kept === true);
  const used = new Set(standing.flatMap(({ tags }) => tags));
  const tags = policy.mustPass.filter((tag) => !used.has(tag));
  return tags.length > 0
    ? [{ code: 'must-pass-unused', severity: 'warn', kind: 'notice', suite: name, tags }]
    : [];
}

/** Only of a case that stands alike at base: editing one so that both sides fail must not make it harmless. */
function failedBefore(row: CaseReport): boolean {
  const { origin, protected: kept, confirmation, base } = row;
  if ((origin !== 'kept' && !kept) || confirmation?.verdict === 'broke') return false;
  const retried = retriedShare(row, 'base');
  // One that passed every other time was not failing yet.
  return retried === undefined ? base?.passes === false : retried < 0.5;
}

/** What only base has is watched where it is protected and the change could have done something to it. */
function isWatched({ origin, protected: kept, identical }: CaseReport): boolean {
  return origin === 'removed' || origin === 'replaced' ? kept === true && !identical : true;
}

function caseReasons(
  code: 'must-pass' | 'case-broken',
  failing: readonly CaseReport[],
  unknown: readonly CaseReport[],
  { suite, policy }: { suite: string; policy: Policy },
): GateReason[] {
  const about = (rows: readonly CaseReport[]) => ({ suite, cases: rows.map(({ id }) => id) });
  return [
    ...(failing.length > 0 ? [{ code, severity: 'fail', kind: 'quality', ...about(failing) } as const] : []),
    ...(unknown.length > 0
      ? [
          {
            code: 'unmeasured',
            severity: policy.onUnmeasured,
            kind: 'unmeasured',
            ...about(unknown),
          } as const,
        ]
      : []),
  ];
}

function failsAtHead(row: CaseReport): boolean {
  const retried = retriedShare(row, 'head');
  return retried === undefined ? row.head?.passes === false : retried <= 0.5;
}

/** Share of a side's fresh trials that passed, where they can be read. */
function retriedShare({ confirmation }: CaseReport, variant: Variant): number | undefined {
  return confirmation && confirmation.verdict !== 'unmeasured' ? confirmation[variant] : undefined;
}

function verdictReasons(comparison: Comparison, report: MeasuredSuite, policy: Policy): GateReason[] {
  const { scorer, verdict, reason, pairs, lost, head } = comparison;
  const { delta, margin } = decidingOf(comparison);
  const about = { suite: report.name, scorer };
  const unmeasured: GateReason = {
    code: 'unmeasured',
    severity: policy.onUnmeasured,
    kind: 'unmeasured',
    ...about,
    actual: lost,
  };
  if (report.state === 'new') {
    const scored = report.cases.length - lost;
    return head === undefined || lost > 0.1 * (scored + lost)
      ? [{ ...unmeasured, limit: scored + lost }]
      : [];
  }
  switch (verdict) {
    case 'regressed':
      return [
        {
          code: 'regressed',
          severity: comparison.severity ?? 'fail',
          kind: 'quality',
          ...about,
          actual: delta,
          limit: -margin,
        },
      ];
    case 'improved':
    case 'unchanged':
      return [
        ...degraded(comparison, about),
        { code: verdict, severity: 'info', kind: 'quality', ...about, actual: delta },
      ];
    case 'inconclusive':
      // The suite says so as a whole.
      if (reason === 'stopped') return [];
      return reason === 'too-noisy' || reason === 'at-floor'
        ? [
            ...degraded(comparison, about),
            {
              code: 'inconclusive',
              severity: openSeverity(comparison, policy),
              kind: 'quality',
              ...about,
              actual: delta,
              limit: -margin,
            },
          ]
        : [{ ...unmeasured, limit: pairs + lost }];
    case undefined:
      return [];
  }
}

/**
 * Scores that head lacks and base has, proven: what the change made fail must not drop out of the comparison unseen.
 * Where more is lost than a comparison can bear, that says so by itself.
 */
function lossReasons(
  { scorer, missing, margin, severity, reason }: Comparison,
  suite: string,
  { maxErrorRate }: Policy,
): GateReason[] {
  if (!missing || missing.p > LOSS_ALPHA || reason === 'lost-pairs' || reason === 'no-pairs') return [];
  const rise = missing.head - missing.base;
  const material = maxErrorRate === undefined ? rise >= margin : rise > maxErrorRate;
  const { base, head: actual } = missing;
  return [
    {
      code: 'scores-lost',
      severity: material ? (severity ?? 'fail') : 'warn',
      kind: 'quality',
      suite,
      scorer,
      actual,
      base,
      limit: maxErrorRate ?? margin,
    },
  ];
}

/** A drop that is proven and smaller than the margin: tolerated, and said. */
function degraded(comparison: Comparison, about: Pick<GateReason, 'suite' | 'scorer'>): GateReason[] {
  if (!comparison.degraded) return [];
  const { delta, margin } = decidingOf(comparison);
  return [{ code: 'degraded', severity: 'warn', kind: 'quality', ...about, actual: delta, limit: -margin }];
}

/** What an open verdict makes of the decision: never more than a proven drop of the same scorer would. */
function openSeverity({ severity = 'fail' }: Comparison, policy: Policy): GateReason['severity'] {
  if (policy.gate === 'non-inferiority') return severity;
  if (policy.onInconclusive === 'pass') return 'info';
  return severity === 'warn' ? 'warn' : policy.onInconclusive;
}

function floorReasons({ scorer, head, base }: Comparison, suite: string, { minScore }: Policy): GateReason[] {
  const limit =
    typeof minScore === 'object'
      ? Object.hasOwn(minScore, scorer)
        ? minScore[scorer]
        : undefined
      : minScore;
  if (limit === undefined || head === undefined || head >= limit) return [];
  return [
    { code: 'below-min-score', severity: 'fail', kind: 'quality', suite, scorer, actual: head, limit, base },
  ];
}

/** Cases that were not run because the suite is blocked already. */
function stoppedReasons({ name, stopped }: MeasuredSuite): GateReason[] {
  if (!stopped) return [];
  const { cases, of } = stopped;
  return [{ code: 'stopped', severity: 'info', kind: 'notice', suite: name, actual: cases, limit: of }];
}
