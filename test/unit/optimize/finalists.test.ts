import { describe, expect, it } from 'vitest';
import { createBudget } from '../../../src/optimize/budget.ts';
import { type Candidate, candidateOf, type Genome } from '../../../src/optimize/candidate.ts';
import { poolHalves } from '../../../src/optimize/cross-fit.ts';
import { pickWinner } from '../../../src/optimize/finalists.ts';
import { createPool } from '../../../src/optimize/pool.ts';
import { search } from '../../../src/optimize/search.ts';
import type { World } from '../../../src/optimize/world.ts';
import { createRandom } from '../../../src/stats/random.ts';

const GENOME: Genome = {
  components: { system: 'start' },
  demos: [],
  provider: 'p',
  model: 'm',
  parameters: {},
};
const START = candidateOf(GENOME, 'incumbent');
const named = (text: string, demos: string[] = []) =>
  candidateOf({ ...GENOME, components: { system: text }, demos }, 'reflection', [START.id]);

/** A world in which `score` says what a candidate gets on a case. */
function worldOf(score: (candidate: Candidate, id: string) => number, asked: string[] = []): World {
  return {
    evaluate: async (candidate, cases) => {
      asked.push(...cases.map((id) => `${candidate.genome.components['system']} ${id}`));
      return {
        costUsd: 0,
        observations: cases.map((id) => ({
          case: id,
          score: score(candidate, id),
          feedback: { case: id, input: id, output: '', notes: [] },
        })),
      };
    },
    propose: async () => ({ costUsd: 0 }),
  };
}

const ids = (prefix: string, count: number) => Array.from({ length: count }, (_, at) => `${prefix}${at}`);

async function picked(options: {
  candidates: Candidate[];
  score: (candidate: Candidate, id: string) => number;
  calls?: number;
}) {
  const [validation, more] = [ids('v', 6), ids('t', 12)];
  const asked: string[] = [];
  const world = worldOf(options.score, asked);
  const budget = createBudget({ calls: 1000 });
  const pool = createPool({ world, budget, validation, callsPerTrial: 1 });
  for (const candidate of [START, ...options.candidates]) await pool.admit(candidate);
  asked.length = 0;
  const { winner } = await pickWinner({
    pool,
    budget: options.calls === undefined ? budget : createBudget({ calls: options.calls }),
    validation,
    more,
    callsPerTrial: 1,
    objective: { kind: 'quality' },
    margin: 0.05,
  });
  return { winner: winner.candidate.genome.components['system'], asked };
}

describe('choosing the winner', () => {
  const lucky = named('lucky');
  const good = named('good');
  const score = ({ genome }: Candidate, id: string) => {
    const text = genome.components['system'];
    if (text === 'lucky') return id.startsWith('v') ? 1 : 0;
    if (text === 'good') return id === 'v0' ? 0 : 1;
    return id.endsWith('1') ? 1 : 0;
  };

  it('looks at more cases than those that the leaders were chosen by, the same for each', async () => {
    const { winner, asked } = await picked({ candidates: [lucky, good], score });
    expect(winner).toBe('good');
    expect(asked.filter((one) => one.startsWith('lucky'))).toHaveLength(12);
    expect(asked.filter((one) => one.startsWith('start'))).toHaveLength(12);
  });

  it('looks at none where they cannot be paid', async () => {
    const { winner, asked } = await picked({ candidates: [lucky, good], score, calls: 2 });
    expect(winner).toBe('lucky');
    expect(asked).toEqual([]);
  });

  it('leaves out the cases whose answers stand in a prompt as examples', async () => {
    const { asked } = await picked({ candidates: [named('demo', ['t3', 't4']), good], score });
    expect(asked.filter((one) => / t[34]$/.test(one))).toEqual([]);
  });
});

