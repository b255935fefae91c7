import type { Random } from '../stats/random.ts';

/** A member of the pool with its scores by validation case. */
export interface Scored {
  scores: ReadonlyMap<string, number>;
  mean: number;
}

const EPSILON = 1e-9;

/**
 * For every member, on how many cases it is among the best; members that are nowhere better than another one which
 * is never worse on the cases they lead do not count (GEPA, arXiv 2507.19457).
 */
export function leads(pool: readonly Scored[]): number[] {
  const cases = [...new Set(pool.flatMap(({ scores }) => [...scores.keys()]))];
  const fronts = cases.map((id) => {
    const best = Math.max(...pool.map(({ scores }) => scores.get(id) ?? 0));
    return new Set(
      pool.flatMap(({ scores }, index) => ((scores.get(id) ?? 0) >= best - EPSILON ? [index] : [])),
    );
  });
  const removed = new Set<number>();
  const byMean = pool
    .map((_, index) => index)
    .sort((a, b) => (pool[a]?.mean ?? 0) - (pool[b]?.mean ?? 0) || b - a);
  for (const index of byMean) {
    const others = fronts.filter((front) => front.has(index));
    const covered = others.every((front) =>
      [...front].some((other) => other !== index && !removed.has(other)),
    );
    if (covered) removed.add(index);
  }
  return pool.map((_, index) => (removed.has(index) ? 0 : fronts.filter((front) => front.has(index)).length));
}

/** Draws a parent: half the time the best mean, half the time a leader of some cases, by how many it leads. */
export function drawParent<Member extends Scored>(pool: readonly Member[], random: Random): Member {
  const best = bestOf(pool);
  if (random.next() < 0.5) return best;
  const weights = leads(pool);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return best;
  let at = random.int(total);
  for (const [index, weight] of weights.entries()) {
    const member = pool[index];
    if (member && at < weight) return member;
    at -= weight;
  }
  return best;
}

/** The member with the best mean; the earliest of equals. */
export function bestOf<Member extends Scored>(pool: readonly Member[]): Member {
  const [first, ...rest] = pool;
  if (!first) throw new RangeError('A pool has at least the incumbent.');
  return rest.reduce((best, member) => (member.mean > best.mean + EPSILON ? member : best), first);
}
