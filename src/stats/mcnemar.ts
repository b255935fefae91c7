import { binomialAtMost, binomialChance } from './binomial.ts';
import { erfc } from './normal.ts';
import { requireCount } from './require.ts';

/** Pairs of binary scores that differ: how many cases head fixed, how many it broke. */
export interface Discordant {
  readonly fixed: number;
  readonly broken: number;
}

/** P-values of the exact McNemar test. One-sided means "head worse": more broken than fixed. */
export interface McNemar {
  readonly twoSided: number;
  readonly oneSided: number;
  /** One-sided with half the chance of the observed count (Fagerland, Lydersen and Laake 2013). */
  readonly midP: number;
}

function requireCounts({ fixed, broken }: Discordant): void {
  requireCount(fixed, 'fixed');
  requireCount(broken, 'broken');
}

/**
 * Exact McNemar test: the number of fixed cases among those that changed is Binomial(n, 1/2) when the change does
 * nothing (McNemar 1947). With no changed case every p-value is 1, but the mid-p, which is .5.
 * @throws RangeError unless both counts are whole numbers of 0 or more.
 */
export function mcnemarExact(counts: Discordant): McNemar {
  requireCounts(counts);
  const { fixed, broken } = counts;
  const n = fixed + broken;
  const fewest = Math.min(fixed, broken);
  const oneSided = binomialAtMost({ k: fixed, n, p: 0.5 });
  return {
    twoSided: Math.min(1, 2 * binomialAtMost({ k: fewest, n, p: 0.5 })),
    oneSided,
    midP: oneSided - binomialChance({ k: fixed, n, p: 0.5 }) / 2,
  };
}

/** A chi-square statistic with one degree of freedom and its p-value. */
export interface ChiSquare {
  readonly statistic: number;
  readonly p: number;
}

/**
 * Asymptotic two-sided McNemar test, plain or with Edwards' continuity correction (1948).
 * No changed case gives statistic 0 and p = 1.
 * @throws RangeError unless both counts are whole numbers of 0 or more.
 */
export function mcnemarChiSquare(
  counts: Discordant,
  { corrected }: { readonly corrected: boolean },
): ChiSquare {
  requireCounts(counts);
  const { fixed, broken } = counts;
  const n = fixed + broken;
  const distance = Math.max(0, Math.abs(fixed - broken) - (corrected ? 1 : 0));
  const statistic = n === 0 ? 0 : distance ** 2 / n;
  return { statistic, p: erfc(Math.sqrt(statistic / 2)) };
}
