/** Draws from the distributions that the scenarios are made of. All randomness comes from the seeded source. */
import type { Random } from '../../../src/stats/random.ts';

/** True with probability `chance`. */
export function happens(chance: number, random: Random): boolean {
  return random.next() < chance;
}

function normal(random: Random): number {
  // The source never gives 1, so the logarithm is finite.
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
  return radius * Math.cos(2 * Math.PI * random.next());
}

/** Gamma with scale 1 (Marsaglia and Tsang 2000). */
function gamma(shape: number, random: Random): number {
  if (shape < 1) return gamma(shape + 1, random) * (1 - random.next()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.next()) < x * x * 0.5 + d - d * v + d * Math.log(v)) return d * v;
  }
}

export function beta(a: number, b: number, random: Random): number {
  const x = gamma(a, random);
  return x / (x + gamma(b, random));
}

/** A score with this mean; the larger `concentration`, the closer to it: variance is mean (1 − mean) / (1 + concentration). */
export function around(mean: number, concentration: number, random: Random): number {
  if (mean <= 0 || mean >= 1) return Math.min(1, Math.max(0, mean));
  return beta(mean * concentration, (1 - mean) * concentration, random);
}
