import { bootstrapInterval } from '../stats/bootstrap.ts';
import { groupByCluster } from '../stats/cluster.ts';
import { logRatio } from '../stats/log-ratio.ts';
import { quantile } from '../stats/quantile.ts';
import type { MeasuredCase, MeasuredSuite, MeasuredTrial } from './measurement.ts';
import { ALPHA } from './reach.ts';
import type { Metrics, SideMetrics } from './report.ts';
import { clustersOf, decides, mean, median } from './tally.ts';
import type { TrialOutput, Variant } from './trial.ts';

/** What each side cost and how long it took, over the cases that decide. */
export function measureMetrics({ planned, cases }: MeasuredSuite): Metrics {
  const deciding = cases.filter((row) => decides(row, planned.state));
  const latency = latencyRatio(deciding);
  return {
    base: planned.state === 'new' ? undefined : sideMetrics(deciding, 'base'),
    head: sideMetrics(deciding, 'head'),
    costRatio: costRatio(deciding),
    latency: latency && {
      ratio: latency.ratio,
      lower: latency.lower,
      upper: latency.upper,
      pairs: latency.n,
    },
  };
}

function sideMetrics(cases: readonly MeasuredCase[], variant: Variant): SideMetrics | undefined {
  const trials = cases.flatMap(({ sides }) => sides[variant] ?? []);
  if (trials.length === 0) return undefined;
  const outputs = outputsOf(trials);
  return {
    trials: trials.length,
    failed: trials.length - outputs.length,
    inputTokens: meanOfAll(outputs, ({ usage }) => usage?.inputTokens),
    outputTokens: meanOfAll(outputs, ({ usage }) => usage?.outputTokens),
    costUsd: meanOfAll(outputs, ({ costUsd }) => costUsd),
    latencyMs: median(outputs.map(({ latencyMs }) => latencyMs)),
    latencyP95: slowest(cases, variant),
  };
}

/** Fewer trials have no 95th percentile worth the name. */
const FEWEST_TRIALS = 20;
/** Values that the bootstrap looks at: it draws less often where there are many, and not at all beyond the last. */
const LOOKED_AT = 500_000;
const MOST_DRAWS = 1000;
const FEWEST_DRAWS = 100;

/** The latency that one trial in twenty exceeds. */
function slowest(cases: readonly MeasuredCase[], variant: Variant): SideMetrics['latencyP95'] {
  const { clusters } = clustersOf(cases);
  const latencies = cases.map(({ sides }) =>
    outputsOf(sides[variant] ?? []).map(({ latencyMs }) => latencyMs),
  );
  const groups = clusters ? groupByCluster(latencies, clusters).map((group) => group.flat()) : latencies;
  const known = groups.filter((group) => group.length > 0);
  const all = known.flat();
  if (all.length < FEWEST_TRIALS) return undefined;
  const statistic = (values: readonly number[]) => quantile(values, 0.95);
  const valueMs = statistic(all);
  const draws = Math.min(MOST_DRAWS, Math.floor(LOOKED_AT / all.length));
  if (all.every((one) => one === all[0])) return { valueMs, lowerMs: valueMs, upperMs: valueMs };
  if (draws < FEWEST_DRAWS) return { valueMs };
  const { lower, upper } = bootstrapInterval(known, { statistic, alpha: ALPHA, seed: variant, draws });
  return { valueMs, lowerMs: lower, upperMs: upper };
}

function outputsOf(trials: readonly MeasuredTrial[]): TrialOutput[] {
  return trials.flatMap(({ trial }) => (trial.ok ? [trial] : []));
}

/** Mean over all, `undefined` when one is unknown: a mean over the known ones would be of other trials. */
function meanOfAll(
  outputs: readonly TrialOutput[],
  of: (output: TrialOutput) => number | undefined,
): number | undefined {
  const known = outputs.flatMap((output) => of(output) ?? []);
  return known.length === outputs.length ? mean(known) : undefined;
}

/** A case's two sides as means of one measure; only cases in which both sides answered and are known. */
function paired(
  cases: readonly MeasuredCase[],
  of: (output: TrialOutput) => number | undefined,
): { base: number; head: number }[] | undefined {
  const pairs: { base: number; head: number }[] = [];
  for (const { sides } of cases) {
    const base = outputsOf(sides.base ?? []);
    const head = outputsOf(sides.head ?? []);
    if (base.length === 0 || head.length === 0) continue;
    const before = meanOfAll(base, of);
    const after = meanOfAll(head, of);
    if (before === undefined || after === undefined) return undefined;
    pairs.push({ base: before, head: after });
  }
  return pairs;
}

function costRatio(cases: readonly MeasuredCase[]): number | undefined {
  const pairs = paired(cases, ({ costUsd }) => costUsd);
  const base = pairs && mean(pairs.map((pair) => pair.base));
  const head = pairs && mean(pairs.map((pair) => pair.head));
  if (base === undefined || head === undefined) return undefined;
  if (base === 0) return head === 0 ? 1 : undefined;
  return head / base;
}

function latencyRatio(cases: readonly MeasuredCase[]): ReturnType<typeof logRatio> {
  const pairs = paired(cases, ({ latencyMs }) => latencyMs) ?? [];
  return logRatio(
    pairs.map(({ base }) => base),
    pairs.map(({ head }) => head),
    { alpha: ALPHA },
  );
}
