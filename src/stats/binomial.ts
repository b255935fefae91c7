import { incompleteBeta } from './beta.ts';
import { logChoose } from './gamma.ts';
import { requireCount } from './require.ts';

/** k successes in n independent tries of probability p: whole numbers 0 <= k <= n, and 0 <= p <= 1. */
export interface Binomial {
  readonly k: number;
  readonly n: number;
  readonly p: number;
}

function check({ k, n, p }: Binomial): void {
  requireCount(n, 'n');
  requireCount(k, 'k');
  if (k > n) throw new RangeError(`k must be at most n = ${n}, got ${k}`);
  if (!(p >= 0 && p <= 1)) throw new RangeError(`p must be between 0 and 1, got ${p}`);
}

/**
 * P(X = k) of the binomial distribution.
 * @throws RangeError when an argument is out of range.
 */
export function binomialChance(at: Binomial): number {
  check(at);
  const { k, n, p } = at;
  if (p === 0) return k === 0 ? 1 : 0;
  if (p === 1) return k === n ? 1 : 0;
  return Math.exp(logChoose(n, k) + k * Math.log(p) + (n - k) * Math.log1p(-p));
}

/**
 * P(X <= k) of the binomial distribution, by the incomplete beta function (Abramowitz and Stegun 26.5.24).
 * @throws RangeError when an argument is out of range.
 */
export function binomialAtMost(at: Binomial): number {
  check(at);
  const { k, n, p } = at;
  return k === n ? 1 : incompleteBeta({ x: 1 - p, a: n - k, b: k + 1 });
}

/** P(X >= k) of the binomial distribution, see {@link binomialAtMost}. */
export function binomialAtLeast(at: Binomial): number {
  check(at);
  const { k, n, p } = at;
  return k === 0 ? 1 : incompleteBeta({ x: p, a: k, b: n - k + 1 });
}

/**
 * Exact two-sided binomial test of the probability p: the total chance of all counts that are at most as likely
 * as k (the method of R's binom.test).
 * @throws RangeError when an argument is out of range.
 */
export function binomialTest(observed: Binomial): number {
  const limit = binomialChance(observed) * (1 + 1e-7);
  let total = 0;
  for (let k = 0; k <= observed.n; k += 1) {
    const chance = binomialChance({ ...observed, k });
    if (chance <= limit) total += chance;
  }
  return Math.min(1, total);
}
