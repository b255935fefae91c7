import { logBeta } from './gamma.ts';
import { requirePositive } from './require.ts';

const TINY = 1e-300;
const PRECISION = 1e-16;
const MAX_TERMS = 100_000;

/** A point and the two shapes of a beta distribution: 0 <= x <= 1, a and b positive. */
export interface BetaPoint {
  readonly x: number;
  readonly a: number;
  readonly b: number;
}

/**
 * Regularised incomplete beta function I_x(a, b), the cdf of Beta(a, b).
 * Continued fraction DLMF 8.17.22, evaluated by the modified Lentz method (Thompson and Barnett 1986).
 * @throws RangeError when x is outside [0, 1] or a shape is not positive.
 */
export function incompleteBeta({ x, a, b }: BetaPoint): number {
  requirePositive(a, 'a of incompleteBeta');
  requirePositive(b, 'b of incompleteBeta');
  if (!(x >= 0 && x <= 1)) throw new RangeError(`x must be between 0 and 1, got ${x}`);
  if (x === 0 || x === 1) return x;
  const flip = x > (a + 1) / (a + b + 2);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b));
  return flip ? 1 - (front * fraction({ x: 1 - x, a: b, b: a })) / b : (front * fraction({ x, a, b })) / a;
}

function fraction({ x, a, b }: BetaPoint): number {
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= MAX_TERMS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) <= 2 * PRECISION) break;
  }
  return value;
}

function away(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** A probability in [0, 1] and the two positive shapes of a beta distribution. */
export interface BetaProbability {
  readonly p: number;
  readonly a: number;
  readonly b: number;
}

/**
 * Quantile of Beta(a, b): the x with I_x(a, b) = p. Plain bisection to a relative
 * width of 1e-15.
 * @throws RangeError when p is outside [0, 1] or a shape is not positive.
 */
export function betaQuantile({ p, a, b }: BetaProbability): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`p must be between 0 and 1, got ${p}`);
  if (p === 0 || p === 1) return p;
  let low = 0;
  let high = 1;
  for (let step = 0; step < 1100; step += 1) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (incompleteBeta({ x: middle, a, b }) < p) low = middle;
    else high = middle;
    if (high - low <= 1e-15 * high) break;
  }
  return (low + high) / 2;
}
