import { mean, sum, sumOfSquares, variance } from './moments.ts';
import { normalQuantile } from './normal.ts';
import type { Interval } from './proportion.ts';
import { at, requireFinite, requireLength, requireSameLength, requireTail } from './require.ts';
import { tQuantile } from './student-t.ts';

/** An estimate with its standard error and interval. */
export interface Estimate extends Interval {
  readonly estimate: number;
  readonly standardError: number;
}

/** Labels and predictions of the same outputs, and predictions of others that nobody labelled. */
export interface Predictions {
  readonly labels: readonly number[];
  /** As many as `labels`, in their order. */
  readonly predicted: readonly number[];
  readonly unlabelled: readonly number[];
}

const clip = (value: number) => Math.min(1, Math.max(0, value));

/** Covariance with divisor n. */
function covariance(a: readonly number[], b: readonly number[]): number {
  const [centreA, centreB] = [mean(a), mean(b)];
  return mean(a.map((value, index) => (value - centreA) * (at(b, index) - centreB)));
}

function check({ labels, predicted, unlabelled }: Predictions): void {
  requireSameLength(labels, predicted, 'labels and predictions');
  requireLength(labels, 'labels', 2);
  requireLength(unlabelled, 'unlabelled', 2);
  for (const values of [labels, predicted, unlabelled]) requireFinite(values, 'values');
}

/**
 * How much of the predictions to use for the smallest variance, 0..1 (PPI++, Angelopoulos, Duchi and Zrnic 2023, arXiv
 * 2311.01453): Cov(labels, predicted) / ((1 + n / N) Var(all predictions)), clipped; 0 when predictions never vary.
 * @throws RangeError with fewer than two of either, or values that are not finite
 */
export function powerTuning(data: Predictions): { readonly lambda: number; readonly raw: number } {
  check(data);
  const { labels, predicted, unlabelled } = data;
  const spread = variance([...predicted, ...unlabelled]);
  const raw =
    spread === 0 ? 0 : covariance(labels, predicted) / ((1 + labels.length / unlabelled.length) * spread);
  return { lambda: clip(raw), raw };
}

/**
 * Prediction-powered mean (Angelopoulos et al. 2023, Science 382): the mean of all predictions, corrected by what
 * labels say of their error. `lambda` 0 ignores the predictions. `alpha` is the error of one tail, normal interval.
 * @throws RangeError with fewer than two of either, values that are not finite, or alpha outside (0, .5)
 */
export function predictionPowered(
  data: Predictions,
  { lambda, alpha }: { readonly lambda: number; readonly alpha: number },
): Estimate {
  check(data);
  requireTail(alpha);
  const { labels, predicted, unlabelled } = data;
  const rest = labels.map((label, index) => label - lambda * at(predicted, index));
  const estimate = lambda * mean(unlabelled) + mean(rest);
  const meanVariance = (values: readonly number[]) => sumOfSquares(values) / values.length ** 2;
  const standardError = Math.sqrt(lambda ** 2 * meanVariance(unlabelled) + meanVariance(rest));
  const reach = normalQuantile(1 - alpha) * standardError;
  return { estimate, standardError, lower: estimate - reach, upper: estimate + reach };
}

/** One case: what the judge says, and perhaps what a person says, with the chance that it had of being asked about. */
export interface JudgedCase {
  /** The judge's delta, -1..1. */
  readonly judged: number;
  /** A person's delta, -1..1, with the chance in (0, 1] of this case to be drawn for labelling. */
  readonly label?: { readonly delta: number; readonly probability: number } | undefined;
}

/**
 * The mean of people's deltas over all cases when only a random few are labelled: the augmented inverse probability
 * weighted mean (Robins, Rotnitzky and Zhao 1994; as active statistical inference, Zrnic and Candes 2024, arXiv
 * 2403.03208). Unbiased whatever the judge's errors, as long as the chances are those that were drawn with.
 *
 * `lambda` is how much of the judge is used, 0..1, one number or one for each case; a lambda that was fitted must not
 * come from the label of its own case (see {@link crossFitted}). The interval has t on one degree of freedom less
 * than there are labels; `alpha` is the error of one tail.
 * @throws RangeError with fewer than two labels, chances outside (0, 1], or values that are not finite
 */
export function weightedByInclusion(
  cases: readonly JudgedCase[],
  options: {
    readonly lambda: number | readonly number[];
    readonly alpha: number;
  },
): Estimate & { readonly labels: number } {
  const { lambda, alpha } = options;
  requireTail(alpha);
  const labelled = cases.filter(({ label }) => label !== undefined);
  requireLength(labelled, 'labels', 2);
  const terms = cases.map(({ judged, label }, index) => {
    const used = typeof lambda === 'number' ? lambda : at(lambda, index);
    if (label === undefined) return used * judged;
    if (!(label.probability > 0 && label.probability <= 1)) {
      throw new RangeError(`a chance must be above 0 and at most 1, got ${label.probability}`);
    }
    return used * judged + (label.delta - used * judged) / label.probability;
  });
  const estimate = mean(terms);
  const standardError = Math.sqrt(variance(terms) / terms.length);
  const reach = tQuantile(1 - alpha, labelled.length - 1) * standardError;
  return {
    estimate,
    standardError,
    lower: estimate - reach,
    upper: estimate + reach,
    labels: labelled.length,
  };
}

/**
 * For each case how much of the judge to use, 0..1, fitted on the other half of the labels, so that no label chooses
 * its own weight: the lambda of least variance under independent draws, sum(w d j) / sum(w j j) with w = (1 - p) / p²
 * for people's delta d, the judge's j and the chance p. Halves alternate in the order given: shuffle with a seed, or
 * order by hash. Without information in the other half it is 0.
 */
export function crossFitted(cases: readonly JudgedCase[]): number[] {
  const halves = [0, 1].map((half) => cases.filter((_, index) => index % 2 === half));
  const fitted = halves.map(leastVariance);
  return cases.map((_, index) => at(fitted, 1 - (index % 2)));
}

function leastVariance(cases: readonly JudgedCase[]): number {
  const parts = cases.flatMap(({ judged, label }) => {
    if (label === undefined) return [];
    // A case that was sure to be labelled says nothing of how to weigh those that were not: it would weigh 0.
    const weight = (1 - label.probability) / label.probability ** 2;
    return [{ cross: weight * label.delta * judged, square: weight * judged * judged }];
  });
  const square = sum(parts.map((part) => part.square));
  return square === 0 ? 0 : clip(sum(parts.map((part) => part.cross)) / square);
}
