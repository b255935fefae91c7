import type { Budget } from './budget.ts';
import { isAllowed, type Objective } from './frontier.ts';
import { type Member, memberOf, type Pool, pointOf } from './pool.ts';
import { paddedError } from './race.ts';
import type { Observation, World } from './world.ts';

const FINALISTS = 3;
const FRESH_TRIALS = 3;

/** What finalists take at most, beside what is known of them. */
export function finalCalls(validation: number, callsPerTrial: number): number {
  return FINALISTS * FRESH_TRIALS * validation * callsPerTrial;
}

/**
 * Picks the winner. The leaders are measured again with fresh trials, as many as can be paid, because the best of
 * many on the same cases looks better than it is; then the one counts whose gain is surest (mean less one standard
 * error). `cheapest` takes the cheapest that does not seem to lose more than half the margin.
 */
export async function pickWinner(options: {
  pool: Pool;
  world: World;
  budget: Budget;
  validation: readonly string[];
  callsPerTrial: number;
  objective: Objective;
  margin: number;
}): Promise<{ winner: Member; finalists: Member[] }> {
  const { pool, world, budget, validation, callsPerTrial, objective, margin } = options;
  const incumbent = pool.members[0];
  if (!incumbent) throw new RangeError('A pool has at least the incumbent.');
  const gain = (member: Member) => {
    const deltas = [...member.scores].flatMap(([id, score]) => {
      const other = incumbent.scores.get(id);
      return other === undefined ? [] : [score - other];
    });
    const { mean, error } = paddedError(deltas);
    return { mean, sure: mean - error };
  };
  const challengers = pool.members.filter(
    (member) => member !== incumbent && isAllowed(pointOf(member), pointOf(incumbent), objective),
  );
  const rank = (member: Member) =>
    objective.kind === 'cheapest' ? -(member.costUsd ?? Number.POSITIVE_INFINITY) : member.mean;
  const eligible = challengers.filter(
    (member) => objective.kind !== 'cheapest' || gain(member).mean > -margin / 2,
  );
  const leaders = eligible.sort((a, b) => rank(b) - rank(a) || b.mean - a.mean).slice(0, FINALISTS);
  const each = leaders.length * validation.length * callsPerTrial;
  const count = each === 0 ? 0 : Math.min(FRESH_TRIALS, Math.floor(budget.left() / each));
  const finalists: Member[] = [];
  for (const member of leaders) {
    const known = validation.flatMap((id): Observation[] => {
      const observation = pool.known(member.candidate).get(id);
      return observation ? [observation] : [];
    });
    if (count === 0 || !budget.reserve(count * validation.length * callsPerTrial)) {
      finalists.push(member);
      continue;
    }
    const { observations, costUsd } = await world.evaluate(member.candidate, validation, { from: 1, count });
    budget.paid(costUsd, count * validation.length * callsPerTrial);
    await world.checkpoint?.();
    finalists.push(memberOf(member.candidate, [...known, ...observations]));
  }
  const kept = finalists.filter(
    (member) =>
      isAllowed(pointOf(member), pointOf(incumbent), objective) &&
      (objective.kind === 'cheapest'
        ? gain(member).mean > -margin / 2
        : gain(member).mean > 0 || isCheaper(member, incumbent)),
  );
  const value = (member: Member) =>
    objective.kind === 'cheapest' ? -(member.costUsd ?? Number.POSITIVE_INFINITY) : gain(member).sure;
  const [winner = incumbent] = kept.sort((a, b) => value(b) - value(a));
  return { winner, finalists };
}

function isCheaper(member: Member, incumbent: Member): boolean {
  return (
    member.costUsd !== undefined &&
    incumbent.costUsd !== undefined &&
    member.costUsd <= 0.9 * incumbent.costUsd &&
    member.mean >= incumbent.mean
  );
}
