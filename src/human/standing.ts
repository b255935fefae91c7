import type { Label, OutputLabel, PairLabel } from './label.ts';
import { targetOf } from './said.ts';

/** A criterion as it is asked about now. */
export interface Criterion {
  name: string;
  version: string;
}

/** The labels that count now for one criterion. */
export interface Standing {
  outputs: readonly OutputLabel[];
  pairs: readonly PairLabel[];
  /** A rater's vote, and the one on the same outputs shown again: what intra-rater agreement is made of. */
  repeats: readonly (readonly [Vote, Vote])[];
  /** Labels of other versions of the criterion: they were given to another question. */
  expired: number;
}

export type Vote = OutputLabel | PairLabel;

/**
 * Of all labels ever given, those that stand: of the present version of the criterion, the latest of each rater on
 * each output or pair, unless it was taken back. The order of lines does not matter, times do; of two at the same time
 * the one that prints later counts, so that merging two branches in either order gives the same.
 */
export function standingLabels(labels: readonly Label[], criterion: Criterion): Standing {
  const own = labels.filter((label) => label.criterion === criterion.name);
  const current = own.filter((label) => label.criterionVersion === criterion.version);
  const byTarget = new Map<string, Label[]>();
  for (const label of current) {
    const key = `${label.rater} ${targetOf(label)}`;
    byTarget.set(key, [...(byTarget.get(key) ?? []), label]);
  }
  const kept: Vote[] = [];
  const repeats: [Vote, Vote][] = [];
  for (const key of [...byTarget.keys()].sort()) {
    const ordered = (byTarget.get(key) ?? []).toSorted(byTime);
    const since = ordered.slice(ordered.findLastIndex(({ kind }) => kind === 'withdrawn') + 1);
    const votes = since.filter((label): label is Vote => label.kind !== 'withdrawn');
    const last = votes.at(-1);
    if (last === undefined) continue;
    kept.push(last);
    const [first, again] = [votes.findLast(({ repeat }) => !repeat), votes.findLast(({ repeat }) => repeat)];
    if (first && again) repeats.push([first, again]);
  }
  const inOrder = kept.toSorted(byTime);
  return {
    outputs: inOrder.filter((label) => label.kind === 'output'),
    pairs: inOrder.filter((label) => label.kind === 'pair'),
    repeats,
    expired: own.filter((label) => label.criterionVersion !== criterion.version && label.kind !== 'withdrawn')
      .length,
  };
}

function byTime(left: Label, right: Label): number {
  const apart = Date.parse(left.at) - Date.parse(right.at);
  if (apart !== 0) return apart;
  const [a, b] = [JSON.stringify(left), JSON.stringify(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}
