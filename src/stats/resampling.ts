import { detectableStandardErrors, type ErrorRates } from './power.ts';
import { requireCount, requireNonNegative, requirePositive } from './require.ts';

/** Noise between the trials of one case at one variant, and how many trials are averaged (Infinity allowed). */
export interface TrialNoise {
  readonly variance: number;
  readonly trials: number;
}

/**
 * Variance of one case's delta: `caseVariance` between the cases' true deltas, plus each side's trial variance
 * divided by its trials (Miller 2024, arXiv 2411.00640).
 */
export interface DeltaNoise {
  readonly caseVariance: number;
  readonly base: TrialNoise;
  readonly head: TrialNoise;
}

/**
 * The total variance of {@link DeltaNoise}.
 * @throws RangeError when a variance is negative or a number of trials is below 1.
 */
export function deltaVariance({ caseVariance, base, head }: DeltaNoise): number {
  requireNonNegative(caseVariance, 'caseVariance');
  let total = caseVariance;
  for (const { variance, trials } of [base, head]) {
    requireNonNegative(variance, 'trial variance');
    if (!(trials >= 1)) throw new RangeError(`trials must be at least 1, got ${trials}`);
    total += variance / trials;
  }
  return total;
}

/** Noise, and the errors allowed: `alpha` of one tail (.025 for a two-sided test of 5 %), and the power wanted. */
export type ResamplingPlan = DeltaNoise & ErrorRates;

/**
 * Cases needed to see a true mean delta of `effect`, fractional; round up to use it (Miller 2024, arXiv 2411.00640).
 * @throws RangeError when an argument is out of range.
 */
export function resampledSampleSize(plan: ResamplingPlan & { readonly effect: number }): number {
  requirePositive(plan.effect, 'effect');
  return (detectableStandardErrors(plan) ** 2 * deltaVariance(plan)) / plan.effect ** 2;
}

/**
 * Smallest true mean delta that n cases show (Miller 2024, arXiv 2411.00640).
 * @throws RangeError when an argument is out of range.
 */
export function resampledDetectableEffect(plan: ResamplingPlan & { readonly n: number }): number {
  requireCount(plan.n, 'n', 1);
  return detectableStandardErrors(plan) * Math.sqrt(deltaVariance(plan) / plan.n);
}
