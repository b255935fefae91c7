import { sum } from './moments.ts';
import { createRandom } from './random.ts';
import { at, requireCount, requireNonNegative } from './require.ts';

/**
 * Share of the draw that follows the expected error; the rest is uniform, so that no label weighs more than 1.11 times
 * what it would in an even draw. More would be better if the expected error were the error. Where a judge errs unseen, a
 * few labels would carry all the weight: at 0.8, `npm run bench:labels` has intervals of 95 % that cover 61 %.
 */
const BY_ERROR = 0.1;

/**
 * The chance of each case to be drawn for labelling, in (0, 1], when about `size` of them are: proportional to the
 * root of the judge's expected squared error (Neyman 1934), mixed with uniform. Chances above 1 are cut there and
 * what is left over goes to the others, so that they add up to `size` (or to all cases when there are fewer).
 * @throws RangeError when an error is negative or not finite, or size is no whole number from 1
 */
export function drawChances(expectedErrors: readonly number[], size: number): number[] {
  requireCount(size, 'size', 1);
  for (const error of expectedErrors) requireNonNegative(error, 'expected error');
  const n = expectedErrors.length;
  if (size >= n) return expectedErrors.map(() => 1);
  const roots = expectedErrors.map(Math.sqrt);
  const total = sum(roots);
  const weights = roots.map((root) => (total === 0 ? 1 / n : (BY_ERROR * root) / total + (1 - BY_ERROR) / n));
  const sure = new Set<number>();
  for (;;) {
    const open = sum(weights.map((weight, index) => (sure.has(index) ? 0 : weight)));
    const scale = (size - sure.size) / open;
    const above = weights.flatMap((weight, index) =>
      !sure.has(index) && weight * scale >= 1 ? [index] : [],
    );
    if (above.length === 0) return weights.map((weight, index) => (sure.has(index) ? 1 : weight * scale));
    for (const index of above) sure.add(index);
  }
}

/**
 * Draws cases with exactly the given chances: systematic sampling over a shuffled order (Madow 1949). The number drawn
 * is the chances' sum, rounded up or down; the same seed draws the same. Gives indices, in an order that says nothing of
 * how they were drawn: whoever stops after the first m of n has drawn m, see {@link stoppedChance}.
 * @throws RangeError for a chance outside [0, 1]
 */
export function drawByChance(chances: readonly number[], seed: string): number[] {
  for (const chance of chances) {
    if (!(chance >= 0 && chance <= 1))
      throw new RangeError(`a chance must be between 0 and 1, got ${chance}`);
  }
  const random = createRandom(seed);
  const order = random.shuffle(chances.map((_, index) => index));
  let next = random.next();
  let reached = 0;
  const drawn = order.filter((index) => {
    reached += at(chances, index);
    // Sums of chances that make up a whole number end a hair beside it.
    if (reached <= next + 1e-12) return false;
    next += 1;
    return true;
  });
  // Which cases stand together decides who is drawn, so that the order they were met in depends on their chances.
  return random.shuffle(drawn);
}

/**
 * The chance of a case to be among the first `done` of `drawn` that {@link drawByChance} gave, when it had `chance` to
 * be drawn at all. It holds as long as nobody saw what was to come and stopped because of it.
 * @throws RangeError for a chance outside (0, 1], or counts that are not 1 <= done <= drawn
 */
export function stoppedChance(
  chance: number,
  { done, drawn }: { readonly done: number; readonly drawn: number },
): number {
  if (!(chance > 0 && chance <= 1))
    throw new RangeError(`a chance must be above 0 and at most 1, got ${chance}`);
  requireCount(done, 'done', 1);
  requireCount(drawn, 'drawn', done);
  return (chance * done) / drawn;
}
