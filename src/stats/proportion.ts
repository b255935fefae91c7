import { betaQuantile } from './beta.ts';
import { normalQuantile } from './normal.ts';
import { requireCount, requireTail } from './require.ts';

/**
 * k successes out of n >= 1, whole numbers with k <= n. `alpha` is the error of one tail: .025 gives the 95 %
 * interval, and either end alone is a one-sided 97.5 % bound.
 */
export interface Proportion {
  readonly k: number;
  readonly n: number;
  readonly alpha: number;
}

/** Two ends, lower <= upper. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

function check({ k, n, alpha }: Proportion): void {
  requireCount(n, 'n', 1);
  requireCount(k, 'k');
  if (k > n) throw new RangeError(`k must be at most n = ${n}, got ${k}`);
  requireTail(alpha);
}

/**
 * Exact interval that always covers at least as often as promised (Clopper and Pearson 1934).
 * @throws RangeError when an argument is out of range.
 */
export function clopperPearson(proportion: Proportion): Interval {
  check(proportion);
  const { k, n, alpha } = proportion;
  return {
    lower: k === 0 ? 0 : betaQuantile({ p: alpha, a: k, b: n - k + 1 }),
    upper: k === n ? 1 : betaQuantile({ p: 1 - alpha, a: k + 1, b: n - k }),
  };
}

/**
 * Score interval (Wilson 1927).
 * @throws RangeError when an argument is out of range.
 */
export function wilson(proportion: Proportion): Interval {
  check(proportion);
  const { k, n, alpha } = proportion;
  const z = normalQuantile(1 - alpha);
  const share = k / n;
  const centre = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const reach = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return { lower: k === 0 ? 0 : centre - reach, upper: k === n ? 1 : centre + reach };
}

/**
 * Equal-tailed posterior interval under the Jeffreys prior Beta(1/2, 1/2), with 0 and 1 kept as ends when no or
 * all tries succeed (Brown, Cai and DasGupta 2001).
 * @throws RangeError when an argument is out of range.
 */
export function jeffreys(proportion: Proportion): Interval {
  check(proportion);
  const { k, n, alpha } = proportion;
  const shape = { a: k + 0.5, b: n - k + 0.5 };
  return {
    lower: k === 0 ? 0 : betaQuantile({ p: alpha, ...shape }),
    upper: k === n ? 1 : betaQuantile({ p: 1 - alpha, ...shape }),
  };
}

/**
 * Wald interval around the Wilson centre (Agresti and Coull 1998), clipped to [0, 1].
 * @throws RangeError when an argument is out of range.
 */
export function agrestiCoull(proportion: Proportion): Interval {
  check(proportion);
  const { k, n, alpha } = proportion;
  const z = normalQuantile(1 - alpha);
  const size = n + z * z;
  const centre = (k + (z * z) / 2) / size;
  const reach = z * Math.sqrt((centre * (1 - centre)) / size);
  return { lower: Math.max(0, centre - reach), upper: Math.min(1, centre + reach) };
}
