import { sum } from './moments.ts';
import { at, requireSameLength } from './require.ts';

/**
 * Groups values by their cluster name, clusters in order of first appearance.
 * @throws RangeError unless there is one cluster name for each value.
 */
export function groupByCluster<T>(values: readonly T[], clusters: readonly string[]): T[][] {
  requireSameLength(values, clusters, 'values and clusters');
  const groups = new Map<string, T[]>();
  values.forEach((value, i) => {
    const name = at(clusters, i);
    const group = groups.get(name);
    if (group) group.push(value);
    else groups.set(name, [value]);
  });
  return [...groups.values()];
}

/** The sum of each cluster, or the values themselves when there are no clusters. */
export function clusterSums(values: readonly number[], clusters?: readonly string[]): number[] {
  return clusters ? groupByCluster(values, clusters).map(sum) : [...values];
}
