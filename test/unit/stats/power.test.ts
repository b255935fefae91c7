import { describe, expect, test } from 'vitest';
import { minimumDetectableEffect, sampleSize } from '../../../src/stats/power.ts';
import {
  deltaVariance,
  resampledDetectableEffect,
  resampledSampleSize,
} from '../../../src/stats/resampling.ts';
import { pairedTPower, pairedTSampleSize } from '../../../src/stats/t-power.ts';
import { expectPrinted } from './printed.ts';

const rates = { alpha: 0.05, power: 0.8 };

describe('the alarm and non-inferiority', () => {
  test('minimum detectable effect', () => {
    expectPrinted(minimumDetectableEffect({ ...rates, n: 30, sd: 0.3 }), '.13619');
    expectPrinted(minimumDetectableEffect({ ...rates, n: 20, sd: Math.sqrt(0.2) }), '.24865');
    expect(minimumDetectableEffect({ ...rates, n: 1, sd: 0 })).toBe(0);
  });
  test.each([
    [0.3, 0.05, 223],
    [0.3, 0.1, 56],
    [0.447, 0.1, 124],
    [0.2, 0.05, 99],
    [0, 0.05, 1],
  ])('sd %s, margin %s: %s cases', (sd, margin, n) => {
    expect(sampleSize({ ...rates, sd, margin })).toBe(n);
  });
  test('the effect found with the cases needed for a margin is at most that margin', () => {
    const n = sampleSize({ ...rates, sd: 0.25, margin: 0.07 });
    expect(minimumDetectableEffect({ ...rates, sd: 0.25, n })).toBeLessThanOrEqual(0.07);
    expect(minimumDetectableEffect({ ...rates, sd: 0.25, n: n - 1 })).toBeGreaterThan(0.07);
  });
  test('rejects invalid input', () => {
    expect(() => minimumDetectableEffect({ ...rates, n: 0, sd: 0.3 })).toThrow(RangeError);
    expect(() => minimumDetectableEffect({ ...rates, n: 9, sd: -1 })).toThrow(RangeError);
    expect(() => minimumDetectableEffect({ alpha: 0.5, power: 0.8, n: 9, sd: 1 })).toThrow(RangeError);
    expect(() => minimumDetectableEffect({ alpha: 0.05, power: 1, n: 9, sd: 1 })).toThrow(RangeError);
    expect(() => sampleSize({ ...rates, sd: 1, margin: 0 })).toThrow(RangeError);
  });
});

describe('paired t', () => {
  test("R's power.t.test", () => {
    const plan = { effect: 0.1, sd: 0.3, alpha: 0.05 };
    expectPrinted(pairedTPower({ ...plan, n: 30 }), '.5549038213');
    expectPrinted(pairedTPower({ ...plan, alpha: 0.025, n: 30 }), '.42280914104040923');
    expectPrinted(pairedTSampleSize({ ...plan, power: 0.8 }), '57.02048');
  });
  test('two cases may be enough', () => {
    expect(pairedTSampleSize({ effect: 100, sd: 0.1, alpha: 0.025, power: 0.8 })).toBe(2);
  });
  test('rejects invalid input', () => {
    const plan = { effect: 0.1, sd: 0.3, alpha: 0.025 };
    expect(() => pairedTPower({ ...plan, n: 1 })).toThrow(RangeError);
    expect(() => pairedTPower({ ...plan, n: 9, sd: 0 })).toThrow(RangeError);
    expect(() => pairedTSampleSize({ ...plan, power: 1 })).toThrow(RangeError);
    expect(() => pairedTSampleSize({ ...plan, effect: 1e-9, power: 0.8 })).toThrow(RangeError);
  });
});

describe('resampling', () => {
  const noise = (variance: number, trials: number) => ({
    base: { variance, trials },
    head: { variance, trials },
    caseVariance: 1 / 9,
  });
  const rates = { alpha: 0.025, power: 0.8 };

  test.each([
    [2, '.66666666667'],
    [3, '.55555555556'],
    [4, '.5'],
    [6, '.44444444444'],
    [Number.POSITIVE_INFINITY, '.33333333333'],
  ])('uniform pass rates, %s trials: the variance shrinks to %s', (trials, share) => {
    const uniform = (k: number) => ({
      caseVariance: 1 / 12,
      base: { variance: 1 / 6, trials: k },
      head: { variance: 0, trials: 1 },
    });
    expectPrinted(deltaVariance(uniform(trials)) / deltaVariance(uniform(1)), share);
  });
  test('cases needed', () => {
    const effect = 0.03;
    expectPrinted(resampledSampleSize({ ...rates, ...noise(0, 1), effect }), '968.9975');
    expectPrinted(
      resampledSampleSize({ ...rates, ...noise(1 / 6, Number.POSITIVE_INFINITY), effect }),
      '968.9975',
    );
    expectPrinted(resampledSampleSize({ ...rates, ...noise(1 / 6, 1), effect }), '3875.99');
    expectPrinted(resampledSampleSize({ ...rates, ...noise(1 / 6, 10), effect }), '1259.70');
  });
  test('detectable effect', () => {
    expectPrinted(resampledDetectableEffect({ ...rates, ...noise(0, 1), n: 198 }), '.0663667');
  });
  test('rejects invalid input', () => {
    expect(() => deltaVariance(noise(-1, 1))).toThrow(RangeError);
    expect(() => deltaVariance(noise(1, 0))).toThrow(RangeError);
    expect(() => resampledSampleSize({ ...rates, ...noise(1, 1), effect: 0 })).toThrow(RangeError);
    expect(() => resampledDetectableEffect({ ...rates, ...noise(1, 1), n: 0 })).toThrow(RangeError);
  });
});
