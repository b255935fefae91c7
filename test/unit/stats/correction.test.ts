import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawByChance, drawChances, stoppedChance } from '../../../src/stats/label-draw.ts';
import { sum } from '../../../src/stats/moments.ts';
import {
  crossFitted,
  powerTuning,
  predictionPowered,
  weightedByInclusion,
} from '../../../src/stats/prediction-powered.ts';
import { adjustedRoganGladen, correctedDelta, roganGladen } from '../../../src/stats/rogan-gladen.ts';
import { expectPrinted } from './printed.ts';

describe('Rogan and Gladen', () => {
  const small = {
    share: 0.8,
    n: 200,
    accuracy: { sensitivity: 0.9, passed: 50, specificity: 0.85, failed: 50 },
  };
  test('the plain estimate', () => {
    const result = roganGladen(small, { alpha: 0.025 });
    expectPrinted(result.estimate, '.8666666667');
    expectPrinted(result.standardError, '.0625009630');
    expectPrinted(result.lower, '.7441670303');
    expectPrinted(result.upper, '.9891663031');
  });
  test('with few labels', () => {
    const result = adjustedRoganGladen(small, { alpha: 0.025 });
    expectPrinted(result.estimate, '.8748270109');
    expectPrinted(result.shift, '.0106641978');
    expectPrinted(result.lower, '.7538841961');
    expect(result.upper).toBe(1);
  });
  test('with many', () => {
    const result = roganGladen(
      { share: 0.7, n: 1000, accuracy: { sensitivity: 0.95, passed: 100, specificity: 0.9, failed: 100 } },
      { alpha: 0.025 },
    );
    expectPrinted(result.estimate, '.7058823529');
    expectPrinted(result.standardError, '.0269443325');
    expectPrinted(result.lower, '.6530724316');
    expectPrinted(result.upper, '.7586922743');
  });
  test('a difference, in people’s units', () => {
    const accuracy = { sensitivity: 0.9, passed: 50, specificity: 0.85, failed: 50 };
    const result = correctedDelta({ delta: -0.06, standardError: 0.02 }, accuracy);
    expectPrinted(result.delta, '-.08');
    expect(result.standardError).toBeGreaterThan(0.02 / 0.75);
    expect(correctedDelta({ delta: 0, standardError: 0.02 }, accuracy).standardError).toBeCloseTo(
      0.02 / 0.75,
      12,
    );
  });
  test('a judge that says nothing is refused', () => {
    const accuracy = { sensitivity: 0.5, passed: 50, specificity: 0.5, failed: 50 };
    expect(() => roganGladen({ ...small, accuracy }, { alpha: 0.025 })).toThrow(/J = 0/);
    expect(() => correctedDelta({ delta: 0, standardError: 1 }, accuracy)).toThrow(RangeError);
  });
});

describe('prediction-powered', () => {
  const data = {
    labels: [1, 0, 1, 1, 0, 1, 0, 1, 1, 0],
    predicted: [0.9, 0.2, 0.8, 0.7, 0.4, 0.95, 0.1, 0.6, 0.85, 0.5],
    unlabelled: [
      0.9, 0.8, 0.3, 0.7, 0.6, 0.2, 0.95, 0.85, 0.1, 0.75, 0.65, 0.4, 0.9, 0.8, 0.55, 0.7, 0.3, 0.9, 0.6, 0.8,
    ],
  };
  test('labels alone', () => {
    const result = predictionPowered(data, { lambda: 0, alpha: 0.025 });
    expectPrinted(result.estimate, '.6');
    expectPrinted(result.standardError, '.1549193338');
  });
  test('with predictions', () => {
    const result = predictionPowered(data, { lambda: 1, alpha: 0.025 });
    expectPrinted(result.estimate, '.6375');
    expectPrinted(result.standardError, '.1044554331');
    expectPrinted(result.lower, '.4327711132');
    expectPrinted(result.upper, '.8422288868');
  });
  test('tuned', () => {
    const { raw, lambda } = powerTuning(data);
    expectPrinted(raw, '1.149');
    expect(lambda).toBe(1);
    expect(powerTuning({ ...data, predicted: data.labels.map(() => 1), unlabelled: [1, 1] }).lambda).toBe(0);
  });
});

