import { normalQuantile } from './normal.ts';
import type { Interval } from './proportion.ts';
import { requireCount, requireTail } from './require.ts';

/** What a judge's pass rate of outputs says, and what labels say of the judge. */
export interface JudgedShare {
  /** Share of `n` outputs that the judge passes, 0..1. */
  readonly share: number;
  readonly n: number;
  readonly accuracy: Accuracy;
}

/** A binary judge's accuracy: shares in 0..1, each over so many labels, at least 1. */
export interface Accuracy {
  /** Of outputs that people pass, the share that the judge passes, over `passed` labels. */
  readonly sensitivity: number;
  readonly passed: number;
  /** Of outputs that people fail, the share that the judge fails, over `failed` labels. */
  readonly specificity: number;
  readonly failed: number;
}

/** An estimate of the share that people would pass. */
export interface CorrectedShare extends Interval {
  readonly estimate: number;
  readonly standardError: number;
}

/** Youden's J: 1 for a perfect judge, 0 for a coin, below 0 for a contrary one. */
export function youden({ sensitivity, specificity }: Pick<Accuracy, 'sensitivity' | 'specificity'>): number {
  return sensitivity + specificity - 1;
}

/** Below this J a judge says too little to be corrected. */
export const LEAST_YOUDEN = 0.3;

function requireShare(value: number, name: string): void {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`${name} must be between 0 and 1, got ${value}`);
}

function checkAccuracy(accuracy: Accuracy): number {
  requireShare(accuracy.sensitivity, 'sensitivity');
  requireShare(accuracy.specificity, 'specificity');
  requireCount(accuracy.passed, 'passed', 1);
  requireCount(accuracy.failed, 'failed', 1);
  const j = youden(accuracy);
  if (j <= 0) throw new RangeError(`a judge with J = ${j} cannot be corrected`);
  return j;
}

const clip = (value: number) => Math.min(1, Math.max(0, value));

function shareError(
  theta: number,
  { share, n, accuracy }: JudgedShare,
  { extra, j }: { extra: number; j: number },
): number {
  const { sensitivity: q1, specificity: q0, passed, failed } = accuracy;
  const variance =
    (share * (1 - share)) / n +
    ((1 - theta) ** 2 * q0 * (1 - q0)) / (failed + extra) +
    (theta ** 2 * q1 * (1 - q1)) / (passed + extra);
  return Math.sqrt(variance) / j;
}

/**
 * The share that people would pass, from a judge's and its accuracy (Rogan and Gladen 1978; variance as in Lee et
 * al., arXiv 2511.21140): (share + specificity - 1) / J, clipped to [0, 1]. `alpha` is the error of one tail.
 * @throws RangeError for shares outside [0, 1], empty counts, or J of 0 or less
 */
export function roganGladen(judged: JudgedShare, { alpha }: { readonly alpha: number }): CorrectedShare {
  requireTail(alpha);
  requireShare(judged.share, 'share');
  requireCount(judged.n, 'n', 1);
  const j = checkAccuracy(judged.accuracy);
  const estimate = clip((judged.share + judged.accuracy.specificity - 1) / j);
  const standardError = shareError(estimate, judged, { extra: 0, j });
  const reach = normalQuantile(1 - alpha) * standardError;
  return { estimate, standardError, lower: estimate - reach, upper: estimate + reach };
}

/**
 * {@link roganGladen} with the adjustment for few labels of Lang and Reiczigel (2014): shares drawn towards one
 * half, and the interval moved. Its ends are clipped to [0, 1].
 * @throws RangeError as {@link roganGladen}
 */
export function adjustedRoganGladen(
  judged: JudgedShare,
  { alpha }: { readonly alpha: number },
): CorrectedShare & { readonly shift: number } {
  requireTail(alpha);
  requireShare(judged.share, 'share');
  requireCount(judged.n, 'n', 1);
  checkAccuracy(judged.accuracy);
  const z = normalQuantile(1 - alpha);
  const { share, n, accuracy } = judged;
  const { passed, failed } = accuracy;
  const adjusted: JudgedShare = {
    share: (n * share + (z * z) / 2) / (n + z * z),
    n: n + z * z,
    accuracy: {
      sensitivity: (passed * accuracy.sensitivity + 1) / (passed + 2),
      specificity: (failed * accuracy.specificity + 1) / (failed + 2),
      passed,
      failed,
    },
  };
  const { sensitivity: q1, specificity: q0 } = adjusted.accuracy;
  const j = youden(adjusted.accuracy);
  const estimate = (adjusted.share + q0 - 1) / j;
  const shift =
    2 *
    z *
    z *
    ((-(1 - estimate) * q0 * (1 - q0)) / (failed + 2) + (estimate * q1 * (1 - q1)) / (passed + 2));
  const standardError = shareError(estimate, adjusted, { extra: 2, j });
  const centre = estimate + shift;
  const reach = z * standardError;
  return { estimate, shift, standardError, lower: clip(centre - reach), upper: clip(centre + reach) };
}

/**
 * A difference of two pass rates in people's units, when the judge errs alike on both sides: the judge's difference
 * divided by J, with the variance of both (delta method).
 * @throws RangeError for shares outside [0, 1], empty counts, or J of 0 or less
 */
export function correctedDelta(
  judge: { readonly delta: number; readonly standardError: number },
  accuracy: Accuracy,
): { readonly delta: number; readonly standardError: number } {
  const j = checkAccuracy(accuracy);
  const { sensitivity: q1, specificity: q0, passed, failed } = accuracy;
  const ofAccuracy = (q0 * (1 - q0)) / failed + (q1 * (1 - q1)) / passed;
  const variance = judge.standardError ** 2 / j ** 2 + (judge.delta ** 2 * ofAccuracy) / j ** 4;
  return { delta: judge.delta / j, standardError: Math.sqrt(variance) };
}
