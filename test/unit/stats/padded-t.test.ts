import { describe, expect, test } from 'vitest';
import { bonettPrice } from '../../../src/stats/bonett-price.ts';
import { paddedT } from '../../../src/stats/padded-t.ts';
import { expectPrinted } from './printed.ts';

const repeat = (value: number, times: number): number[] => new Array<number>(times).fill(value);

describe('paddedT', () => {
  test('twenty zeros', () => {
    const result = paddedT(repeat(0, 20), { alpha: 0.05 });
    expect(result.mean).toBe(0);
    expect(result.adjustedMean).toBe(0);
    expect(result.n).toBe(20);
    expectPrinted(result.standardError, '.0642824347');
    expectPrinted(result.lower, '-.1111528670');
    expectPrinted(result.upper, '.1111528670');
  });
  test('binary deltas', () => {
    const result = paddedT([...repeat(0, 14), ...repeat(-1, 4), 1, 1], { alpha: 0.05 });
    expect(result.mean).toBeCloseTo(-0.1, 14);
    expectPrinted(result.adjustedMean, '-.0909090909');
    expectPrinted(result.standardError, '.1270955083');
    expectPrinted(result.lower, '-.3106741044');
    expectPrinted(result.upper, '.1288559226');
  });
  test('graded deltas', () => {
    const result = paddedT([0, -0.25, 0.25, 0, -0.5, 0, 0, -0.25, 0, 0.25, 0, 0], { alpha: 0.05 });
    expectPrinted(result.mean, '-.0416666667');
    expectPrinted(result.adjustedMean, '-.0357142857');
    expectPrinted(result.standardError, '.1125344133');
    expectPrinted(result.lower, '-.2378131301');
    expectPrinted(result.upper, '.1663845587');
  });
  test('has the centre and standard error of Bonett and Price on binary deltas', () => {
    const padded = paddedT([...repeat(1, 12), ...repeat(-1, 2), ...repeat(0, 36)], { alpha: 0.05 });
    const wald = bonettPrice({ fixed: 12, broken: 2, n: 50, alpha: 0.025 });
    expect(padded.adjustedMean).toBeCloseTo(wald.difference, 14);
    expect(padded.standardError).toBeCloseTo(wald.standardError, 14);
  });
  test('fewer than two deltas say nothing', () => {
    expect(paddedT([], { alpha: 0.05 })).toMatchObject({
      mean: 0,
      adjustedMean: 0,
      lower: -1,
      upper: 1,
      n: 0,
    });
    expect(paddedT([-0.5], { alpha: 0.05 })).toMatchObject({ mean: -0.5, lower: -1, upper: 1, n: 1 });
  });
  test('all cases broken still leaves doubt, clipped at -1', () => {
    const result = paddedT(repeat(-1, 8), { alpha: 0.05 });
    expect(result.mean).toBe(-1);
    expect(result.lower).toBe(-1);
    expect(result.upper).toBeGreaterThan(-0.8);
    expect(result.upper).toBeLessThan(0);
  });
  test.each([[[1.5]], [[Number.NaN, 0]], [[Number.POSITIVE_INFINITY]]])('rejects deltas %s', (deltas) => {
    expect(() => paddedT(deltas, { alpha: 0.05 })).toThrow(RangeError);
  });
  test.each([0, 0.5, -1, Number.NaN])('rejects alpha %s', (alpha) => {
    expect(() => paddedT([0, 0], { alpha })).toThrow(RangeError);
  });
});

describe('paddedT with clusters', () => {
  const deltas = [0, -0.25, 0.25, 0, -0.5, 0, 0, -0.25, 0, 0.25, 0, 0, 0.5, -0.5];
  const clusters = [...'aabbbcddeeefff'];

  test('matches an independent computation', () => {
    const result = paddedT(deltas, { alpha: 0.05, clusters });
    expectPrinted(result.mean, '-.03571428571');
    expectPrinted(result.adjustedMean, '-.026785714285714284');
    expectPrinted(result.standardError, '.1909682931430974');
    expectPrinted(result.lower, '-.4115960627418967');
    expectPrinted(result.upper, '.3580246341704681');
    expect(result.n).toBe(14);
  });
  test('fewer than five clusters say nothing', () => {
    const result = paddedT(deltas.slice(0, 8), { alpha: 0.05, clusters: clusters.slice(0, 8) });
    expect(result).toMatchObject({ lower: -1, upper: 1, n: 8 });
    expect(paddedT([], { alpha: 0.05, clusters: [] })).toMatchObject({
      adjustedMean: 0,
      lower: -1,
      upper: 1,
    });
  });
  test('clusters of one are nearly the plain interval', () => {
    const plain = paddedT(deltas, { alpha: 0.05 });
    const single = paddedT(deltas, { alpha: 0.05, clusters: deltas.map((_, i) => String(i)) });
    expect(single.adjustedMean).toBeCloseTo(plain.adjustedMean, 14);
    expect((single.standardError / plain.standardError) ** 2).toBeCloseTo(16 / 15, 10);
  });
  test('rejects clusters that do not match', () => {
    expect(() => paddedT(deltas, { alpha: 0.05, clusters: ['a'] })).toThrow(RangeError);
  });
});

describe('bonettPrice', () => {
  test('known interval', () => {
    const result = bonettPrice({ fixed: 12, broken: 2, n: 50, alpha: 0.025 });
    expectPrinted(result.difference, '.1923076923');
    expectPrinted(result.standardError, '.0721523574');
    expectPrinted(result.lower, '.0508916704');
    expectPrinted(result.upper, '.3337237142');
  });
  test('no pairs, and more discordant than pairs', () => {
    expect(bonettPrice({ fixed: 0, broken: 0, n: 0, alpha: 0.025 })).toMatchObject({ lower: -1, upper: 1 });
    expect(() => bonettPrice({ fixed: 3, broken: 2, n: 4, alpha: 0.025 })).toThrow(RangeError);
  });
});
