import { describe, expect, test } from 'vitest';
import { betaQuantile, incompleteBeta } from '../../../src/stats/beta.ts';
import { binomialAtLeast, binomialAtMost, binomialChance } from '../../../src/stats/binomial.ts';
import { logBeta, logChoose, logGamma } from '../../../src/stats/gamma.ts';
import { noncentralTCdf } from '../../../src/stats/noncentral-t.ts';
import { erfc, normalCdf, normalQuantile } from '../../../src/stats/normal.ts';
import { tCdf, tQuantile } from '../../../src/stats/student-t.ts';
import { expectPrinted } from './printed.ts';

describe('gamma', () => {
  test('known values', () => {
    expect(logGamma(1)).toBeCloseTo(0, 14);
    expectPrinted(logGamma(0.5), '0.5723649429247001');
    expectPrinted(logGamma(0.1), '2.252712651734206');
    expectPrinted(logGamma(10), '12.801827480081469');
    expectPrinted(logGamma(171.5), '709.1431630309283');
  });
  test('beta and choose', () => {
    expectPrinted(logBeta(2, 3), String(Math.log(1 / 12)));
    expect(Math.exp(logChoose(16, 8))).toBeCloseTo(12870, 7);
    expect(logChoose(5, 0)).toBe(0);
    expect(logChoose(5, 5)).toBe(0);
  });
  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('rejects %s', (x) => {
    expect(() => logGamma(x)).toThrow(RangeError);
  });
  test('rejects a choice out of range', () => {
    expect(() => logChoose(3, 4)).toThrow(RangeError);
    expect(() => logChoose(3, -1)).toThrow(RangeError);
  });
});

describe('incomplete beta', () => {
  test('known values', () => {
    expectPrinted(incompleteBeta({ x: 0.5, a: 2, b: 3 }), '.6875');
    expect(incompleteBeta({ x: 0, a: 2, b: 3 })).toBe(0);
    expect(incompleteBeta({ x: 1, a: 2, b: 3 })).toBe(1);
  });
  test('quantile', () => {
    expectPrinted(betaQuantile({ p: 0.025, a: 3, b: 8 }), '.06673951117773447');
    expect(betaQuantile({ p: 0, a: 3, b: 8 })).toBe(0);
    expect(betaQuantile({ p: 1, a: 3, b: 8 })).toBe(1);
  });
  test.each([1e-6, 0.2, 0.5, 0.99])('quantile inverts the cdf at %s', (p) => {
    for (const [a, b] of [
      [0.5, 0.5],
      [20, 3],
      [1, 5000],
    ] as const) {
      expect(incompleteBeta({ x: betaQuantile({ p, a, b }), a, b }) / p).toBeCloseTo(1, 10);
    }
  });
  test('rejects what is out of range', () => {
    expect(() => incompleteBeta({ x: 1.1, a: 1, b: 1 })).toThrow(RangeError);
    expect(() => incompleteBeta({ x: 0.5, a: 0, b: 1 })).toThrow(RangeError);
    expect(() => incompleteBeta({ x: 0.5, a: 1, b: Number.NaN })).toThrow(RangeError);
    expect(() => betaQuantile({ p: -0.1, a: 1, b: 1 })).toThrow(RangeError);
  });
});

describe('normal', () => {
  test.each([
    [0.8, '.8416212336'],
    [0.9, '1.281551566'],
    [0.95, '1.644853627'],
    [0.975, '1.959963985'],
    [0.025, '-1.959963985'],
    [1e-20, '-9.262340089798408'],
  ])('quantile of %s', (p, z) => {
    expectPrinted(normalQuantile(p), z);
  });
  test('cdf, also far out', () => {
    expect(normalCdf(0)).toBe(0.5);
    expectPrinted(normalCdf(-6), '9.865876450376946e-10');
    expectPrinted(normalCdf(1.959963984540054), '.975');
    expect(normalCdf(40)).toBe(1);
    expect(normalCdf(-40)).toBe(0);
    expectPrinted(erfc(1), '.15729920705028513');
    expectPrinted(erfc(-1), '1.8427007929497148');
  });
  test('rejects 0, 1 and NaN', () => {
    for (const p of [0, 1, Number.NaN]) expect(() => normalQuantile(p)).toThrow(RangeError);
    expect(() => normalCdf(Number.NaN)).toThrow(RangeError);
  });
});

