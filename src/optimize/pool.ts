import { mean } from '../stats/moments.ts';
import { quantile } from '../stats/quantile.ts';
import type { Budget } from './budget.ts';
import type { Candidate } from './candidate.ts';
import type { Point } from './frontier.ts';
import { bestOf, type Scored } from './parents.ts';
import { isBehind, thirds } from './race.ts';
import type { Observation, World } from './world.ts';

/** A candidate that was measured on every validation case. */
export interface Member extends Scored {
  candidate: Candidate;
  costUsd?: number | undefined;
  latencyMs?: number | undefined;
}

/** What became of a candidate. */
export type Fate = 'kept' | 'raced-out' | 'unmeasured' | 'no-budget';

/** Measures candidates, each on each case once, and keeps those that hold their own. */
export interface Pool {
  members: Member[];
  /** Trial 0 of a candidate on cases; what was measured before costs nothing. `undefined`: not affordable. */
  observe(candidate: Candidate, cases: readonly string[]): Promise<readonly Observation[] | undefined>;
  /** What is known of a candidate, by case. */
  known(candidate: Candidate): ReadonlyMap<string, Observation>;
  /** Runs a candidate on validation in thirds against the best so far, and takes it in if it stays in the race. */
  race(candidate: Candidate): Promise<Fate>;
  /** Measures on all of validation, whatever comes out. */
  admit(candidate: Candidate): Promise<Fate>;
}

/** A larger share of missing scores than this leaves a candidate unmeasured. */
const LOST_SHARE = 0.1;

export function createPool(options: {
  world: World;
  budget: Budget;
  validation: readonly string[];
  callsPerTrial: number;
}): Pool {
  const { world, budget, validation, callsPerTrial } = options;
  const seen = new Map<string, Map<string, Observation>>();
  const members: Member[] = [];

  const known = ({ id }: Candidate) => {
    const found = seen.get(id) ?? new Map<string, Observation>();
    seen.set(id, found);
    return found;
  };

  async function observe(candidate: Candidate, cases: readonly string[]) {
    const have = known(candidate);
    const wanted = cases.filter((id) => !have.has(id));
    if (wanted.length > 0) {
      const calls = wanted.length * callsPerTrial;
      if (!budget.reserve(calls)) return undefined;
      const { observations, costUsd } = await world.evaluate(candidate, wanted, { from: 0, count: 1 });
      budget.paid(costUsd, calls);
      for (const observation of observations) have.set(observation.case, observation);
      await world.checkpoint?.();
    }
    return cases.flatMap((id) => have.get(id) ?? []);
  }

  async function measure(candidate: Candidate, rival: Member | undefined): Promise<Fate> {
    const deltas: number[] = [];
    for (const part of thirds(validation)) {
      const observations = await observe(candidate, part);
      if (!observations) return 'no-budget';
      for (const { case: id, score } of observations) {
        const other = rival?.scores.get(id);
        if (score !== undefined && other !== undefined) deltas.push(score - other);
      }
      if (rival && isBehind(deltas)) return 'raced-out';
    }
    const member = memberOf(
      candidate,
      validation.flatMap((id) => known(candidate).get(id) ?? []),
    );
    if (member.scores.size < (1 - LOST_SHARE) * validation.length) return 'unmeasured';
    if (!members.some((other) => other.candidate.id === candidate.id)) members.push(member);
    return 'kept';
  }

  return {
    members,
    observe,
    known,
    race: (candidate) => measure(candidate, bestOf(members)),
    admit: (candidate) => measure(candidate, undefined),
  };
}

export function memberOf(candidate: Candidate, observations: readonly Observation[]): Member {
  const scores = new Map<string, number>();
  for (const [id, of] of Map.groupBy(observations, ({ case: one }) => one)) {
    const values = of.flatMap(({ score }) => score ?? []);
    // Half of a case's trials missing is a case that nobody measured.
    if (values.length * 2 > of.length) scores.set(id, mean(values));
  }
  const costs = observations.flatMap(({ costUsd }) => costUsd ?? []);
  const times = observations.flatMap(({ latencyMs }) => latencyMs ?? []);
  return {
    candidate,
    scores,
    mean: scores.size === 0 ? 0 : mean([...scores.values()]),
    ...(costs.length === observations.length && costs.length > 0 ? { costUsd: mean(costs) } : {}),
    ...(times.length > 0 ? { latencyMs: quantile(times, 0.5) } : {}),
  };
}

/** Where a member stands on the axes of the frontier. */
export function pointOf({ mean: quality, costUsd, latencyMs }: Member): Point {
  return { quality, costUsd, latencyMs };
}
