import { brokenCases, mustPass, unusedTags } from './gate-cases.ts';
import { metricReasons } from './gate-metrics.ts';
import { LOSS_ALPHA } from './losses.ts';
import { decidingOf } from './people.ts';
import type { Comparison, GateReason, MeasuredSuite } from './report.ts';
import type { Policy } from './suite.ts';

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
    ...unfinishedReasons(report),
    ...stoppedReasons(report),
  ];
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
      return reason === 'too-noisy' || reason === 'at-floor' || reason === 'lost-scores'
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
  if (!missing || missing.p > LOSS_ALPHA || reason === 'lost-pairs') return [];
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

/** Answers that head leaves empty or unfinished, proven. Scorers decide what they are worth; that they are is said. */
function unfinishedReasons({ name, unfinished }: MeasuredSuite): GateReason[] {
  if (!unfinished || unfinished.p > LOSS_ALPHA) return [];
  const { base, head: actual, cases } = unfinished;
  const about = { suite: name, actual, base, cases };
  return [{ code: 'answers-unfinished', severity: 'warn', kind: 'quality', ...about }];
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

/** The floor is for what was measured; that missing scores could put head below it is said. */
function floorReasons(
  { scorer, head, base, missing }: Comparison,
  suite: string,
  { minScore }: Policy,
): GateReason[] {
  const limit =
    typeof minScore === 'object'
      ? Object.hasOwn(minScore, scorer)
        ? minScore[scorer]
        : undefined
      : minScore;
  if (limit === undefined || head === undefined) return [];
  if (head < limit)
    return [
      {
        code: 'below-min-score',
        severity: 'fail',
        kind: 'quality',
        suite,
        scorer,
        actual: head,
        limit,
        base,
      },
    ];
  const worst = missing?.worst?.head ?? head;
  return worst < limit
    ? [{ code: 'min-score-open', severity: 'warn', kind: 'quality', suite, scorer, actual: worst, limit }]
    : [];
}

/** Cases that were not run because the suite is blocked already. */
function stoppedReasons({ name, stopped }: MeasuredSuite): GateReason[] {
  if (!stopped) return [];
  const { cases, of } = stopped;
  return [{ code: 'stopped', severity: 'info', kind: 'notice', suite: name, actual: cases, limit: of }];
}
