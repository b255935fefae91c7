import { requireCount, requireNonNegative, requirePositive } from './require.ts';

/**
 * Judgements per output that buy the most precision for the money: sqrt(generation cost / judge cost x judge
 * variance / trial variance) (two-stage sampling, Cochran 1977, section 10.6), as the nearest of 1, 3 and 5.
 * @throws RangeError when a cost is not positive or a variance is negative.
 */
export function bestJudgements(plan: {
  readonly generationCost: number;
  readonly judgeCost: number;
  readonly trialVariance: number;
  readonly judgeVariance: number;
}): 1 | 3 | 5 {
  requirePositive(plan.generationCost, 'generationCost');
  requirePositive(plan.judgeCost, 'judgeCost');
  requireNonNegative(plan.trialVariance, 'trialVariance');
  requireNonNegative(plan.judgeVariance, 'judgeVariance');
  if (plan.judgeVariance === 0) return 1;
  const best = Math.sqrt((plan.generationCost / plan.judgeCost) * (plan.judgeVariance / plan.trialVariance));
  return best < 2 ? 1 : best < 4 ? 3 : 5;
}

/**
 * Variance of the mean of `size` judges relative to one of them, when their scores correlate by `rho` in [0, 1]:
 * (1 + (size - 1) rho) / size (Kish 1965, the design effect).
 * @throws RangeError when size is below 1 or rho outside [0, 1].
 */
export function juryVariance({ size, rho }: { readonly size: number; readonly rho: number }): number {
  requireCount(size, 'size', 1);
  if (!(rho >= 0 && rho <= 1)) throw new RangeError(`rho must be between 0 and 1, got ${rho}`);
  return (1 + (size - 1) * rho) / size;
}
