import { describe, expect, test } from 'vitest';
import { mcnemarExact } from '../../../src/stats/mcnemar.ts';
import { onGrid } from '../../../src/stats/score-grid.ts';
import { signFlip } from '../../../src/stats/sign-flip.ts';

const worse = { alternative: 'worse', seed: 'test' } as const;
const better = { alternative: 'better', seed: 'test' } as const;
const sleep = [-1.2, -2.4, -1.3, -1.3, 0, -1, -1.8, -0.8, -4.6, -1.4];
const graded = [0, -0.25, 0.25, 0, -0.5, 0, 0, -0.25, 0, 0.25, 0, -0.5, -0.25, -0.25];

/** How many of the 2^n sign patterns give a sum below, and equal to, the real one: the slow way. */
function count(deltas: readonly number[]): { below: number; equal: number; all: number } {
  const real = deltas.reduce((a, b) => a + b, 0);
  const result = { below: 0, equal: 0, all: 2 ** deltas.length };
  for (let pattern = 0; pattern < result.all; pattern += 1) {
    const flipped = deltas.reduce((a, b, i) => a + ((pattern >> i) & 1 ? b : -b), 0);
    if (Math.abs(flipped - real) < 1e-9) result.equal += 1;
    else if (flipped < real) result.below += 1;
  }
  return result;
}

describe('signFlip', () => {
  test('the sleep data: one-sided 2/1024, so mid-p half of it', () => {
    expect(count(sleep)).toEqual({ below: 0, equal: 2, all: 1024 });
    expect(signFlip(sleep, worse)).toEqual({ p: 1 / 1024, nonZero: 9, exact: true });
    expect(signFlip(sleep, better).p).toBe(1 - 1 / 1024);
  });
  test('graded scores: P(T <= S) = 24/256, mid-p .060546875', () => {
    const nonZero = graded.filter((delta) => delta !== 0);
    const { below, equal, all } = count(nonZero);
    expect([below + equal, all]).toEqual([24, 256]);
    expect(signFlip(graded, worse)).toEqual({ p: 0.060546875, nonZero: 8, exact: true });
    expect((below + equal / 2) / all).toBe(0.060546875);
  });
  test('is the mid-p McNemar test on binary scores', () => {
    for (const [fixed, broken] of [
      [1, 8],
      [2, 8],
      [0, 5],
      [9, 3],
      [60, 90],
    ] as const) {
      const deltas = [...new Array(fixed).fill(1), ...new Array(broken).fill(-1), 0, 0];
      expect(signFlip(deltas, worse).p).toBeCloseTo(mcnemarExact({ fixed, broken }).midP, 12);
    }
  });
  test('nothing changed is no evidence: .5 in both directions', () => {
    for (const deltas of [[], [0], [0, 0, 0], [1e-12, -1e-12]]) {
      expect(signFlip(deltas, worse)).toEqual({ p: 0.5, nonZero: 0, exact: true });
      expect(signFlip(deltas, better)).toEqual({ p: 0.5, nonZero: 0, exact: true });
    }
  });
  test('one case, and all equal', () => {
    expect(signFlip([-1], worse).p).toBe(0.25);
    expect(signFlip([1], worse).p).toBe(0.75);
    expect(signFlip(new Array(6).fill(-1 / 3), worse).p).toBe(0.5 ** 7);
  });
  test('the table and the enumeration agree with the slow way', () => {
    const onThirds = [1 / 3, -2 / 3, 1 / 12, -0.25, -1, -0.5, 7 / 12, -1 / 3, 0.1, -0.7];
    const offGrid = onThirds.map((delta) => delta * Math.SQRT1_2 + 1e-3 * delta ** 2 * Math.PI);
    expect(onGrid(onThirds)).toBeDefined();
    expect(onGrid(offGrid)).toBeUndefined();
    for (const deltas of [onThirds, offGrid]) {
      const { below, equal, all } = count(deltas);
      expect(signFlip(deltas, worse)).toMatchObject({ exact: true, nonZero: 10 });
      expect(signFlip(deltas, worse).p).toBeCloseTo((below + equal / 2) / all, 12);
    }
  });
  test('ties that rounding hides are ties', () => {
    expect(signFlip([0.1, 0.2, -0.3], worse).p).toBe((3 + 1) / 8);
    expect(signFlip([Math.SQRT2 / 10, Math.SQRT2 / 5, -3 * (Math.SQRT2 / 10)], worse).p).toBe((3 + 1) / 8);
  });
  test('many scores off the grid are drawn, seeded, close to the exact value', () => {
    const exact = Array.from({ length: 40 }, (_, i) => (((i * 7) % 11) - 6) / 12);
    const drawn = exact.map((delta, i) => delta + 1e-7 * Math.SQRT2 * ((i % 5) - 2.1));
    const first = signFlip(drawn, worse);
    expect(first.exact).toBe(false);
    expect(signFlip(drawn, worse)).toEqual(first);
    expect(signFlip(drawn, { ...worse, seed: 'other' }).p).not.toBe(first.p);
    expect(Math.abs(first.p - signFlip(exact, worse).p)).toBeLessThan(0.02);
  });
  test('drawn p-values are never 0', () => {
    const deltas = Array.from({ length: 200 }, (_, i) => -Math.SQRT1_2 - i * 1e-3 * Math.LN2);
    expect(signFlip(deltas, { ...worse, draws: 99 })).toMatchObject({ p: 0.01, exact: false });
  });
  test('large suites on a fine grid stay exact', () => {
    const deltas = Array.from({ length: 300 }, (_, i) => (((i * 37) % 61) - 31) / 60);
    expect(signFlip(deltas, worse).exact).toBe(true);
    expect(signFlip(deltas, worse).p + signFlip(deltas, better).p).toBeCloseTo(1, 12);
  });
  test('stays a probability when every case improved, however the table rounds', () => {
    for (const [n, steps] of [
      [55, 5],
      [80, 12],
      [100, 3],
    ] as const) {
      const deltas = Array.from({ length: n }, (_, index) => (1 + ((index * 7) % steps)) / steps);
      expect(signFlip(deltas, { alternative: 'worse', seed: 's' }).p).toBe(1);
    }
  });

  test('clusters flip whole', () => {
    const deltas = [-1, -1, -1, 1, -1, 0];
    const clusters = ['a', 'a', 'a', 'b', 'b', 'c'];
    expect(signFlip(deltas, { ...worse, clusters })).toEqual({ p: 0.25, nonZero: 1, exact: true });
  });
  test('rejects invalid input', () => {
    expect(() => signFlip([Number.NaN], worse)).toThrow(RangeError);
    expect(() => signFlip([1], { ...worse, draws: 0 })).toThrow(RangeError);
    expect(() => signFlip([1, 0], { ...worse, clusters: ['a'] })).toThrow(RangeError);
  });
});

describe('onGrid', () => {
  test('finds the coarsest grid', () => {
    expect(onGrid([])).toEqual([]);
    expect(onGrid([1, -1])).toEqual([1, -1]);
    expect(onGrid([1 / 3, -0.25])).toEqual([4, -3]);
    expect(onGrid([1 / 60, 0.5])).toEqual([1, 30]);
    expect(onGrid([0.1 + 0.2])).toEqual([3]);
  });
  test('knows when there is none', () => {
    expect(onGrid([Math.PI / 4, 0.5])).toBeUndefined();
    expect(onGrid([0.1 + 1e-8, 0.1])).toBeUndefined();
  });
});