describe('t', () => {
  test.each([
    [0.95, 9, '1.833112933'],
    [0.95, 19, '1.729132812'],
    [0.95, 29, '1.699127027'],
    [0.95, 49, '1.676550893'],
    [0.975, 1, '12.706204736174694'],
    [0.975, 9, '2.262157162798205'],
    [0.025, 9, '-2.262157162798205'],
    [0.5, 3, '0'],
  ])('quantile %s with df %s', (p, df, t) => {
    expectPrinted(tQuantile(p, df), t);
  });
  test('cdf', () => {
    expectPrinted(tCdf(2, 5), '.9490302606');
    expectPrinted(tCdf(-40, 9), '9.491499224669911e-12');
    expectPrinted(tCdf(-6.5, 52.4), '1.503241852080071e-08');
    expectPrinted(tCdf(-7, 300), '8.399941229379298e-12');
    expect(tCdf(0, 4)).toBe(0.5);
    expect(tCdf(Number.POSITIVE_INFINITY, 4)).toBe(1);
    expect(tCdf(Number.NEGATIVE_INFINITY, 4)).toBe(0);
  });
  test('rejects what is out of range', () => {
    expect(() => tCdf(Number.NaN, 4)).toThrow(RangeError);
    expect(() => tCdf(1, 0)).toThrow(RangeError);
    expect(() => tQuantile(1, 4)).toThrow(RangeError);
  });
  test.each([
    [1.5, 4, 1, '0.6403408655900471'],
    [-1, 10, 0.5, '0.0747754458825787'],
    [2.04, 29, 1.83, '0.5736296883179035'],
    [45, 20, 40, '0.7268913250442259'],
    [3, 7.5, -0.7, '0.9983980863292989'],
    [0, 5, 2, '0.02275013194817922'],
  ])('noncentral cdf at %s, df %s, noncentrality %s', (t, df, noncentrality, p) => {
    expectPrinted(noncentralTCdf({ t, df, noncentrality }), p);
  });
  test('noncentral cdf without noncentrality is the t cdf', () => {
    expect(noncentralTCdf({ t: 1.2, df: 6, noncentrality: 0 })).toBe(tCdf(1.2, 6));
    expect(() => noncentralTCdf({ t: Number.NaN, df: 6, noncentrality: 1 })).toThrow(RangeError);
  });
});

describe('binomial', () => {
  test('tails', () => {
    expectPrinted(binomialAtMost({ k: 3, n: 20, p: 0.1 }), '.8670466765656649');
    expectPrinted(binomialAtLeast({ k: 7, n: 20, p: 0.1 }), '.002386089408966118');
    expectPrinted(binomialChance({ k: 3, n: 20, p: 0.1 }), '.19011987137619904');
  });
  test('edges', () => {
    expect(binomialAtMost({ k: 5, n: 5, p: 0.3 })).toBe(1);
    expect(binomialAtLeast({ k: 0, n: 5, p: 0.3 })).toBe(1);
    expect(binomialChance({ k: 0, n: 0, p: 0.3 })).toBe(1);
    expect(binomialChance({ k: 0, n: 4, p: 0 })).toBe(1);
    expect(binomialChance({ k: 3, n: 4, p: 1 })).toBe(0);
  });
  test('rejects what is out of range', () => {
    expect(() => binomialAtMost({ k: 6, n: 5, p: 0.5 })).toThrow(RangeError);
    expect(() => binomialAtMost({ k: 1.5, n: 5, p: 0.5 })).toThrow(RangeError);
    expect(() => binomialChance({ k: 1, n: 5, p: Number.NaN })).toThrow(RangeError);
  });
});
