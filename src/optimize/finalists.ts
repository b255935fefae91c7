import { mean } from '../stats/moments.ts';
import type { Budget } from './budget.ts';
import { isAllowed, type Objective } from './frontier.ts';
import { type Member, type Pool, pointOf } from './pool.ts';
import { paddedError } from './race.ts';
import type { Observation } from './world.ts';

const FINALISTS = 3;

/** Calls that finalists take at most, beside what is known of them: with the incumbent, each on so many more cases. */
export function finalCalls(more: number, callsPerTrial: number): number {
  return (FINALISTS + 1) * more * callsPerTrial;
}

/** A finalist, and its deltas to the incumbent on all cases that the choice looks at. */
export interface Finalist {
  member: Member;
  deltas: readonly number[];
}

/**
 * Picks the winner. The leaders were chosen by the validation cases, on which the best of many looks better than it
 * is; so they and the incumbent are run on more cases, as many as can be paid, the same for each. Cases that were not
 * looked at for this choice tell more than repeats of those that were: most of what is not known is in the cases.
 * A case that a finalist shows as an example is left out, because its answer stands in the prompt.
 *
 * The one counts whose gain is surest (mean less one standard error). `cheapest` takes the cheapest that does not seem
 * to lose more than half the margin.
 */
export async function pickWinner(options: {
  pool: Pool;
  budget: Budget;
  validation: readonly string[];
  /** Cases beside those of validation, in the order in which they are taken. */
  more: readonly string[];
  callsPerTrial: number;
  objective: Objective;
  margin: number;
}): Promise<{ winner: Member; finalists: Finalist[] }> {
  const { pool, budget, validation, callsPerTrial, objective, margin } = options;
  const incumbent = pool.members[0];
  if (!incumbent) throw new RangeError('A pool has at least the incumbent.');
  const leaders = leadersOf(pool, incumbent, { objective, margin });
  const shown = new Set(leaders.flatMap(({ candidate }) => candidate.genome.demos));
  const fresh = affordable({
    ids: options.more.filter((id) => !shown.has(id)),
    runners: leaders.length > 0 ? [incumbent, ...leaders] : [],
    pool,
    calls: Math.floor(budget.left() / callsPerTrial),
  });
  const cases = [...validation, ...fresh].filter((id) => !shown.has(id));
  const scoresOf = async ({ candidate }: Member) => scoresBy((await pool.observe(candidate, cases)) ?? []);
  const before = await scoresOf(incumbent);
  const finalists: Finalist[] = [];
  for (const member of leaders) {
    const after = await scoresOf(member);
    finalists.push({ member, deltas: deltasOf(before, after) });
  }
  const kept = finalists.filter(({ member, deltas }) =>
    objective.kind === 'cheapest'
      ? gainOf(deltas).mean > -margin / 2
      : gainOf(deltas).mean > 0 || isCheaper(member, incumbent, deltas),
  );
  const value = ({ member, deltas }: Finalist) =>
    objective.kind === 'cheapest' ? -(member.costUsd ?? Number.POSITIVE_INFINITY) : gainOf(deltas).sure;
  const [best] = kept.sort((a, b) => value(b) - value(a));
  return { winner: best?.member ?? incumbent, finalists };
}

/** The members that a choice is made among, best first. */
function leadersOf(
  { members }: Pool,
  incumbent: Member,
  { objective, margin }: { objective: Objective; margin: number },
): Member[] {
  const isCheapest = objective.kind === 'cheapest';
  const rank = (member: Member) => (isCheapest ? -(member.costUsd ?? Number.POSITIVE_INFINITY) : member.mean);
  return members
    .filter((member) => member !== incumbent && isAllowed(pointOf(member), pointOf(incumbent), objective))
    .filter(({ scores }) => !isCheapest || gainOf(deltasOf(incumbent.scores, scores)).mean > -margin / 2)
    .sort((a, b) => rank(b) - rank(a) || b.mean - a.mean)
    .slice(0, FINALISTS);
}

/** The first so many cases that every runner can be measured on. */
function affordable(options: {
  ids: readonly string[];
  runners: readonly Member[];
  pool: Pool;
  /** Trials that can be paid. */
  calls: number;
}): string[] {
  const { ids, runners, pool } = options;
  const known = runners.map(({ candidate }) => pool.known(candidate));
  let left = options.calls;
  const fits = ids.findIndex((id) => {
    left -= known.filter((of) => !of.has(id)).length;
    return left < 0;
  });
  if (runners.length === 0) return [];
  return fits === -1 ? [...ids] : ids.slice(0, fits);
}

function scoresBy(observations: readonly Observation[]): Map<string, number> {
  return new Map(observations.flatMap(({ case: id, score }) => (score === undefined ? [] : [[id, score]])));
}

function deltasOf(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): number[] {
  return [...after].flatMap(([id, score]) => {
    const was = before.get(id);
    return was === undefined ? [] : [score - was];
  });
}

function gainOf(deltas: readonly number[]): { mean: number; sure: number } {
  const { mean: centre, error } = paddedError(deltas);
  return { mean: centre, sure: centre - error };
}

function isCheaper(member: Member, incumbent: Member, deltas: readonly number[]): boolean {
  return (
    member.costUsd !== undefined &&
    incumbent.costUsd !== undefined &&
    member.costUsd <= 0.9 * incumbent.costUsd &&
    deltas.length > 0 &&
    mean(deltas) >= 0
  );
}