describe('weighted by inclusion', () => {
  const judged = [0, -0.25, 0.25, 0, -0.5, 0, 0, -0.25, 0, 0.25, 0, 0, -0.25, 0, 0, 0.25, -0.5, 0, 0, 0];
  const people = new Map([
    [1, -0.5],
    [4, -0.5],
    [7, -0.25],
    [9, 0],
    [12, -0.5],
    [16, -0.75],
  ]);
  const cases = (chances: readonly number[]) => {
    let next = 0;
    return judged.map((value, index) => {
      const delta = people.get(index);
      return {
        judged: value,
        label: delta === undefined ? undefined : { delta, probability: chances[next++] ?? 0 },
      };
    });
  };
  test('drawn uniformly', () => {
    const result = weightedByInclusion(cases(Array(6).fill(0.3)), { lambda: 1, alpha: 0.025 });
    expectPrinted(result.estimate, '-.2166666667');
    expectPrinted(result.standardError, '.1021336700');
    expect(result.labels).toBe(6);
  });
  test('drawn by expected error', () => {
    const result = weightedByInclusion(cases([0.6, 0.8, 0.5, 0.4, 0.6, 0.9]), { lambda: 1, alpha: 0.025 });
    expectPrinted(result.estimate, '-.1368055556');
    expectPrinted(result.standardError, '.0668391030');
  });
  test('a weight never comes from the label of its own case', () => {
    const all = cases(Array(6).fill(0.3));
    const before = crossFitted(all);
    const changed = all.map((row, index) =>
      index === 4 && row.label ? { ...row, label: { ...row.label, delta: 1 } } : row,
    );
    const after = crossFitted(changed);
    expect(after[4]).toBe(before[4]);
    expect(after[1]).not.toBe(before[1]);
  });
  test('a chance of nothing is refused', () => {
    expect(() => weightedByInclusion(cases(Array(6).fill(0)), { lambda: 1, alpha: 0.025 })).toThrow(
      RangeError,
    );
    expect(() =>
      weightedByInclusion(
        judged.map((value) => ({ judged: value })),
        { lambda: 1, alpha: 0.025 },
      ),
    ).toThrow(RangeError);
  });
});

