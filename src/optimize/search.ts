import { createRandom, type Random } from '../stats/random.ts';
import type { Budget } from './budget.ts';
import { type Candidate, candidateOf, differences, type Genome } from './candidate.ts';
import { demoSubsets, usableDemos } from './demos.ts';
import { type Finalist, finalCalls, pickWinner } from './finalists.ts';
import type { Objective } from './frontier.ts';
import { merge } from './merge.ts';
import { bestOf, drawParent, leads } from './parents.ts';
import { createPool, type Fate, type Member, type Pool } from './pool.ts';
import { halve, type Setting, settingCandidates } from './settings.ts';
import type { Observation, World } from './world.ts';

export interface SearchOptions {
  incumbent: Genome;
  /** Names of the components that may be rewritten. */
  components: readonly string[];
  /** Models with parameters to try; none: the incumbent's stay. */
  settings: readonly Setting[];
  /** Whether train cases may be shown as examples. */
  demos: boolean;
  train: readonly string[];
  validation: readonly string[];
  /** Each chooses a winner of its own among what was found; absent: one winner, by validation and train cases. */
  halves?: readonly [readonly string[], readonly string[]] | undefined;
  world: World;
  /** What is left after the test evaluation was set aside. */
  budget: Budget;
  /** Calls that one trial takes at most: the target's and its judges'. */
  callsPerTrial: number;
  objective: Objective;
  /** The gate's margin, 0..1. */
  margin: number;
  seed: string;
}

/** One step of the search, as the report tells it. */
export interface Step {
  candidate: Candidate;
  fate: Fate | 'not-better' | 'no-proposal';
  /** Mean on validation, where it was measured there. */
  validation?: number | undefined;
  /** Calls used when it was done. */
  calls: number;
}

export type Stop = 'budget' | 'stalled' | 'ceiling' | 'nothing-to-try';

export interface SearchResult {
  winner: Member;
  incumbent: Member;
  pool: readonly Member[];
  finalists: readonly Finalist[];
  /** By whom each half chose, the first half's first. The winner is one of them, by a coin. */
  chosen?: readonly [Member, Member] | undefined;
  steps: readonly Step[];
  stop: Stop;
}

/** Cases that one reflection sees. */
const MINIBATCH = 10;
/** Reflections without an accepted candidate after which more are not worth their calls. */
const PATIENCE = 8;
const CEILING = 1 - 1e-9;
/** Shares of the calls for the parts of a search that come beside reflection. */
const SHARE = { settings: 0.25, demos: 0.15, finals: 0.15, halves: 0.4 };
/** Fewest validation cases that a small budget is stretched over. */
const LEAST_VALIDATION = 12;
/** A budget that does not pay for validating so often is stretched over fewer validation cases. */
const VALIDATION_ROUNDS = 12;
/** What having been reflected on once weighs against having failed. */
const TURN = 1 / 3;

/**
 * Searches for a better genome. Sees train and validation cases only. The same world, seed and budget give the same
 * result; every call is reserved before it is made.
 */
export async function search(options: SearchOptions): Promise<SearchResult | undefined> {
  const { world, budget, callsPerTrial, objective, margin, seed } = options;
  const random = createRandom(seed);
  const total = budget.left();
  const affordable = Math.max(LEAST_VALIDATION, Math.floor(total / (VALIDATION_ROUNDS * callsPerTrial)));
  const validation = random.shuffle(options.validation).slice(0, affordable);
  const pool = createPool({ world, budget, validation, callsPerTrial });
  const steps: Step[] = [];
  const note = (candidate: Candidate, fate: Step['fate']) => {
    const validated = pool.members.find((member) => member.candidate.id === candidate.id)?.mean;
    steps.push({
      candidate,
      fate,
      calls: budget.calls,
      ...(validated === undefined ? {} : { validation: validated }),
    });
    return fate;
  };

  const start = candidateOf(options.incumbent, 'incumbent');
  if (note(start, await pool.admit(start)) !== 'kept') return undefined;
  const incumbent = bestOf(pool.members);
  const { halves } = options;
  const finals = halves
    ? Math.min(2 * finalCalls(halves.flat().length / 2, callsPerTrial), Math.floor(SHARE.halves * total))
    : Math.min(finalCalls(options.train.length, callsPerTrial), Math.floor(SHARE.finals * total));
  const context = { ...options, pool, random, note, validation, start, turns: new Map<string, number>() };

  await trySettings(context, Math.floor(SHARE.settings * total));
  const demos = options.demos ? Math.floor(SHARE.demos * total) : 0;
  const stop = await reflect(context, finals + demos);
  if (options.demos) await tryDemos(context, demos, finals);
  const pick = (more: readonly string[]) =>
    pickWinner({ pool, budget, validation, more, callsPerTrial, objective, margin });
  const found = { incumbent, pool: pool.members, steps, stop };
  if (!halves) return { ...found, ...(await pick(random.shuffle(options.train))) };
  const [first, second] = [await pick(halves[0]), await pick(halves[1])];
  const drawn = random.next() < 0.5 ? first : second;
  return { ...found, ...drawn, chosen: [first.winner, second.winner] };
}

