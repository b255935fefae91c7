import { describe, expect, test } from 'vitest';
import { clusterSums, groupByCluster } from '../../../src/stats/cluster.ts';
import { logRatio } from '../../../src/stats/log-ratio.ts';
import { correlation, mean, standardDeviation, variance } from '../../../src/stats/moments.ts';
import { equivalenceTest, pairedT } from '../../../src/stats/paired-t.ts';
import { ranks, spearman } from '../../../src/stats/spearman.ts';
import { clusteredStandardError, standardError } from '../../../src/stats/standard-error.ts';
import { expectPrinted } from './printed.ts';

const sleep = [-1.2, -2.4, -1.3, -1.3, 0, -1, -1.8, -0.8, -4.6, -1.4];

describe('pairedT', () => {
  test('the sleep data', () => {
    const result = pairedT(sleep, { alpha: 0.025 });
    expectPrinted(result.t, '-4.062127683');
    expect(result.df).toBe(9);
    expectPrinted(result.p, '.002832890197');
    expectPrinted(result.lower, '-2.459885763');
    expectPrinted(result.upper, '-.7001142367');
    expectPrinted(result.mean, '-1.58');
    expectPrinted(result.standardError, '.3889587239');
  });
  test('equivalence within -2.5 and 2.5', () => {
    expectPrinted(equivalenceTest(sleep, { lower: -2.5, upper: 2.5 }), '.0211168602');
    expect(equivalenceTest(sleep, { lower: -1, upper: 1 })).toBeGreaterThan(0.5);
    expect(() => equivalenceTest(sleep, { lower: 1, upper: 1 })).toThrow(RangeError);
  });
  test('all equal', () => {
    expect(pairedT([0, 0, 0], { alpha: 0.05 })).toMatchObject({ t: 0, p: 1, lower: 0, upper: 0 });
    expect(pairedT([0.5, 0.5], { alpha: 0.05 })).toMatchObject({
      t: Number.POSITIVE_INFINITY,
      p: 0,
      lower: 0.5,
    });
    expect(equivalenceTest([0, 0], { lower: -0.1, upper: 0.1 })).toBe(0);
    expect(equivalenceTest([0.1, 0.1], { lower: -0.1, upper: 0.1 })).toBe(0.5);
  });
  test('too few, not finite', () => {
    expect(() => pairedT([1], { alpha: 0.05 })).toThrow(RangeError);
    expect(() => pairedT([], { alpha: 0.05 })).toThrow(RangeError);
    expect(() => pairedT([1, Number.NaN], { alpha: 0.05 })).toThrow(RangeError);
  });
});

describe('standard errors', () => {
  const scores = [1, 1, 0, 0, 1, 0, 0, 0, 1, 1];
  const clusters = [...'aabbccddee'];

  test('naive, clustered, and clustered with the small-sample correction', () => {
    expect(mean(scores)).toBe(0.5);
    expectPrinted(standardError(scores), '.1666666667');
    expectPrinted(clusteredStandardError(scores, { clusters, corrected: false }), '.2');
    expectPrinted(clusteredStandardError(scores, { clusters, corrected: true }), '.2236067977');
  });
  test('too few', () => {
    expect(() => standardError([1])).toThrow(RangeError);
    expect(() => clusteredStandardError([1, 0], { clusters: ['a', 'a'], corrected: true })).toThrow(
      RangeError,
    );
    expect(() => clusteredStandardError([1, 0], { clusters: ['a'], corrected: true })).toThrow(RangeError);
  });
});

describe('clusters', () => {
  test('in order of first appearance', () => {
    expect(groupByCluster([1, 2, 3, 4], ['b', 'a', 'b', '__proto__'])).toEqual([[1, 3], [2], [4]]);
    expect(clusterSums([1, 2, 3], ['b', 'a', 'b'])).toEqual([4, 2]);
    expect(clusterSums([1, 2, 3])).toEqual([1, 2, 3]);
    expect(groupByCluster([], [])).toEqual([]);
  });
});

describe('logRatio', () => {
  test('matches an independent computation', () => {
    const result = logRatio([1.2, 2.0, 0.8, 3.1, 0.9], [1.5, 1.9, 1.0, 3.3, 1.4], { alpha: 0.05 });
    expectPrinted(result?.ratio, '1.1970609969926178');
    expectPrinted(result?.lower, '1.001777463617');
    expectPrinted(result?.upper, '1.430412524302');
    expect(result?.n).toBe(5);
  });
  test('drops pairs that have no logarithm', () => {
    const result = logRatio([1, 0, 2, 3, 4], [2, 5, -1, 6, 0], { alpha: 0.05 });
    expect(result).toMatchObject({ n: 2 });
    expect(result?.ratio).toBeCloseTo(2, 14);
    expect(result?.lower).toBeCloseTo(2, 12);
    expect(result?.upper).toBeCloseTo(2, 12);
  });
  test('fewer than two pairs', () => {
    expect(logRatio([], [], { alpha: 0.05 })).toBeUndefined();
    expect(logRatio([1, 0], [1, 1], { alpha: 0.05 })).toBeUndefined();
  });
  test('rejects invalid input', () => {
    expect(() => logRatio([1, 2], [1], { alpha: 0.05 })).toThrow(RangeError);
    expect(() => logRatio([1, Number.NaN], [1, 1], { alpha: 0.05 })).toThrow(RangeError);
    expect(() => logRatio([1, 1], [1, 1], { alpha: 0.6 })).toThrow(RangeError);
  });
});

describe('spearman', () => {
  test('with ties', () => {
    expectPrinted(spearman([1, 2, 2, 4, 5, 3], [2, 1, 4, 4, 6, 3]), '.7500000000000001');
    expect(ranks([10, 20, 10, 5])).toEqual([2.5, 4, 2.5, 1]);
    expect(ranks([])).toEqual([]);
  });
  test('perfect, reversed, constant', () => {
    expect(spearman([1, 2, 3], [10, 100, 1000])).toBeCloseTo(1, 14);
    expect(spearman([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 14);
    expect(spearman([1, 2, 3], [7, 7, 7])).toBeUndefined();
    expect(() => spearman([1], [1])).toThrow(RangeError);
    expect(() => correlation([1, 2], [1, 2, 3])).toThrow(RangeError);
  });
});

describe('moments', () => {
  test('edges', () => {
    expect(variance([2, 2, 2])).toBe(0);
    expect(standardDeviation([1, 3])).toBeCloseTo(Math.SQRT2, 14);
    expect(() => variance([1])).toThrow(RangeError);
    expect(() => mean([])).toThrow(RangeError);
    expect(() => mean([Number.NaN])).toThrow(RangeError);
  });
});
