import type { JsonObject } from '../core/json.ts';
import { type Candidate, candidateOf } from './candidate.ts';
import type { Objective } from './frontier.ts';
import { halvingRounds } from './halving.ts';
import { memberOf, type Pool } from './pool.ts';
import { isBehind } from './race.ts';

/** A model with its parameters, as the search may try it. */
export interface Setting {
  provider: string;
  model: string;
  parameters: JsonObject;
}

/**
 * The best of several candidates by successive halving on validation cases: each round the better half goes on to
 * more cases. With the objective `cheapest`, what is not behind the incumbent is ranked by cost.
 */
export async function halve(
  arms: readonly Candidate[],
  options: {
    pool: Pool;
    validation: readonly string[];
    calls: number;
    callsPerTrial: number;
    objective: Objective;
  },
): Promise<Candidate | undefined> {
  const { pool, validation, calls, callsPerTrial, objective } = options;
  let left = [...arms];
  let upTo = 0;
  for (const { pulls } of halvingRounds(arms.length, Math.floor(calls / callsPerTrial))) {
    upTo = Math.min(validation.length, upTo + Math.max(1, pulls));
    const cases = validation.slice(0, upTo);
    const ranked: { arm: Candidate; rank: number; quality: number }[] = [];
    for (const arm of left) {
      const observations = await pool.observe(arm, cases);
      if (!observations) return undefined;
      const { mean: quality, costUsd, scores } = memberOf(arm, observations);
      const incumbent = pool.members[0]?.scores;
      const deltas = [...scores].flatMap(([id, score]) => {
        const other = incumbent?.get(id);
        return other === undefined ? [] : [score - other];
      });
      const cheap = objective.kind === 'cheapest' && costUsd !== undefined && !isBehind(deltas);
      // Whatever is not behind comes before whatever is; among those the cheaper first.
      ranked.push({ arm, quality, rank: cheap ? 2 + 1 / (1 + costUsd * 1e6) : quality });
    }
    ranked.sort((a, b) => b.rank - a.rank || b.quality - a.quality);
    left = ranked.slice(0, Math.ceil(left.length / 2)).map(({ arm }) => arm);
  }
  return left[0];
}

/** The incumbent under each setting that is not its own. */
export function settingCandidates(incumbent: Candidate, settings: readonly Setting[]): Candidate[] {
  const all = settings.map((setting) =>
    candidateOf({ ...incumbent.genome, ...setting }, 'setting', [incumbent.id]),
  );
  return [...new Map(all.filter(({ id }) => id !== incumbent.id).map((one) => [one.id, one])).values()];
}