type Context = SearchOptions & {
  pool: Pool;
  random: Random;
  note: (candidate: Candidate, fate: Step['fate']) => Step['fate'];
  start: Candidate;
  /** How often each train case was reflected on. */
  turns: Map<string, number>;
};

async function trySettings(context: Context, calls: number): Promise<void> {
  const { pool, validation, callsPerTrial, objective, note, start, settings } = context;
  const arms = settingCandidates(start, settings);
  const best = await halve(arms, { pool, validation, calls, callsPerTrial, objective });
  if (best) note(best, await pool.admit(best));
}

/** The reflective loop. Leaves so many calls for what comes after. */
async function reflect(context: Context, leave: number): Promise<Stop> {
  const { pool, random, budget, components, note, world } = context;
  if (components.length === 0 || context.train.length === 0) return 'nothing-to-try';
  let idle = 0;
  for (let round = 0; idle < PATIENCE; round += 1) {
    if (bestOf(pool.members).mean >= CEILING) return 'ceiling';
    if (budget.left() <= leave) return 'budget';
    const parent = drawParent(pool.members, random);
    const component = components[round % components.length] ?? '';
    const batch = minibatch(context, parent.candidate);
    const before = await pool.observe(parent.candidate, batch);
    if (!before || !budget.reserve(1)) return 'budget';
    const { text, costUsd } = await world.propose(
      parent.candidate,
      component,
      before.map(({ feedback }) => feedback),
    );
    budget.paid(costUsd, 1);
    await world.checkpoint?.();
    idle += 1;
    if (text === undefined) {
      note(parent.candidate, 'no-proposal');
      continue;
    }
    const { genome } = parent.candidate;
    const child = candidateOf(
      { ...genome, components: { ...genome.components, [component]: text } },
      'reflection',
      [parent.candidate.id],
    );
    const after = await pool.observe(child, batch);
    if (!after) return 'budget';
    if (!isBetter(before, after)) {
      note(child, 'not-better');
      continue;
    }
    const fate = note(child, await pool.race(child));
    if (fate === 'no-budget') return 'budget';
    if (fate !== 'kept') continue;
    idle = 0;
    await tryMerge(context);
  }
  return 'stalled';
}

/**
 * Train cases to reflect on: known failures first, then what was not looked at yet, then the rest. Among equals those
 * that were reflected on least often, so that a case which nothing mends does not keep the others from their turn.
 */
function minibatch({ pool, random, train, turns }: Context, parent: Candidate): string[] {
  const known = pool.known(parent);
  const order = (id: string) => {
    const observation = known.get(id);
    const kind = !observation ? 1 : (observation.score ?? 0) < CEILING ? 0 : 3;
    return kind + TURN * (turns.get(id) ?? 0);
  };
  const batch = random
    .shuffle(train)
    .sort((left, right) => order(left) - order(right))
    .slice(0, MINIBATCH);
  for (const id of batch) turns.set(id, (turns.get(id) ?? 0) + 1);
  return batch;
}

/** Strictly better over the cases that both have a score for. */
function isBetter(before: readonly Observation[], after: readonly Observation[]): boolean {
  const old = new Map(before.map((one) => [one.case, one.score]));
  const deltas = after.flatMap(({ case: id, score }) => {
    const was = old.get(id);
    return score === undefined || was === undefined ? [] : [score - was];
  });
  return deltas.reduce((sum, delta) => sum + delta, 0) > 1e-9;
}

/** Joins the best with another leader that changed something else. */
async function tryMerge({ pool, note, start, random }: Context): Promise<void> {
  const best = bestOf(pool.members);
  const weights = leads(pool.members);
  const others = pool.members.filter((member, index) => member !== best && (weights[index] ?? 0) > 0);
  for (const other of random.shuffle(others).slice(0, 1)) {
    const genome = merge(start.genome, best.candidate.genome, other.candidate.genome);
    if (!genome || differences(genome, best.candidate.genome).size === 0) continue;
    const child = candidateOf(genome, 'merge', [best.candidate.id, other.candidate.id]);
    if (pool.members.some(({ candidate }) => candidate.id === child.id)) continue;
    note(child, await pool.race(child));
  }
}

/** Examples drawn from train cases that the best candidate answers well. */
async function tryDemos(context: Context, calls: number, leave: number): Promise<void> {
  const { pool, random, validation, callsPerTrial, objective, note, budget, train } = context;
  const best = bestOf(pool.members).candidate;
  const known = pool.known(best);
  const passing = train.flatMap((id) => {
    const observation = known.get(id);
    if (!observation?.passed) return [];
    const { input, output } = observation.feedback;
    return [{ case: id, input, output }];
  });
  const arms = demoSubsets(usableDemos(passing), random).map((demos) =>
    candidateOf({ ...best.genome, demos }, 'demos', [best.id]),
  );
  const affordable = Math.min(calls, budget.left() - leave);
  if (arms.length === 0 || affordable < arms.length * callsPerTrial) return;
  const chosen = await halve(arms, { pool, validation, calls: affordable, callsPerTrial, objective });
  if (chosen) note(chosen, await pool.race(chosen));
}
