import type { MeasuredSuite, SideMetrics } from '../core/report.ts';
import { duration, money, ratio, ratioInterval, tokens, UNKNOWN } from './numbers.ts';

/** One measure side by side. */
export interface MetricRow {
  title: string;
  base: string;
  head: string;
  change: string;
}

/** Cost, latency, tokens and failures of a trial, the same rows for every surface. */
export function metricRows({ metrics }: MeasuredSuite): MetricRow[] {
  const { base, head, costRatio, latency } = metrics;
  const both = base !== undefined && head !== undefined;
  const of = (show: (side: SideMetrics) => string) => ({
    base: base === undefined ? '–' : show(base),
    head: head === undefined ? '–' : show(head),
  });
  const rows: MetricRow[] = [
    {
      title: 'Cost, mean',
      ...of(({ costUsd }) => money(costUsd)),
      change: both ? ratio(costRatio) : '',
    },
    {
      title: 'Latency, median',
      ...of(({ latencyMs }) => duration(latencyMs)),
      change:
        latency === undefined
          ? ''
          : `${ratio(latency.ratio)} (${ratioInterval(latency.lower, latency.upper)})`,
    },
    ...(base?.latencyP95 || head?.latencyP95
      ? [{ title: 'Latency, 95th percentile', ...of(({ latencyP95 }) => slowest(latencyP95)), change: '' }]
      : []),
    {
      title: 'Tokens in, out',
      ...of(({ inputTokens, outputTokens }) =>
        inputTokens === undefined && outputTokens === undefined
          ? UNKNOWN
          : `${tokens(inputTokens)}, ${tokens(outputTokens)}`,
      ),
      change: '',
    },
  ];
  // Why the cost is unknown stands among what was not measured.
  const known = rows.filter((row) => [row.base, row.head].some((side) => side !== UNKNOWN && side !== '–'));
  const failed = (base?.failed ?? 0) + (head?.failed ?? 0);
  return failed === 0
    ? known
    : [...known, { title: 'Failed', ...of((side) => `${side.failed} of ${side.trials}`), change: '' }];
}

/** With the interval in which one like it would lie: of few trials it says little. */
function slowest(p95: SideMetrics['latencyP95']): string {
  if (!p95) return '–';
  const { valueMs, lowerMs, upperMs } = p95;
  return lowerMs === undefined || upperMs === undefined
    ? duration(valueMs)
    : `${duration(valueMs)} (${duration(lowerMs)} to ${duration(upperMs)})`;
}
