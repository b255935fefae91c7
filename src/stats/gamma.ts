import { at, requirePositive } from './require.ts';

const G = 7;
const LANCZOS = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406,
  12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

/**
 * Natural logarithm of the gamma function for x > 0.
 * Lanczos approximation, g = 7 and nine terms (Lanczos 1964; coefficients by Godfrey 2001).
 * @throws RangeError unless x is positive and finite.
 */
export function logGamma(x: number): number {
  requirePositive(x, 'x of logGamma');
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  let series = at(LANCZOS, 0);
  for (let i = 1; i < LANCZOS.length; i += 1) series += at(LANCZOS, i) / (z + i);
  const t = z + G + 0.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(series);
}

/** Natural logarithm of the beta function B(a, b), a and b positive. */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/**
 * Natural logarithm of the binomial coefficient "n choose k", whole numbers with 0 <= k <= n.
 * @throws RangeError outside that range.
 */
export function logChoose(n: number, k: number): number {
  if (!(k >= 0 && k <= n)) throw new RangeError(`k must be between 0 and ${n}, got ${k}`);
  if (k === 0 || k === n) return 0;
  return -Math.log(n + 1) - logBeta(n - k + 1, k + 1);
}
