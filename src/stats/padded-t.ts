import { groupByCluster } from './cluster.ts';
import { sum } from './moments.ts';
import { requireFinite, requireTail } from './require.ts';
import { tQuantile } from './student-t.ts';

/** Fewest clusters for which the clustered interval says more than "anywhere". */
const LEAST_CLUSTERS = 5;
const SLACK = 1e-9;

/** A padded-t interval for a mean delta. All but `standardError` and `n` lie in [-1, 1]. */
export interface PaddedT {
  /** The plain mean of the deltas; 0 when there are none (`n` tells). */
  readonly mean: number;
  /** The mean with the two pads, the centre of the interval. */
  readonly adjustedMean: number;
  readonly standardError: number;
  readonly lower: number;
  readonly upper: number;
  /** How many deltas. */
  readonly n: number;
}

/**
 * Interval for the mean of deltas in [-1, 1] that stays honest with few cases and rare breakage: one pseudo-case
 * +1 and one -1 are added, then mean -/+ t(1 - alpha, n - 1) standard errors, clipped to [-1, 1]. On single binary
 * trials with z in place of t it is the adjusted Wald interval of Bonett and Price (2012).
 *
 * `alpha` is the error of one tail: .05 gives the 90 % interval, two one-sided tests of 5 %.
 * With `clusters` (one name a delta), whole clusters are the unit: pads are one pseudo-cluster of average size at
 * each end, the mean is a ratio estimate, and t has one degree of freedom less than there are clusters.
 * Fewer than two deltas, or fewer than five clusters, give [-1, 1].
 * @throws RangeError when a delta is outside [-1, 1], alpha outside (0, .5), or clusters do not match deltas.
 */
export function paddedT(
  deltas: readonly number[],
  { alpha, clusters }: { readonly alpha: number; readonly clusters?: readonly string[] },
): PaddedT {
  requireTail(alpha);
  requireFinite(deltas, 'deltas');
  const outside = deltas.find((delta) => Math.abs(delta) > 1 + SLACK);
  if (outside !== undefined) throw new RangeError(`deltas must be between -1 and 1, got ${outside}`);

  const n = deltas.length;
  const mean = n === 0 ? 0 : sum(deltas) / n;
  const { adjustedMean, standardError, df } = clusters
    ? padClusters(groupByCluster(deltas, clusters), n)
    : padCases(deltas);
  if (df < (clusters ? LEAST_CLUSTERS - 1 : 1)) {
    return { mean, adjustedMean, standardError, lower: -1, upper: 1, n };
  }
  const reach = tQuantile(1 - alpha, df) * standardError;
  return {
    mean,
    adjustedMean,
    standardError,
    lower: Math.max(-1, adjustedMean - reach),
    upper: Math.min(1, adjustedMean + reach),
    n,
  };
}

interface Padded {
  readonly adjustedMean: number;
  readonly standardError: number;
  readonly df: number;
}

function padCases(deltas: readonly number[]): Padded {
  const size = deltas.length + 2;
  const adjustedMean = sum(deltas) / size;
  const squares = deltas.reduce((total, delta) => total + delta * delta, 2);
  const variance = squares / size - adjustedMean ** 2;
  return { adjustedMean, standardError: Math.sqrt(variance / size), df: deltas.length - 1 };
}

function padClusters(groups: readonly (readonly number[])[], n: number): Padded {
  const count = groups.length;
  const average = count === 0 ? 1 : n / count;
  const size = n + 2 * average;
  const adjustedMean = sum(groups.map(sum)) / size;
  const residuals = groups.map((group) => sum(group) - group.length * adjustedMean);
  residuals.push(average * (1 - adjustedMean), average * (-1 - adjustedMean));
  const squares = residuals.reduce((total, residual) => total + residual * residual, 0);
  const variance = ((count + 2) / (count + 1)) * squares;
  return { adjustedMean, standardError: Math.sqrt(variance) / size, df: count - 1 };
}
