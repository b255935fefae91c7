import type { GateReason, MeasuredSuite, SideMetrics } from './report.ts';
import type { Policy } from './suite.ts';

/** What a suite's policy has to say about failed trials, cost and latency. */
export function metricReasons(report: MeasuredSuite, policy: Policy): GateReason[] {
  return [...errorReasons(report, policy), ...costReasons(report, policy), ...latencyReasons(report, policy)];
}

function errorReasons({ name, metrics: { base, head } }: MeasuredSuite, policy: Policy): GateReason[] {
  const limit = policy.maxErrorRate;
  if (limit === undefined || !head || head.failed <= limit * head.trials) return [];
  const rate = ({ failed, trials }: SideMetrics) => failed / trials;
  return [
    {
      code: 'error-rate',
      severity: 'fail',
      kind: 'quality',
      suite: name,
      limit,
      actual: rate(head),
      ...(base ? { base: rate(base) } : {}),
    },
  ];
}

/** Cost hardly varies from trial to trial, so it is held against a plain limit. */
function costReasons({ name, metrics }: MeasuredSuite, policy: Policy): GateReason[] {
  const limit = policy.maxCostIncrease;
  if (limit === undefined || !metrics.base || !metrics.head) return [];
  const about = { suite: name, limit };
  if (metrics.costRatio === undefined) {
    return [{ code: 'cost-unknown', severity: policy.onUnmeasured, kind: 'unmeasured', ...about }];
  }
  const actual = metrics.costRatio - 1;
  return actual > limit
    ? [{ code: 'cost-increase', severity: 'fail', kind: 'quality', ...about, actual }]
    : [];
}

/** Latency is noisy: it blocks when the increase is proven (the interval lies above no change) and too large. */
function latencyReasons({ name, metrics }: MeasuredSuite, policy: Policy): GateReason[] {
  const limit = policy.maxLatencyIncrease;
  if (limit === undefined || !metrics.base || !metrics.head) return [];
  const about = { suite: name, limit };
  if (!metrics.latency) {
    return [{ code: 'latency-unknown', severity: policy.onUnmeasured, kind: 'unmeasured', ...about }];
  }
  const actual = metrics.latency.ratio - 1;
  return actual > limit && metrics.latency.lower > 1
    ? [{ code: 'latency-increase', severity: 'fail', kind: 'quality', ...about, actual }]
    : [];
}
