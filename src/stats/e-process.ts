import { sum } from './moments.ts';
import { requireFinite, requireNonNegative, requirePositive } from './require.ts';

/** What the bettor believes before the first value. It counts as one observation. */
export interface Prior {
  readonly mean: number;
  readonly variance: number;
}

/**
 * Running mean and variance before each value, the prior counted as one observation: entry t rests on the values
 * before t only (Waudby-Smith and Ramdas 2024, arXiv 2010.09686).
 */
export function predictable(values: readonly number[], prior: Prior): Prior[] {
  return values.map(predicting(prior));
}

/** {@link predictable}, value by value. */
function predicting(prior: Prior): (value: number) => Prior {
  let total = prior.mean;
  let squares = prior.variance;
  let seen = 0;
  return (value) => {
    seen += 1;
    const before = { mean: total / seen, variance: squares / seen };
    total += value;
    squares += (value - total / (seen + 1)) ** 2;
    return before;
  };
}

/**
 * Bets against "the mean is `nullMean`" by the approximate Kelly rule, unclipped
 * (Waudby-Smith and Ramdas 2024, arXiv 2010.09686).
 */
export function kellyBets(
  values: readonly number[],
  { nullMean, prior }: { readonly nullMean: number; readonly prior: Prior },
): number[] {
  requireFinite(values, 'values');
  requirePositive(prior.variance, 'prior variance');
  return predictable(values, prior).map((known) => kellyBet(known, nullMean));
}

function kellyBet({ mean, variance }: Prior, nullMean: number): number {
  const edge = mean - nullMean;
  return edge / (variance + edge ** 2);
}

/**
 * E-process against "the mean is at most `nullMean`" for values in [-1, 1]: wealth E_1 .. E_n of a bettor who
 * starts with 1 and stakes bets of 0 to .5 / (1 + nullMean). Under the null its expectation is at most 1 at any
 * time, and it ever reaches 1 / a with probability at most a (Ville 1939; Waudby-Smith and Ramdas 2024).
 * The order of the values matters: it must be random and chosen before they are seen.
 * @throws RangeError when a value is outside [-1, 1] or nullMean outside (-1, 1).
 */
export function eProcess(values: readonly number[], { nullMean }: { readonly nullMean: number }): number[] {
  requireFinite(values, 'values');
  return values.map(eProcessSteps({ nullMean }));
}

/** {@link eProcess}, value by value: what is known after a value costs the same however many came before. */
function eProcessSteps({ nullMean }: { readonly nullMean: number }): (value: number) => number {
  if (!(Math.abs(nullMean) < 1)) throw new RangeError(`nullMean must be between -1 and 1, got ${nullMean}`);
  const largest = 0.5 / (1 + nullMean);
  const predict = predicting({ mean: 0, variance: 0.25 });
  let wealth = 1;
  return (value) => {
    if (!(Math.abs(value) <= 1 + 1e-9)) throw new RangeError(`values must be between -1 and 1, got ${value}`);
    const bet = Math.max(0, Math.min(largest, kellyBet(predict(value), nullMean)));
    wealth *= 1 + bet * (value - nullMean);
    return wealth;
  };
}

/** {@link eProcess} for "head is worse": evidence against a mean delta of 0 or more, after each delta. */
export function regressionEvidence(deltas: readonly number[]): number[] {
  return eProcess(
    deltas.map((delta) => -delta),
    { nullMean: 0 },
  );
}

/** {@link regressionEvidence}, delta by delta. */
export function regressionSteps(): (delta: number) => number {
  const step = eProcessSteps({ nullMean: 0 });
  return (delta) => step(-delta);
}

/** {@link eProcess} for "not worse by `margin`": evidence against a mean delta of -margin or less; 0 <= margin < 1. */
export function nonInferiorityEvidence(
  deltas: readonly number[],
  { margin }: { readonly margin: number },
): number[] {
  requireNonNegative(margin, 'margin');
  return eProcess(deltas, { nullMean: -margin });
}

/**
 * After how many deltas a run may stop and call it a regression: the first time the evidence reaches `evidence`
 * (100 spends an alpha of .01) while the running mean is -margin or worse; undefined when that never happens.
 * @throws RangeError when a delta is outside [-1, 1], margin is negative or evidence not positive.
 */
export function regressionStop(
  deltas: readonly number[],
  { margin, evidence }: { readonly margin: number; readonly evidence: number },
): number | undefined {
  requireNonNegative(margin, 'margin');
  requirePositive(evidence, 'evidence');
  const index = regressionEvidence(deltas).findIndex(
    (wealth, t) => wealth >= evidence && sum(deltas.slice(0, t + 1)) / (t + 1) <= -margin,
  );
  return index < 0 ? undefined : index + 1;
}
