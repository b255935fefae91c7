import { bootstrapQuantile } from '../stats/bootstrap.ts';
import { groupByCluster } from '../stats/cluster.ts';
import { logRatio } from '../stats/log-ratio.ts';
import { quantileInterval } from '../stats/order-bootstrap.ts';
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
  const [latencies, costs, inputs, outputs] = [[], [], [], []] as [number[], number[], number[], number[]];
  let trials = 0;
  for (const { sides } of cases) {
    for (const { trial } of sides[variant] ?? []) {
      trials += 1;
      if (!trial.ok) continue;
      const { latencyMs, costUsd, usage } = trial;
      latencies.push(latencyMs);
      if (costUsd !== undefined) costs.push(costUsd);
      if (usage) inputs.push(usage.inputTokens);
      if (usage) outputs.push(usage.outputTokens);
    }
  }
  if (trials === 0) return undefined;
  // A mean over the known ones would be of other trials.
  const meanOfAll = (known: readonly number[]) =>
    known.length === latencies.length ? mean(known) : undefined;
  return {
    trials,
    failed: trials - latencies.length,
    inputTokens: meanOfAll(inputs),
    outputTokens: meanOfAll(outputs),
    costUsd: meanOfAll(costs),
    latencyMs: median(latencies),
    latencyP95: slowest(cases, variant),
  };
}

/** Fewer trials have no 95th percentile worth the name. */
const FEWEST_TRIALS = 20;
/** Values that drawing clusters looks at: it draws less often where there are many, and not at all beyond the last. */
const LOOKED_AT = 500_000;
const MOST_DRAWS = 1000;
const FEWEST_DRAWS = 100;

const SLOWEST = 0.95;

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
  if (known.length === all.length) {
    const { estimate, lower, upper } = quantileInterval(all, { probability: SLOWEST, alpha: ALPHA });
    return { valueMs: estimate, lowerMs: lower, upperMs: upper };
  }
  const valueMs = quantile(all, SLOWEST);
  const draws = Math.min(MOST_DRAWS, Math.floor(LOOKED_AT / all.length));
  if (all.every((one) => one === all[0])) return { valueMs, lowerMs: valueMs, upperMs: valueMs };
  if (draws < FEWEST_DRAWS) return { valueMs };
  const { lower, upper } = bootstrapQuantile(known, {
    probability: SLOWEST,
    alpha: ALPHA,
    seed: variant,
    draws,
  });
  return { valueMs, lowerMs: lower, upperMs: upper };
}

function outputsOf(trials: readonly MeasuredTrial[]): TrialOutput[] {
  return trials.flatMap(({ trial }) => (trial.ok ? [trial] : []));
}

/** Mean of one measure over the outputs of a side: nothing without outputs, `undefined` when one is unknown. */
function meanOfSide(
  trials: readonly MeasuredTrial[],
  of: (output: TrialOutput) => number | undefined,
): { mean: number | undefined } | undefined {
  const values: (number | undefined)[] = [];
  for (const { trial } of trials) if (trial.ok) values.push(of(trial));
  if (values.length === 0) return undefined;
  const known = values.filter((value) => value !== undefined);
  return { mean: known.length === values.length ? mean(known) : undefined };
}

/**
 * The two sides of each case as means of one measure, in lists side by side; only cases in which both sides answered.
 * `undefined` when one is unknown.
 */
function paired(
  cases: readonly MeasuredCase[],
  of: (output: TrialOutput) => number | undefined,
): Record<Variant, number[]> | undefined {
  const pairs: Record<Variant, number[]> = { base: [], head: [] };
  for (const { sides } of cases) {
    const base = meanOfSide(sides.base ?? [], of);
    const head = meanOfSide(sides.head ?? [], of);
    if (!base || !head) continue;
    if (base.mean === undefined || head.mean === undefined) return undefined;
    pairs.base.push(base.mean);
    pairs.head.push(head.mean);
  }
  return pairs;
}

function costRatio(cases: readonly MeasuredCase[]): number | undefined {
  const pairs = paired(cases, ({ costUsd }) => costUsd);
  const base = pairs && mean(pairs.base);
  const head = pairs && mean(pairs.head);
  if (base === undefined || head === undefined) return undefined;
  if (base === 0) return head === 0 ? 1 : undefined;
  return head / base;
}

function latencyRatio(cases: readonly MeasuredCase[]): ReturnType<typeof logRatio> {
  const { base, head } = paired(cases, ({ latencyMs }) => latencyMs) ?? { base: [], head: [] };
  return logRatio(base, head, { alpha: ALPHA });
}
