import { spearman } from '../stats/spearman.ts';
import type { MeasuredCase, MeasuredTrial } from './measurement.ts';
import type { Comparison } from './report.ts';
import { mean, pairOf } from './tally.ts';

/** Fewer pairs than this say nothing of how two things go together. */
const FEW = 8;
/** Beyond these a judge may have judged length: rank correlation, and change of the mean length as a share. */
const STRONG = 0.5;
const MUCH = 0.15;

export type Lengths = NonNullable<Comparison['lengths']>;

/**
 * How long the judged outputs are at base and at head, in UTF-16 units, and how a pair's delta goes with the change of
 * its length (Spearman's rank correlation, −1 to 1). Judges prefer longer texts whatever stands in them.
 */
export function lengthsOf(cases: readonly MeasuredCase[], scorer: string): Lengths | undefined {
  const pairs = cases.flatMap((row) => {
    const pair = pairOf(row, scorer);
    const base = meanLength(row.sides.base ?? []);
    const head = meanLength(row.sides.head ?? []);
    return pair && base !== undefined && head !== undefined
      ? [{ delta: pair.head - pair.base, base, head }]
      : [];
  });
  const base = mean(pairs.map((pair) => pair.base));
  const head = mean(pairs.map((pair) => pair.head));
  if (base === undefined || head === undefined) return undefined;
  const correlation =
    pairs.length < FEW
      ? undefined
      : spearman(
          pairs.map(({ delta }) => delta),
          pairs.map((pair) => pair.head - pair.base),
        );
  return { base, head, ...(correlation === undefined ? {} : { correlation }) };
}

/** Whether scores went with length while the length changed a good deal: the judge may have judged that. */
export function isSuspicious({ base, head, correlation = 0 }: Lengths): boolean {
  return Math.abs(correlation) > STRONG && Math.abs(head - base) > MUCH * base;
}

function meanLength(trials: readonly MeasuredTrial[]): number | undefined {
  return mean(trials.flatMap(({ trial, units }) => (trial.ok ? [units ?? trial.output.length] : [])));
}
