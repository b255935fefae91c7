import { contentHash } from '../core/hash.ts';
import { correlation } from '../stats/moments.ts';
import { paddedT } from '../stats/padded-t.ts';
import { crossFitted, weightedByInclusion } from '../stats/prediction-powered.ts';
import type { Interval } from '../stats/proportion.ts';

/** A paired case: what the judge says of head − base, and what people say of the drawn ones. */
export interface LabelledPair {
  id: string;
  /** Head's mean score − base's, −1..1. */
  judged: number;
  /** People's head − base, −1..1, for a case that was drawn with this chance in (0, 1]. */
  label?: { readonly delta: number; readonly probability: number } | undefined;
}

/** What people would say of all cases, from the labels of a drawn few. */
export interface HumanDelta extends Interval {
  /**
   * `corrected`: the judge's deltas, corrected by labels; may stand in for the judge's own in the gate.
   * `labels-only`: the judge says too little about people's verdict to help; shown beside the judge's.
   */
  method: 'corrected' | 'labels-only';
  delta: number;
  labels: number;
  /** Squared correlation of the judge's deltas with people's; absent when one side never varies. */
  r2?: number | undefined;
}

/** Fewest labels of this pull request for a correction. */
const LEAST_LABELS = 20;

/**
 * People's mean delta over all cases with a 1 − 2 alpha interval. From 20 drawn labels, and when the judge's deltas
 * explain more of people's than chance would (r² > 4/n; arXiv 2505.20178), it is the judge's corrected by labels
 * with a cross-fitted weight; otherwise labels alone, padded. `undefined` with fewer than two drawn labels.
 * Labels that nobody drew (a person chose the case) must not be given: they are not a random sample.
 */
export function humanDelta(
  pairs: readonly LabelledPair[],
  { alpha }: { alpha: number },
): HumanDelta | undefined {
  const ordered = byHash(pairs);
  const labelled = ordered.flatMap(({ judged, label }) => (label ? [{ judged, ...label }] : []));
  if (labelled.length < 2) return undefined;
  const r = correlation(
    labelled.map(({ judged }) => judged),
    labelled.map(({ delta }) => delta),
  );
  const r2 = r === undefined ? undefined : r * r;
  const helps = labelled.length >= LEAST_LABELS && r2 !== undefined && r2 > 4 / labelled.length;
  if (helps || !isEven(labelled)) {
    const { estimate, lower, upper } = weightedByInclusion(ordered, {
      lambda: helps ? crossFitted(ordered) : 0,
      alpha,
    });
    return {
      method: helps ? 'corrected' : 'labels-only',
      delta: Math.max(-1, Math.min(1, estimate)),
      lower: Math.max(-1, lower),
      upper: Math.min(1, upper),
      labels: labelled.length,
      r2,
    };
  }
  const { mean, lower, upper } = paddedT(
    labelled.map(({ delta }) => delta),
    { alpha },
  );
  return { method: 'labels-only', delta: mean, lower, upper, labels: labelled.length, r2 };
}

/**
 * The judge's mean delta corrected by labels, whether or not that is worth it, with a 1 − 2 alpha interval.
 * @throws RangeError with fewer than two labels
 */
export function correctedByLabels(
  pairs: readonly LabelledPair[],
  { alpha }: { alpha: number },
): Interval & { delta: number } {
  const ordered = byHash(pairs);
  const { estimate, lower, upper } = weightedByInclusion(ordered, { lambda: crossFitted(ordered), alpha });
  return { delta: estimate, lower, upper };
}

/** Whether every labelled case had the same chance. */
function isEven(labelled: readonly { probability: number }[]): boolean {
  return labelled.every(({ probability }) => probability === labelled[0]?.probability);
}

/** By hash, so that the halves of the cross-fit do not depend on the order of the dataset. */
function byHash(pairs: readonly LabelledPair[]): LabelledPair[] {
  return pairs
    .map((pair) => ({ pair, key: contentHash(pair.id) }))
    .toSorted((left, right) => (left.key < right.key ? -1 : 1))
    .map(({ pair }) => pair);
}
