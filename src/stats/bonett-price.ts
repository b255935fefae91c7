import type { Discordant } from './mcnemar.ts';
import { normalQuantile } from './normal.ts';
import type { Interval } from './proportion.ts';
import { requireCount, requireTail } from './require.ts';

/**
 * Adjusted Wald interval for the difference of two paired proportions, head - base (Bonett and Price 2012):
 * one case is added to each discordant cell. `n` counts all pairs, `alpha` is the error of one tail.
 * @throws RangeError when a count is not a whole number, fixed + broken exceeds n, or alpha is outside (0, .5).
 */
export function bonettPrice(
  pairs: Discordant & { readonly n: number; readonly alpha: number },
): Interval & { readonly difference: number; readonly standardError: number } {
  const { fixed, broken, n, alpha } = pairs;
  requireCount(fixed, 'fixed');
  requireCount(broken, 'broken');
  requireCount(n, 'n', fixed + broken);
  requireTail(alpha);
  const up = (fixed + 1) / (n + 2);
  const down = (broken + 1) / (n + 2);
  const difference = up - down;
  const standardError = Math.sqrt((up + down - difference ** 2) / (n + 2));
  const reach = normalQuantile(1 - alpha) * standardError;
  return {
    difference,
    standardError,
    lower: Math.max(-1, difference - reach),
    upper: Math.min(1, difference + reach),
  };
}
