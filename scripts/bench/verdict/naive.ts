/** Gates that teams write by hand, on the same trials: what the verdict is held against. */
import type { MeasuredSuite } from '../../../src/core/measurement.ts';
import type { Variant } from '../../../src/core/trial.ts';

/** Which naive gates would block. */
export interface NaiveBlocks {
  /** Any mean score at head is below base's. */
  dropped: boolean;
  /** Any mean score at head is more than five points below base's. */
  fivePoints: boolean;
  /** Any mean score at head is below .8, whatever base's is. */
  floor: boolean;
}

/** Mean over all scored trials of a side, by scorer name. */
export function plainMeans(suite: MeasuredSuite): Map<string, Record<Variant, number>> {
  return new Map(
    suite.planned.scorers.map(({ spec: { name } }) => [
      name,
      { base: plainMean(suite, name, 'base'), head: plainMean(suite, name, 'head') },
    ]),
  );
}

function plainMean({ cases }: MeasuredSuite, scorer: string, variant: Variant): number {
  let sum = 0;
  let count = 0;
  for (const { sides } of cases) {
    for (const { scores } of sides[variant] ?? []) {
      const score = scores.get(scorer);
      if (!score?.ok) continue;
      sum += score.value;
      count += 1;
    }
  }
  return count === 0 ? 0 : sum / count;
}

/** Differences smaller than this are rounding. */
const EPSILON = 1e-9;

export function naiveBlocks(means: Iterable<Record<Variant, number>>): NaiveBlocks {
  const all = [...means];
  return {
    dropped: all.some(({ base, head }) => head < base - EPSILON),
    fivePoints: all.some(({ base, head }) => head < base - 0.05 - EPSILON),
    floor: all.some(({ head }) => head < 0.8 - EPSILON),
  };
}
