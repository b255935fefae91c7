import { createBudget } from '../../../src/optimize/budget.ts';
import { type Candidate, candidateOf } from '../../../src/optimize/candidate.ts';
import { isBehind, thirds } from '../../../src/optimize/race.ts';
import { search } from '../../../src/optimize/search.ts';
import { splitCases } from '../../../src/optimize/splits.ts';
import { createRandom } from '../../../src/stats/random.ts';
import { createLandscape, type Kind, RULES, rulesOf, textOf } from './landscape.ts';

export const METHODS = ['optimize', 'greedy reflection', 'blind mutation', 'random search'] as const;
export type Method = (typeof METHODS)[number];

const CASES = 100;
const HELD_OUT = 400;

/** What one search came to. */
export interface Outcome {
  winner: string;
  /** True quality on cases that nobody saw. */
  heldOut: number;
  /** What its own validation says, true and measured quality on the test split. */
  validation: number;
  test: number;
  testTruth: number;
  /** True quality, on the cases that nobody saw, of the prompt that states every rule: hardly any is better. */
  attainable: number;
  validationTruth: number;
  calls: number;
  /** Everything that was sent to the proposer. */
  sent: readonly string[];
  testCases: readonly string[];
}

export async function run(
  method: Method,
  options: { kind: Kind; seed: string; calls: number },
): Promise<Outcome> {
  const { kind, seed, calls } = options;
  const landscape = createLandscape({ kind, seed, cases: CASES, heldOut: HELD_OUT });
  const splits = splitCases(landscape.cases, seed);
  const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);
  const [train, validation, test] = [ids(splits.train), ids(splits.validation), ids(splits.test)];
  const budget = createBudget({ calls });
  const world = { train, validation, budget, landscape, seed };
  const { winner, mean } =
    method === 'optimize'
      ? await ours(world)
      : method === 'greedy reflection'
        ? await greedy(world)
        : await simple(method, world);
  const heldOut = Array.from({ length: HELD_OUT }, (_, index) => `case-${CASES + index}`);
  const everyRule = textOf(new Set(Array.from({ length: RULES }, (_, rule) => rule)));
  return {
    winner: winner.id,
    heldOut: landscape.truth(winner, heldOut),
    attainable: landscape.truth(
      candidateOf({ ...landscape.start.genome, components: { system: everyRule } }, 'merge'),
      heldOut,
    ),
    validation: mean,
    validationTruth: landscape.truth(winner, validation),
    test: landscape.measured(winner, test),
    testTruth: landscape.truth(winner, test),
    calls: budget.calls,
    sent: landscape.sent,
    testCases: test,
  };
}

interface Setting {
  train: string[];
  validation: string[];
  budget: ReturnType<typeof createBudget>;
  landscape: ReturnType<typeof createLandscape>;
  seed: string;
}

async function ours({ train, validation, budget, landscape, seed }: Setting) {
  const result = await search({
    incumbent: landscape.start.genome,
    components: ['system'],
    settings: [],
    demos: false,
    train,
    validation,
    world: landscape.world,
    budget,
    callsPerTrial: 1,
    objective: { kind: 'quality' },
    margin: 0.05,
    seed,
  });
  if (!result) throw new Error('The incumbent could not be measured.');
  const best = Math.max(...result.pool.map(({ mean }) => mean));
  return { winner: result.winner.candidate, mean: best };
}

const GREEDY_BATCH = 6;

/**
 * The plainest search with reflection: the best is shown six train cases, a child that does better on them races on
 * validation in thirds, and the best of validation wins. No Pareto parents, no merging, no second look at the leaders.
 */
async function greedy({ train, validation, budget, landscape, seed }: Setting) {
  const { world } = landscape;
  const random = createRandom(`${seed}/greedy`);
  const known = new Map<string, number>();
  /** Scores on cases; `undefined` when they cannot be paid. */
  const observe = async (candidate: Candidate, cases: readonly string[]) => {
    const keyOf = (id: string) => `${candidate.id} ${id}`;
    const wanted = cases.filter((id) => !known.has(keyOf(id)));
    if (!budget.reserve(wanted.length)) return undefined;
    const { observations } = await world.evaluate(candidate, wanted, { from: 0, count: 1 });
    for (const { case: id, score = 0 } of observations) known.set(keyOf(id), score);
    return cases.map((id) => known.get(keyOf(id)) ?? 0);
  };
  const sumOf = (scores: readonly number[]) => scores.reduce((sum, one) => sum + one, 0);
  let best = { winner: landscape.start, scores: (await observe(landscape.start, validation)) ?? [] };
  const isDone = () => budget.left() < 2 * GREEDY_BATCH + 1;
  while (!isDone()) {
    const batch = random.shuffle(train).slice(0, GREEDY_BATCH);
    const before = await observe(best.winner, batch);
    if (!before || !budget.reserve(1)) break;
    const feedback = batch.map((id, at) => ({
      case: id,
      input: '',
      output: '',
      score: before[at],
      notes: [],
    }));
    const { text = '' } = await world.propose(best.winner, 'system', feedback);
    const child = candidateOf({ ...best.winner.genome, components: { system: text } }, 'reflection');
    const after = await observe(child, batch);
    if (!after) break;
    if (sumOf(after) <= sumOf(before)) continue;
    const scores: number[] = [];
    for (const part of thirds(validation)) {
      const measured = await observe(child, part);
      if (!measured) break;
      scores.push(...measured);
      if (isBehind(scores.map((score, at) => score - (best.scores[at] ?? 0)))) break;
    }
    if (scores.length === validation.length && sumOf(scores) > sumOf(best.scores))
      best = { winner: child, scores };
  }
  return { winner: best.winner, mean: sumOf(best.scores) / validation.length };
}

/** What a search without reflection does: change one rule of the best, or draw all anew, and keep what measures better. */
async function simple(
  method: 'blind mutation' | 'random search',
  { validation, budget, landscape, seed }: Setting,
) {
  const random = createRandom(`${seed}/${method}`);
  let best = { winner: landscape.start, mean: Number.NEGATIVE_INFINITY };
  for (let next: Candidate = landscape.start; budget.reserve(validation.length); ) {
    const mean = landscape.measured(next, validation);
    if (mean > best.mean) best = { winner: next, mean };
    const rules = method === 'random search' ? new Set<number>() : rulesOf(best.winner);
    if (method === 'random search') {
      for (let rule = 0; rule < RULES; rule += 1) if (random.next() < 0.5) rules.add(rule);
    } else {
      const rule = random.int(RULES);
      if (!rules.delete(rule)) rules.add(rule);
    }
    next = candidateOf({ ...landscape.start.genome, components: { system: textOf(rules) } }, 'reflection');
  }
  return best;
}
