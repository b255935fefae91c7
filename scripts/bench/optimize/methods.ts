import { createBudget } from '../../../src/optimize/budget.ts';
import { type Candidate, candidateOf } from '../../../src/optimize/candidate.ts';
import { search } from '../../../src/optimize/search.ts';
import { splitCases } from '../../../src/optimize/splits.ts';
import { createRandom } from '../../../src/stats/random.ts';
import { createLandscape, type Kind, RULES, rulesOf, textOf } from './landscape.ts';

export const METHODS = ['optimize', 'blind mutation', 'random search'] as const;
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
  const { winner, mean } = method === 'optimize' ? await ours(world) : await simple(method, world);
  return {
    winner: winner.id,
    heldOut: landscape.truth(
      winner,
      Array.from({ length: HELD_OUT }, (_, index) => `case-${CASES + index}`),
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

/** What a search without reflection does: change one rule of the best, or draw all anew, and keep what measures better. */
async function simple(method: Exclude<Method, 'optimize'>, { validation, budget, landscape, seed }: Setting) {
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
