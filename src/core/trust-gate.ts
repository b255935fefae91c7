import type { JudgeTrust } from './judge-trust.ts';
import type { PlannedScorer, PlannedSuite } from './plan.ts';
import type { GateReason, MeasuredSuite } from './report.ts';
import type { Policy, ScorerSpec } from './suite.ts';

/** Whether a judge decides. What weighs judges is loaded for those suites only. */
export function hasJudge({ scorers }: Pick<PlannedSuite, 'scorers'>): boolean {
  return scorers.some(
    ({ spec, gating }) => gating && (spec.kind === 'judge' || (spec.kind === 'case' && spec.judged)),
  );
}

/**
 * A plan in which only judges decide whose word is worth something by people's labels: the others, and combinations
 * that rest on them, are scored and shown. A judge that errs is held to the margin in its own units.
 */
export function withTrust(plan: PlannedSuite, judges: readonly JudgeTrust[]): PlannedSuite {
  const demoted = new Set(
    judges.filter(({ effect }) => effect === 'informational').map(({ scorer }) => scorer),
  );
  const margins = new Map(judges.flatMap(({ scorer, margin }) => (margin ? [[scorer, margin.judge]] : [])));
  const restsOn = (spec: ScorerSpec): boolean =>
    demoted.has(spec.name) ||
    (spec.kind === 'combined' && spec.of.some(({ name, weight }) => weight > 0 && demoted.has(name)));
  const measured = (spec: ScorerSpec, name: string): ScorerSpec => {
    const margin = margins.get(name);
    return margin === undefined ? spec : { ...spec, maxDrop: margin };
  };
  const scorers = plan.scorers.map(
    ({ spec, gating, ...rest }): PlannedScorer => ({
      ...rest,
      spec: gating ? measured(spec, spec.name) : spec,
      gating: gating && !restsOn(spec),
    }),
  );
  const lost = new Set(scorers.flatMap(({ spec, gating }) => (gating ? [] : [spec.name])));
  const { headGate } = plan;
  return {
    ...plan,
    judges,
    scorers,
    ...(headGate
      ? {
          headGate: {
            ...headGate,
            // Head's gate is shown for what it would do: with the same labels it would not hear this judge either.
            scorers: headGate.scorers.map((one) =>
              demoted.has(one.scoredAs) || (one.spec.kind === 'combined' && lost.has(one.scoredAs))
                ? { ...one, spec: { ...one.spec, severity: 'info' as const } }
                : one,
            ),
          },
        }
      : {}),
  };
}

/** What is to be said of judges that do not decide though they were to; and of a suite that nothing decides any more. */
export function trustReasons(
  { name, judges = [], comparisons }: MeasuredSuite,
  policy: Policy,
): GateReason[] {
  const demoted = judges.filter(({ effect }) => effect === 'informational');
  if (demoted.length === 0) return [];
  const told = demoted.map(
    ({ scorer, trust, youden, bar, labels }): GateReason =>
      trust === 'distrusted'
        ? {
            code: 'judge-distrusted',
            severity: 'warn',
            kind: 'notice',
            suite: name,
            scorer,
            actual: youden?.value,
            limit: bar.youden,
          }
        : {
            code: 'judge-uncalibrated',
            severity: 'warn',
            kind: 'notice',
            suite: name,
            scorer,
            actual: labels,
            limit: bar.labels,
          },
  );
  if (comparisons.some(({ gating }) => gating)) return told;
  return [
    ...told,
    { code: 'nothing-decides', severity: policy.onUnmeasured, kind: 'unmeasured', suite: name },
  ];
}
