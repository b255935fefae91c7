import { describe, expect, test } from 'vitest';
import {
  bootstrapInterval,
  bootstrapQuantile,
  jackknifeAcceleration,
  resample,
} from '../../../src/stats/bootstrap.ts';
import { gaffkeLower, weightedMeanCdf } from '../../../src/stats/gaffke.ts';
import { mean } from '../../../src/stats/moments.ts';
import { quantileInterval } from '../../../src/stats/order-bootstrap.ts';
import { clopperPearson } from '../../../src/stats/proportion.ts';
import { median, quantile } from '../../../src/stats/quantile.ts';
import { createRandom } from '../../../src/stats/random.ts';
import { expectPrinted } from './printed.ts';

describe('createRandom', () => {
  test('the same seed gives the same numbers, another seed others', () => {
    const take = (seed: string | number) => {
      const random = createRandom(seed);
      return Array.from({ length: 5 }, () => random.next());
    };
    expect(take('a')).toEqual(take('a'));
    expect(take('a')).not.toEqual(take('b'));
    expect(take(7)).toEqual(take('7'));
    expect(take('')).not.toEqual(take('0'));
  });
  test('the stream is part of the contract: results must not move between versions', () => {
    const random = createRandom('prompt-ratchet');
    expect([random.int(1000), random.int(1000), random.int(1000), random.int(1000)]).toEqual([
      882, 676, 57, 632,
    ]);
  });
  test('next is uniform in [0, 1)', () => {
    const random = createRandom(1);
    const values = Array.from({ length: 20_000 }, () => random.next());
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(Math.abs(mean(values) - 0.5)).toBeLessThan(0.01);
  });
  test('int covers its range evenly', () => {
    const random = createRandom(2);
    const counts = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < 6000; i += 1) {
      const face = random.int(6);
      counts[face] = (counts[face] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
    const wide = 3 * 2 ** 30;
    const shares = Array.from({ length: 4000 }, () => random.int(wide) / wide);
    expect(Math.abs(mean(shares) - 0.5)).toBeLessThan(0.03);
    expect(random.int(1)).toBe(0);
    expect(() => random.int(0)).toThrow(RangeError);
    expect(() => random.int(2 ** 33)).toThrow(RangeError);
  });
  test('shuffle keeps the members and the argument', () => {
    const random = createRandom(3);
    const items = Object.freeze(Array.from({ length: 50 }, (_, i) => i));
    const shuffled = random.shuffle(items);
    expect(shuffled).not.toEqual(items);
    expect([...shuffled].sort((a, b) => a - b)).toEqual(items);
    expect(random.shuffle([])).toEqual([]);
  });
  test('shuffle gives each order equally often', () => {
    const random = createRandom(4);
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i += 1) {
      const order = random.shuffle(['a', 'b', 'c']).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
  test('rejects NaN', () => {
    expect(() => createRandom(Number.NaN)).toThrow(RangeError);
  });
});

describe('quantile', () => {
  test('interpolates order statistics', () => {
    const values = [3, 1, 4, 1, 5, 9, 2, 6];
    expect(quantile(values, 0.1)).toBeCloseTo(1, 14);
    expect(median(values)).toBe(3.5);
    expectPrinted(quantile(values, 0.95), '7.95');
    expect([quantile(values, 0), quantile(values, 1)]).toEqual([1, 9]);
    expect(quantile([7], 0.3)).toBe(7);
  });
  test('rejects invalid input', () => {
    expect(() => median([])).toThrow(RangeError);
    expect(() => median([Number.NaN])).toThrow(RangeError);
    expect(() => quantile([1], 1.1)).toThrow(RangeError);
  });
});

describe('bootstrap', () => {
  test('all 27 resamples of 0, 1, 3', () => {
    const means = Array.from({ length: 27 }, (_, pattern) => {
      let rest = pattern;
      const int = (n: number) => {
        const digit = rest % n;
        rest = Math.floor(rest / n);
        return digit;
      };
      return mean(resample([[0], [1], [3]], { int }));
    });
    const centre = mean(means);
    expectPrinted(centre, String(4 / 3));
    expectPrinted(mean(means.map((value) => (value - centre) ** 2)), '.5185185185');
  });
  test('interval of a median, seeded', () => {
    const latencies = Array.from({ length: 60 }, (_, i) => [100 + ((i * 37) % 60)]);
    const options = { statistic: median, alpha: 0.05, seed: 's', draws: 1000 };
    const result = bootstrapInterval(latencies, options);
    expect(result.estimate).toBe(129.5);
    expect(result.lower).toBeLessThan(129.5);
    expect(result.lower).toBeGreaterThan(115);
    expect(result.upper).toBeGreaterThan(129.5);
    expect(result.upper).toBeLessThan(145);
    expect(bootstrapInterval(latencies, options)).toEqual(result);
    expect(bootstrapInterval(latencies, { ...options, seed: 't' })).not.toEqual(result);
  });
  test('clusters are drawn whole, so the interval is wider', () => {
    const clusters = Array.from({ length: 10 }, (_, i) => [i, i, i, i]);
    const options = { statistic: mean, alpha: 0.05, seed: 's', draws: 1000 };
    const whole = bootstrapInterval(clusters, options);
    const apart = bootstrapInterval(
      clusters.flat().map((value) => [value]),
      options,
    );
    expect(whole.upper - whole.lower).toBeGreaterThan(1.5 * (apart.upper - apart.lower));
  });
  test('one cluster, all equal, invalid', () => {
    const options = { statistic: mean, alpha: 0.05, seed: 's', draws: 10 };
    expect(bootstrapInterval([[1, 3]], options)).toEqual({ estimate: 2, lower: 2, upper: 2 });
    expect(bootstrapInterval([[1], [1]], options)).toEqual({ estimate: 1, lower: 1, upper: 1 });
    expect(() => bootstrapInterval([], options)).toThrow(RangeError);
    expect(() => bootstrapInterval([[]], options)).toThrow(RangeError);
    expect(() => bootstrapInterval([[1]], { ...options, draws: 0 })).toThrow(RangeError);
  });
  test('acceleration', () => {
    const sleep = [-1.2, -2.4, -1.3, -1.3, 0, -1, -1.8, -0.8, -4.6, -1.4];
    expectPrinted(jackknifeAcceleration(sleep.map((delta) => -delta)), '.0775799855');
    expect(jackknifeAcceleration([2, 2])).toBeUndefined();
    expect(() => jackknifeAcceleration([])).toThrow(RangeError);
  });
});

describe('the bootstrap of a quantile', () => {
  const random = createRandom('values');
  const value = () => Math.round(random.next() * 40);
  const worlds = [
    Array.from({ length: 25 }, () => [value()]),
    Array.from({ length: 12 }, (_none, at) => Array.from({ length: (at % 3) + 1 }, value)),
    [[7]],
    [[3, 3], [3]],
  ];

  test.each([0, 0.3, 0.5, 0.95, 1])('is that of any statistic, at %f', (probability) => {
    for (const clusters of worlds) {
      const options = { alpha: 0.05, seed: 's', draws: 200 };
      const statistic = (values: readonly number[]) => quantile(values, probability);
      expect(bootstrapQuantile(clusters, { ...options, probability })).toEqual(
        bootstrapInterval(clusters, { ...options, statistic }),
      );
    }
  });
});

describe('the interval of a quantile without draws', () => {
  const random = createRandom('values');
  const values = (count: number) => Array.from({ length: count }, () => Math.exp(2 * random.next()));
  const positionOf = (sorted: readonly number[], value: number) =>
    sorted.filter((other) => other < value).length;

  test.each([
    [25, 0.5],
    [60, 0.95],
    [400, 0.9],
    [1000, 0.95],
  ])('is where very many draws lead: %i values at %f', (count, probability) => {
    const sorted = values(count).sort((one, other) => one - other);
    const options = { probability, alpha: 0.05 };
    const told = quantileInterval(sorted, options);
    const drawn = bootstrapQuantile(
      sorted.map((value) => [value]),
      { ...options, seed: 's', draws: 20_000 },
    );
    expect(told.estimate).toBe(drawn.estimate);
    for (const end of ['lower', 'upper'] as const) {
      // Within a rank: draws fall between two of them, and are chance besides.
      expect(Math.abs(positionOf(sorted, told[end]) - positionOf(sorted, drawn[end]))).toBeLessThanOrEqual(1);
    }
  });
  test('ends by hand: of three values the largest stays under the middle one in (2/3)³ of the draws', () => {
    const options = { probability: 1, alpha: 0.29 };
    expect(quantileInterval([1, 2, 3], options)).toEqual({ estimate: 3, lower: 2, upper: 3 });
    expect(quantileInterval([1, 2, 3], { ...options, alpha: 0.3 }).lower).toBe(3);
    expect(quantileInterval([1, 2, 3], { ...options, alpha: 0.03 }).lower).toBe(1);
    expect(quantileInterval([7], options)).toEqual({ estimate: 7, lower: 7, upper: 7 });
  });
  test('between two ranks it lies between their intervals', () => {
    const { lower, estimate, upper } = quantileInterval([0, 10, 20, 30], { probability: 0.5, alpha: 0.25 });
    // The second of four stays at 0 in 26 % of the draws; the third in 5 %, and at or under 10 in 31 %.
    expect([lower, estimate, upper]).toEqual([5, 15, 25]);
  });
  test.each([
    [[], 0.5, 0.05],
    [[Number.NaN], 0.5, 0.05],
    [[1], 1.5, 0.05],
    [[1], 0.5, 0.5],
  ])('refuses %j at %f with %f', (given, probability, alpha) => {
    expect(() => quantileInterval(given, { probability, alpha })).toThrow(RangeError);
  });
});

describe('gaffkeLower', () => {
  test('all zero', () => {
    expectPrinted(gaffkeLower(new Array(10).fill(0), { alpha: 0.05 }), '-.258866');
    expectPrinted(gaffkeLower(new Array(20).fill(0), { alpha: 0.05 }), '-.139108');
    expectPrinted(gaffkeLower(new Array(20).fill(0), { alpha: 0.05 }), String(-(1 - 0.05 ** (1 / 20))));
  });
  test.each([
    [1, 5],
    [18, 20],
    [20, 20],
    [70, 200],
  ])('is Clopper-Pearson on binary values: %s of %s', (k, n) => {
    const values = [...new Array(k).fill(1), ...new Array(n - k).fill(-1)];
    const share = (gaffkeLower(values, { alpha: 0.05 }) + 1) / 2;
    expect(share).toBeCloseTo(clopperPearson({ k, n, alpha: 0.05 }).lower, 10);
  });
  test('the weighted-mean cdf agrees with draws', () => {
    const knots = [-1, -0.5, -0.25, -0.1, 0, 0, 0, 0.25, 0.3, 0.5];
    expect(Math.abs(weightedMeanCdf(knots, -0.1) - 0.40180025)).toBeLessThan(0.001);
    expect(Math.abs(weightedMeanCdf(knots, -0.2987334) - 0.05)).toBeLessThan(0.0005);
    expect(Math.abs(gaffkeLower(knots.slice(1), { alpha: 0.05 }) + 0.2987334)).toBeLessThan(0.001);
    expect([weightedMeanCdf(knots, -1), weightedMeanCdf(knots, 0.5)]).toEqual([0, 1]);
  });
  test('none, all worst, invalid', () => {
    expect(gaffkeLower([], { alpha: 0.05 })).toBe(-1);
    expect(gaffkeLower([-1, -1], { alpha: 0.05 })).toBe(-1);
    expectPrinted(gaffkeLower([1], { alpha: 0.05 }), '-.9');
    expect(() => gaffkeLower([1.5], { alpha: 0.05 })).toThrow(RangeError);
    expect(() => gaffkeLower([Number.NaN], { alpha: 0.05 })).toThrow(RangeError);
  });
});