describe('halves that test what the other one chose', () => {
  const HALF = 14;
  const SEARCHES = 400;
  const train = ids('t', 20);
  const halves = [ids('a', HALF), ids('b', HALF)] as const;
  const arms = ['x', 'y', 'z'];

  /** One choice by each half among three candidates, each better in a share of the cases and worse in another. */
  async function once(seed: number, shares: readonly { up: number; down: number }[]) {
    const sharesOf = ({ genome }: Candidate) => shares[arms.indexOf(genome.components['system'] ?? '')];
    const delta = (candidate: Candidate, id: string) => {
      const of = sharesOf(candidate);
      if (!of) return 0;
      const drawn = createRandom(`${seed}/${candidate.id}/${id}`).next();
      return drawn < of.up ? 0.5 : drawn < of.up + of.down ? -0.5 : 0;
    };
    const gain = (candidate: Candidate) => {
      const of = sharesOf(candidate);
      return of ? 0.5 * (of.up - of.down) : 0;
    };
    const world = worldOf((candidate, id) => 0.5 + delta(candidate, id));
    const budget = createBudget({ calls: 1000 });
    const pool = createPool({ world, budget, validation: train, callsPerTrial: 1 });
    for (const candidate of [START, ...arms.map((arm) => named(arm))]) await pool.admit(candidate);
    const common = { pool, budget, validation: train, callsPerTrial: 1, margin: 0.05 };
    const choose = async (more: readonly string[]) =>
      (await pickWinner({ ...common, more, objective: { kind: 'quality' } })).winner.candidate;
    const [first, second] = [await choose(halves[0]), await choose(halves[1])];
    const deltas = [...halves[1].map((id) => delta(first, id)), ...halves[0].map((id) => delta(second, id))];
    const drawn = createRandom(`${seed}/coin`).next() < 0.5 ? first : second;
    return {
      pooled: poolHalves(deltas, { margin: 0.05, seed: String(seed) }),
      truth: gain(drawn),
      isToday: drawn.origin === 'incumbent',
      same: first.id === second.id,
    };
  }
  const all = (shares: readonly { up: number; down: number }[]) =>
    Promise.all(Array.from({ length: SEARCHES }, (_, seed) => once(seed, shares)));
  const nothing = { up: 0.2, down: 0.2 };
  const some = { up: 0.4, down: 0.1 };
  const much = { up: 0.6, down: 0.05 };

  it('claim something in no more than 5 % of searches where nothing is better', async () => {
    const found = await all([nothing, nothing, nothing]);
    expect(found.some(({ same }) => !same)).toBe(true);
    const claimed = found.filter(({ pooled, isToday }) => !isToday && pooled.verdict === 'improved');
    expect(claimed.length / SEARCHES).toBeLessThanOrEqual(0.05);
  });

  it.each([
    { name: 'nothing is better', shares: [nothing, nothing, nothing] },
    { name: 'one is better', shares: [some, nothing, nothing] },
    { name: 'two are better', shares: [some, some, nothing] },
  ])('say on average what the proposed one gains where $name', async ({ shares }) => {
    const error = (await all(shares)).map((one) => one.pooled.delta - one.truth);
    const mean = error.reduce((sum, each) => sum + each, 0) / SEARCHES;
    const spread = Math.sqrt(error.reduce((sum, each) => sum + (each - mean) ** 2, 0)) / SEARCHES;
    expect(Math.abs(mean)).toBeLessThan(3 * spread);
  });

  it('find what is much better', async () => {
    const found = await all([much, nothing, nothing]);
    expect(found.filter(({ pooled }) => pooled.verdict === 'improved').length / SEARCHES).toBeGreaterThan(
      0.8,
    );
  });

  it('leave the draw between the two winners to a coin', async () => {
    const drawn = new Set<string>();
    for (let seed = 0; seed < 20; seed += 1) {
      const result = await search({
        incumbent: GENOME,
        components: [],
        settings: [{ provider: 'p', model: 'x', parameters: {} }],
        demos: false,
        train,
        validation: train,
        halves,
        // So much worse on the second half that it chooses what stands there.
        world: worldOf(({ genome }, id) => (genome.model === 'x' ? (id.startsWith('b') ? 0 : 0.7) : 0.5)),
        budget: createBudget({ calls: 600 }),
        callsPerTrial: 1,
        objective: { kind: 'quality' },
        margin: 0.05,
        seed: String(seed),
      });
      expect(result?.chosen?.map(({ candidate }) => candidate.genome.model)).toEqual(['x', 'm']);
      drawn.add(result?.winner.candidate.genome.model ?? '');
    }
    expect(drawn).toEqual(new Set(['x', 'm']));
  });
});