describe('drawing cases for labels', () => {
  const errors = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 });
  test('chances are above 0, at most 1, and add up to the size', () => {
    fc.assert(
      fc.property(errors, fc.integer({ min: 1, max: 50 }), (values, size) => {
        const chances = drawChances(values, size);
        for (const chance of chances) expect(chance > 0 && chance <= 1).toBe(true);
        expect(sum(chances)).toBeCloseTo(Math.min(size, values.length), 9);
      }),
    );
  });
  test('a larger expected error never has a smaller chance', () => {
    fc.assert(
      fc.property(errors, fc.integer({ min: 1, max: 50 }), (values, size) => {
        const chances = drawChances(values, size);
        for (const [i, left] of values.entries()) {
          for (const [j, right] of values.entries()) {
            if (left > right) expect(chances[i] ?? 0).toBeGreaterThanOrEqual((chances[j] ?? 0) - 1e-12);
          }
        }
      }),
    );
  });
  test('draws as many as were asked for, each at most once', () => {
    fc.assert(
      fc.property(errors, fc.integer({ min: 1, max: 50 }), fc.string(), (values, size, seed) => {
        const drawn = drawByChance(drawChances(values, size), seed);
        expect(new Set(drawn).size).toBe(drawn.length);
        expect(drawn.length).toBe(Math.min(size, values.length));
        expect(drawByChance(drawChances(values, size), seed)).toEqual(drawn);
      }),
    );
  });
  test('each case is drawn as often as its chance says', () => {
    const chances = drawChances([0, 0.01, 0.04, 0.25, 1], 2);
    const counts = chances.map(() => 0);
    const draws = 20_000;
    for (let seed = 0; seed < draws; seed += 1) {
      for (const index of drawByChance(chances, String(seed))) counts[index] = (counts[index] ?? 0) + 1;
    }
    for (const [index, chance] of chances.entries())
      expect((counts[index] ?? 0) / draws).toBeCloseTo(chance, 1.5);
  });

  describe('of a draw that was stopped', () => {
    // The judge expects to err on the first cases, and there people find head worse: what is drawn depends on what is said.
    const people = Array.from({ length: 40 }, (_, index) => (index < 12 ? -1 : index % 4 === 0 ? 1 : 0));
    const truth = sum(people) / people.length;
    const chances = drawChances(
      people.map((_, index) => (index < 12 ? 1 : 0.01)),
      16,
    );
    const SEEDS = 6000;
    const done = 5;

    test('the first few are drawn as often as their chance says', () => {
      const counts = chances.map(() => 0);
      for (let seed = 0; seed < SEEDS; seed += 1) {
        for (const index of drawByChance(chances, `stopped ${seed}`).slice(0, done))
          counts[index] = (counts[index] ?? 0) + 1;
      }
      for (const [index, chance] of chances.entries()) {
        const expected = stoppedChance(chance, { done, drawn: 16 });
        const error = Math.sqrt((expected * (1 - expected)) / SEEDS);
        expect(Math.abs((counts[index] ?? 0) / SEEDS - expected)).toBeLessThan(4 * error);
      }
    });
    test('who is first does not depend on how sure a case was to be drawn', () => {
      // One after the other as they were met, a sure case would come first half as often.
      const uneven = [1, 1, ...Array<number>(80).fill(0.1)];
      const counts = uneven.map(() => 0);
      for (let seed = 0; seed < SEEDS; seed += 1) {
        const [first = 0] = drawByChance(uneven, `first ${seed}`);
        counts[first] = (counts[first] ?? 0) + 1;
      }
      const expected = stoppedChance(1, { done: 1, drawn: 10 });
      const error = Math.sqrt((expected * (1 - expected)) / SEEDS);
      for (const count of counts.slice(0, 2)) {
        expect(Math.abs(count / SEEDS - expected)).toBeLessThan(4 * error);
      }
    });
    test('the estimate hits the truth with the chance of the part, and misses it with that of the whole', () => {
      const mean = (chanceOf: (chance: number) => number) => {
        let total = 0;
        for (let seed = 0; seed < SEEDS; seed += 1) {
          const labelled = new Set(drawByChance(chances, `mean ${seed}`).slice(0, done));
          const cases = people.map((delta, index) => ({
            judged: index < 20 ? -0.5 : 0,
            label: labelled.has(index) ? { delta, probability: chanceOf(chances[index] ?? 1) } : undefined,
          }));
          total += weightedByInclusion(cases, { lambda: 1, alpha: 0.025 }).estimate;
        }
        return total / SEEDS;
      };
      expect(mean((chance) => stoppedChance(chance, { done, drawn: 16 }))).toBeCloseTo(truth, 1.7);
      expect(Math.abs(mean((chance) => chance) - truth)).toBeGreaterThan(0.02);
    });
    test('a part is no larger than the whole', () => {
      expect(stoppedChance(0.5, { done: 3, drawn: 4 })).toBe(0.375);
      for (const bad of [
        [0, 1, 2],
        [1.1, 1, 2],
        [0.5, 0, 2],
        [0.5, 3, 2],
      ] as const) {
        expect(() => stoppedChance(bad[0], { done: bad[1], drawn: bad[2] })).toThrow(RangeError);
      }
    });
  });
});
