import { describe, expect, it } from 'vitest';
import type { Kind } from '../../../scripts/bench/optimize/landscape.ts';
import { type Method, run } from '../../../scripts/bench/optimize/methods.ts';

const SEEDS = Array.from({ length: 30 }, (_, seed) => String(seed));
const outcomes = (method: Method, kind: Kind, calls: number) =>
  Promise.all(SEEDS.map((seed) => run(method, { kind, seed, calls })));
const mean = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
/** What the noisy judge makes of a true quality. */
const noisy = (quality: number) => 0.9 * quality + 0.05;

describe('the search on a landscape whose truth is known', () => {
  it.each<Kind>(['additive', 'epistatic'])(
    'is far above blind mutation and random search: %s',
    async (kind) => {
      const [ours, greedy, blind, drawn] = await Promise.all([
        outcomes('optimize', kind, 400),
        outcomes('greedy reflection', kind, 400),
        outcomes('blind mutation', kind, 400),
        outcomes('random search', kind, 400),
      ]);
      const heldOut = (all: typeof ours) => mean(all.map((one) => one.heldOut));
      expect(heldOut(ours)).toBeGreaterThanOrEqual(0.8);
      expect(heldOut(ours)).toBeGreaterThanOrEqual(heldOut(greedy));
      expect(heldOut(ours) - heldOut(blind)).toBeGreaterThanOrEqual(0.15);
      expect(heldOut(ours) - heldOut(drawn)).toBeGreaterThanOrEqual(0.1);
    },
  );

  it.each([20, 37, 60, 200, 400])('never makes more calls than the cap: %i', async (calls) => {
    for (const { calls: made } of await outcomes('optimize', 'additive', calls)) {
      expect(made).toBeLessThanOrEqual(calls);
    }
  });

  it('measures the test split without bias; the best of validation looks better than it is', async () => {
    const all = await outcomes('optimize', 'additive', 400);
    expect(Math.abs(mean(all.map(({ test, testTruth }) => test - noisy(testTruth))))).toBeLessThan(0.02);
    expect(mean(all.map((one) => one.validation - noisy(one.validationTruth)))).toBeGreaterThan(0);
  });

  it('gives the same for the same seed', async () => {
    const once = () => run('optimize', { kind: 'epistatic', seed: 'same', calls: 300 });
    expect(await once()).toEqual(await once());
  });

  it('shows the proposer no test case', async () => {
    for (const { sent, testCases } of await outcomes('optimize', 'additive', 400)) {
      const text = sent.join('\n');
      expect(sent.length).toBeGreaterThan(0);
      expect(testCases.filter((id) => text.includes(`"${id}"`) || text.includes(`Input of ${id}.`))).toEqual(
        [],
      );
    }
  });
});
