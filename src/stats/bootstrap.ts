import { mean, sum } from './moments.ts';
import type { Interval } from './proportion.ts';
import { quantile } from './quantile.ts';
import { createRandom, type Random } from './random.ts';
import { at, requireCount, requireLength, requireTail } from './require.ts';

function requireBootstrap(clusters: readonly (readonly unknown[])[], alpha: number, draws: number): void {
  requireLength(clusters, 'bootstrap', 1);
  for (const cluster of clusters) requireLength(cluster, 'each cluster', 1);
  requireTail(alpha);
  requireCount(draws, 'draws', 1);
}

/** As many clusters as there are, drawn with replacement, their members joined. */
export function resample<T>(clusters: readonly (readonly T[])[], random: Pick<Random, 'int'>): T[] {
  return clusters.flatMap(() => at(clusters, random.int(clusters.length)));
}

/**
 * Percentile interval of any statistic by the cluster bootstrap (Efron 1979; Davison and Hinkley 1997, section
 * 3.8): whole clusters are drawn with replacement, so give each independent case a cluster of its own. For values
 * that are shown, such as a latency percentile, never for a verdict: it is too narrow below about 50 clusters.
 * `alpha` is the error of one tail; `draws` is 10,000 by default. The same seed gives the same interval.
 * @throws RangeError without clusters, when one is empty, draws is below 1, or alpha is outside (0, .5).
 */
export function bootstrapInterval<T>(
  clusters: readonly (readonly T[])[],
  options: {
    readonly statistic: (values: readonly T[]) => number;
    readonly alpha: number;
    readonly seed: string;
    readonly draws?: number;
  },
): Interval & { readonly estimate: number } {
  const { statistic, alpha, seed, draws = 10_000 } = options;
  requireBootstrap(clusters, alpha, draws);
  const random = createRandom(seed);
  const replicates = Array.from({ length: draws }, () => statistic(resample(clusters, random)));
  return {
    estimate: statistic(clusters.flat()),
    lower: quantile(replicates, alpha),
    upper: quantile(replicates, 1 - alpha),
  };
}

/**
 * {@link bootstrapInterval} of a quantile (type 7), the same to the last bit, without sorting every replicate: values
 * are put in order once, and each draw is counted from its upper end.
 * @throws RangeError as bootstrapInterval, and when the probability is outside [0, 1]
 */
export function bootstrapQuantile(
  clusters: readonly (readonly number[])[],
  options: {
    readonly probability: number;
    readonly alpha: number;
    readonly seed: string;
    readonly draws?: number;
  },
): Interval & { readonly estimate: number } {
  const { probability, alpha, seed, draws = 10_000 } = options;
  requireBootstrap(clusters, alpha, draws);
  const descending = clusters
    .flatMap((cluster, index) => cluster.map((value) => ({ value, index })))
    .sort((one, other) => other.value - one.value);
  const valueAt = Float64Array.from(descending, ({ value }) => value);
  const clusterAt = Uint32Array.from(descending, ({ index }) => index);
  const sizes = Uint32Array.from(clusters, ({ length }) => length);
  const random = createRandom(seed);
  const drawn = new Uint32Array(clusters.length);
  /** The value at a rank from above, 0 the largest, where each stands as often as its cluster was drawn. */
  const fromAbove = (rank: number): number => {
    let place = 0;
    for (let passed = drawn[clusterAt[0] ?? 0] ?? 0; passed <= rank; ) {
      place += 1;
      passed += drawn[clusterAt[place] ?? 0] ?? 0;
    }
    return valueAt[place] ?? Number.NaN;
  };
  const replicate = (): number => {
    drawn.fill(0);
    let total = 0;
    for (let left = clusters.length; left > 0; left -= 1) {
      const index = random.int(clusters.length);
      drawn[index] = (drawn[index] ?? 0) + 1;
      total += sizes[index] ?? 0;
    }
    const position = probability * (total - 1);
    const below = Math.floor(position);
    const low = fromAbove(total - 1 - below);
    const high = fromAbove(total - 1 - Math.min(below + 1, total - 1));
    return low + (position - below) * (high - low);
  };
  const replicates = Array.from({ length: draws }, replicate);
  return {
    estimate: quantile(clusters.flat(), probability),
    lower: quantile(replicates, alpha),
    upper: quantile(replicates, 1 - alpha),
  };
}

/**
 * Acceleration of the BCa interval for a mean, from the jackknife (Efron 1987): a measure of skew;
 * undefined when all values are equal, where that interval does not exist.
 * @throws RangeError when empty or not finite.
 */
export function jackknifeAcceleration(values: readonly number[]): number | undefined {
  const centre = mean(values);
  const squares = sum(values.map((value) => (value - centre) ** 2));
  if (squares === 0) return undefined;
  const cubes = sum(values.map((value) => (value - centre) ** 3));
  return cubes / (6 * squares ** 1.5);
}
