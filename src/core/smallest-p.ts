import { fisherExact } from '../stats/fisher.ts';
import { permutationTest } from '../stats/permutation.ts';
import type { Variant } from './trial.ts';

type Values = Readonly<Record<Variant, readonly number[]>>;

/**
 * The smallest p that a suspect's fresh trials could come to if those that are not known, or not run yet, said what is
 * wanted: passes on one side and failures on the other. Without a seed what would have to be drawn counts as 0.
 *
 * With one more base trial that passes, or head trial that fails, p only falls, so the bound is one table.
 */
export function smallestP(
  known: { passes: Values; means: Values },
  options: {
    /** Each side is filled up to so many trials, or by so many. */
    fill: { upTo: number } | { by: number };
    alternative: 'worse' | 'better';
    seed?: string;
  },
): number {
  const { passes, means } = known;
  const { fill, alternative, seed } = options;
  const filled = (values: Values, side: Variant): number[] => {
    const count = 'by' in fill ? fill.by : Math.max(0, fill.upTo - values[side].length);
    const value = (side === 'base') === (alternative === 'worse') ? 1 : 0;
    return [...values[side], ...new Array<number>(count).fill(value)];
  };
  const table = (side: Variant) => {
    const all = filled(passes, side);
    return { passes: all.filter((passed) => passed === 1).length, n: all.length };
  };
  const fisher = fisherExact({ base: table('base'), head: table('head'), alternative });
  if (new Set([...passes.base, ...passes.head]).size > 1) return fisher;
  // Without a crossing so far the scores themselves may be tested in the end. Of zeros and ones that is the same.
  const values = [...means.base, ...means.head];
  if (values.length > 0 && values.every((value) => value === values[0] && (value === 0 || value === 1)))
    return fisher;
  const { p, exact } = permutationTest(
    { base: filled(means, 'base'), head: filled(means, 'head') },
    { alternative, seed: seed ?? '' },
  );
  return exact || seed !== undefined ? Math.min(fisher, p) : 0;
}
