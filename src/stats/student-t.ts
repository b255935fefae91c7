import { incompleteBeta } from './beta.ts';
import { logBeta } from './gamma.ts';
import { requirePositive, requireProbability } from './require.ts';

/**
 * Cdf of Student's t distribution with `df` > 0 degrees of freedom (not only whole numbers), at any finite t.
 * By the incomplete beta function (Abramowitz and Stegun 26.7.1), accurate relative to its size in the left tail.
 * @throws RangeError when t is NaN or df is not positive.
 */
export function tCdf(t: number, df: number): number {
  requirePositive(df, 'df of tCdf');
  if (Number.isNaN(t)) throw new RangeError('t of tCdf must be a number, got NaN');
  return t > 0 ? 1 - upperTail(t, df) : upperTail(-t, df);
}

/** P(T > t) for t >= 0, by whichever side of the beta distribution is the smaller, so that no digits cancel. */
function upperTail(t: number, df: number): number {
  if (t === Number.POSITIVE_INFINITY) return 0;
  const square = t * t;
  const far = df / (df + square);
  return far > (df + 2) / (df + 5)
    ? 0.5 * (1 - incompleteBeta({ x: square / (df + square), a: 0.5, b: df / 2 }))
    : 0.5 * incompleteBeta({ x: far, a: df / 2, b: 0.5 });
}

/**
 * Quantile of Student's t distribution for 0 < p < 1 and `df` > 0: Newton steps on the tail inside a bracket
 * that bisection keeps valid.
 * @throws RangeError when p is not strictly between 0 and 1 or df is not positive.
 */
export function tQuantile(p: number, df: number): number {
  requireProbability(p, 'p of tQuantile');
  requirePositive(df, 'df of tQuantile');
  if (p === 0.5) return 0;
  const tail = Math.min(p, 1 - p);
  const scale = -logBeta(df / 2, 0.5) - 0.5 * Math.log(df);
  let low = 0;
  let high = 1;
  while (upperTail(high, df) > tail) high *= 2;
  let t = (low + high) / 2;
  for (let step = 0; step < 200; step += 1) {
    const excess = upperTail(t, df) - tail;
    if (excess > 0) low = t;
    else high = t;
    const density = Math.exp(scale - ((df + 1) / 2) * Math.log1p((t * t) / df));
    const newton = t + excess / density;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    const done = Math.abs(next - t) <= 1e-15 * next;
    t = next;
    if (done) break;
  }
  return p < 0.5 ? -t : t;
}
