import { at, requireProbability } from './require.ts';

/**
 * Complementary error function for any finite x, accurate relative to its size in the right tail.
 * Series DLMF 7.6.2 below 2, continued fraction DLMF 7.9.3 (backwards, fixed depth) above.
 */
export function erfc(x: number): number {
  if (Number.isNaN(x)) throw new RangeError('x of erfc must be a number, got NaN');
  if (x < 0) return 2 - erfc(-x);
  if (x > 27.3) return 0;
  const scale = Math.exp(-x * x) / Math.sqrt(Math.PI);
  if (x < 2) {
    let term = 2 * x;
    let total = term;
    for (let n = 1; term > 1e-18 * total; n += 1) {
      term *= (2 * x * x) / (2 * n + 1);
      total += term;
    }
    return 1 - scale * total;
  }
  let tail = 0;
  for (let k = 100; k >= 1; k -= 1) tail = k / 2 / (x + tail);
  return scale / (x + tail);
}

/** Cdf of the standard normal distribution, for any number. */
export function normalCdf(z: number): number {
  return 0.5 * erfc(-z / Math.SQRT2);
}

const CENTRE = [
  [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
    67265.7709270087, 33430.57558358813, 2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852854,
  ],
] as const;
const SHOULDER = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
] as const;
const FAR = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
    1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
  ],
] as const;

function ratio([top, bottom]: readonly [readonly number[], readonly number[]], r: number): number {
  return polynomial(top, r) / polynomial(bottom, r);
}

function polynomial(coefficients: readonly number[], r: number): number {
  let value = 0;
  for (let i = coefficients.length - 1; i >= 0; i -= 1) value = value * r + at(coefficients, i);
  return value;
}

/**
 * Quantile of the standard normal distribution for 0 < p < 1: algorithm AS 241, PPND16 (Wichura 1988).
 * @throws RangeError when p is not strictly between 0 and 1.
 */
export function normalQuantile(p: number): number {
  requireProbability(p, 'p of normalQuantile');
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(CENTRE, 0.180625 - q * q);
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const size = r <= 5 ? ratio(SHOULDER, r - 1.6) : ratio(FAR, r - 5);
  return q < 0 ? -size : size;
}
