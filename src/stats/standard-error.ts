import { groupByCluster } from './cluster.ts';
import { mean, sum, variance } from './moments.ts';
import { requireLength } from './require.ts';

/**
 * Standard error of a mean by the central limit theorem (Miller 2024, arXiv 2411.00640).
 * @throws RangeError with fewer than two values, or when one is not finite.
 */
export function standardError(values: readonly number[]): number {
  return Math.sqrt(variance(values) / values.length);
}

/**
 * Cluster-robust standard error of a mean (Miller 2024, arXiv 2411.00640). `corrected` multiplies the
 * variance by C / (C - 1) for C clusters, as inspect_ai does; use it with t on C - 1 degrees of freedom.
 * @throws RangeError when clusters do not match values, or with fewer than two clusters.
 */
export function clusteredStandardError(
  values: readonly number[],
  { clusters, corrected }: { readonly clusters: readonly string[]; readonly corrected: boolean },
): number {
  const groups = groupByCluster(values, clusters);
  requireLength(groups, 'clustered standard error', 2);
  const centre = mean(values);
  const squares = sum(groups.map((group) => (sum(group) - group.length * centre) ** 2));
  const correction = corrected ? groups.length / (groups.length - 1) : 1;
  return Math.sqrt(squares * correction) / values.length;
}
