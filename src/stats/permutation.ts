import { logChoose } from './gamma.ts';
import { sum } from './moments.ts';
import { createRandom } from './random.ts';
import { at, requireCount, requireFinite } from './require.ts';

const SLACK = 1e-9;
/** Up to this many ways to divide the scores, all of them are looked at. */
const ENUMERABLE = 200_000;

/** Outcome of a two-sample permutation test. */
export interface Permutation {
  readonly p: number;
  /** False when the p-value comes from random draws. */
  readonly exact: boolean;
}

/**
 * One-sided two-sample permutation test of independent graded scores, for fresh trials of one case. Under "the
 * change does nothing" each way to deal the pooled scores to base and head is equally likely (Pitman 1937);
 * for `worse`, p is the share of ways in which head's total is as low as observed or lower. On binary scores it
 * is Fisher's exact test. Exact up to 200,000 ways (16 scores have 12,870); else
 * (1 + number of draws as low) / (draws + 1) (Phipson and Smyth 2010). An empty side gives p = 1.
 * The result does not depend on the order of the scores.
 * @throws RangeError when a score is not finite or draws is below 1.
 */
export function permutationTest(
  scores: { readonly base: readonly number[]; readonly head: readonly number[] },
  options: { readonly alternative: 'worse' | 'better'; readonly seed: string; readonly draws?: number },
): Permutation {
  const { alternative, seed, draws = 20_000 } = options;
  requireFinite(scores.base, 'base');
  requireFinite(scores.head, 'head');
  requireCount(draws, 'draws', 1);
  const sign = alternative === 'worse' ? 1 : -1;
  const pool = [...scores.base, ...scores.head].map((score) => sign * score).sort((a, b) => a - b);
  const size = scores.head.length;
  const limit = sign * sum(scores.head) + SLACK;
  if (size === 0 || size === pool.length) return { p: 1, exact: true };
  if (Math.exp(logChoose(pool.length, size)) <= ENUMERABLE) {
    const { ways, low } = deal(pool, { from: 0, size, total: 0, limit });
    return { p: low / ways, exact: true };
  }
  const random = createRandom(seed);
  let low = 0;
  for (let draw = 0; draw < draws; draw += 1) {
    if (sum(random.shuffle(pool).slice(0, size)) <= limit) low += 1;
  }
  return { p: (1 + low) / (draws + 1), exact: false };
}

interface Hand {
  readonly from: number;
  readonly size: number;
  readonly total: number;
  readonly limit: number;
}

/** Counts the ways to take `size` more scores from `from` on, and those whose total stays within the limit. */
function deal(pool: readonly number[], { from, size, total, limit }: Hand): { ways: number; low: number } {
  if (size === 0) return { ways: 1, low: total <= limit ? 1 : 0 };
  let ways = 0;
  let low = 0;
  for (let i = from; i <= pool.length - size; i += 1) {
    const rest = deal(pool, { from: i + 1, size: size - 1, total: total + at(pool, i), limit });
    ways += rest.ways;
    low += rest.low;
  }
  return { ways, low };
}
