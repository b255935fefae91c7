import { describe, expect, test } from 'vitest';
import { binomialTest } from '../../../src/stats/binomial.ts';
import { fisherExact } from '../../../src/stats/fisher.ts';
import { mcnemarChiSquare, mcnemarExact } from '../../../src/stats/mcnemar.ts';
import { permutationTest } from '../../../src/stats/permutation.ts';
import { agrestiCoull, clopperPearson, jeffreys, wilson } from '../../../src/stats/proportion.ts';
import { expectPrinted } from './printed.ts';

describe('mcnemar', () => {
  test.each([
    [1, 9, '.0390625', '.01953125', '.0107421875'],
    [2, 10, '.109375', '.0546875', '.0327148438'],
    [0, 5, '.0625', '.03125', '.015625'],
    [0, 6, '.03125', '.015625', '.0078125'],
    [3, 12, '.1459960938', '.0729980469', '.0461425781'],
    [6, 24, '.0226558447', '.0113279223', '.0073166490'],
  ])('%s fixed of %s changed', (fixed, changed, twoSided, oneSided, midP) => {
    const result = mcnemarExact({ fixed, broken: changed - fixed });
    expectPrinted(result.twoSided, twoSided);
    expectPrinted(result.oneSided, oneSided);
    expectPrinted(result.midP, midP);
  });
  test('the approval table', () => {
    const counts = { fixed: 86, broken: 150 };
    const plain = mcnemarChiSquare(counts, { corrected: false });
    expectPrinted(plain.statistic, '17.3559322');
    expectPrinted(plain.p, '3.099293e-05');
    const corrected = mcnemarChiSquare(counts, { corrected: true });
    expectPrinted(corrected.statistic, '16.81779661');
    expectPrinted(corrected.p, '4.114562e-05');
    expectPrinted(mcnemarExact(counts).twoSided, '3.715936e-05');
  });
  test('nothing changed', () => {
    expect(mcnemarExact({ fixed: 0, broken: 0 })).toEqual({ twoSided: 1, oneSided: 1, midP: 0.5 });
    expect(mcnemarChiSquare({ fixed: 0, broken: 0 }, { corrected: true })).toEqual({ statistic: 0, p: 1 });
    expect(mcnemarExact({ fixed: 3, broken: 3 }).twoSided).toBe(1);
    expect(() => mcnemarExact({ fixed: -1, broken: 2 })).toThrow(RangeError);
  });
});

describe('binomial test and intervals', () => {
  test("R's binom.test", () => {
    expectPrinted(binomialTest({ k: 682, n: 925, p: 0.75 }), '.3824915596');
    const { lower, upper } = clopperPearson({ k: 682, n: 925, alpha: 0.025 });
    expectPrinted(lower, '.7076682641');
    expectPrinted(upper, '.7654065582');
    expect(binomialTest({ k: 0, n: 0, p: 0.5 })).toBe(1);
    expectPrinted(binomialTest({ k: 0, n: 5, p: 0.5 }), '.0625');
  });
  test.each([
    ['clopperPearson', clopperPearson, '.683017286', '.9876514728'],
    ['wilson', wilson, '.6989663548', '.9721335188'],
    ['jeffreys', jeffreys, '.7161467427', '.9786275120'],
    ['agrestiCoull', agrestiCoull, '.6867561126', '.9843437610'],
  ])('18 of 20: %s', (_, interval, lower, upper) => {
    const result = interval({ k: 18, n: 20, alpha: 0.025 });
    expectPrinted(result.lower, lower);
    expectPrinted(result.upper, upper);
  });
  test('one-sided Clopper-Pearson', () => {
    expectPrinted(clopperPearson({ k: 18, n: 20, alpha: 0.05 }).lower, '.7173814751');
    expectPrinted(clopperPearson({ k: 0, n: 20, alpha: 0.025 }).upper, '.168433471');
    expectPrinted(clopperPearson({ k: 0, n: 20, alpha: 0.05 }).upper, '.1391083407');
  });
  test.each([clopperPearson, wilson, jeffreys, agrestiCoull])(
    '%o: none, all, mirror, invalid',
    (interval) => {
      expect(interval({ k: 0, n: 9, alpha: 0.025 }).lower).toBe(0);
      expect(interval({ k: 9, n: 9, alpha: 0.025 }).upper).toBe(1);
      const { lower, upper } = interval({ k: 2, n: 9, alpha: 0.025 });
      expect(interval({ k: 7, n: 9, alpha: 0.025 }).upper).toBeCloseTo(1 - lower, 12);
      expect(interval({ k: 7, n: 9, alpha: 0.025 }).lower).toBeCloseTo(1 - upper, 12);
      expect(() => interval({ k: 0, n: 0, alpha: 0.025 })).toThrow(RangeError);
      expect(() => interval({ k: 4, n: 3, alpha: 0.025 })).toThrow(RangeError);
      expect(() => interval({ k: 1, n: 3, alpha: 0.5 })).toThrow(RangeError);
    },
  );
});

describe('fisherExact', () => {
  test.each([
    [5, 5, 0, 5, '.003968'],
    [4, 4, 0, 4, '.014286'],
    [3, 3, 0, 3, '.05'],
    [8, 8, 2, 8, '.0034965'],
    [8, 10, 1, 6, '.024475524475524483'],
  ])('worse: %s/%s to %s/%s', (a, n, b, m, p) => {
    const table = { base: { passes: a, n }, head: { passes: b, n: m } };
    expectPrinted(fisherExact({ ...table, alternative: 'worse' }), p);
    expectPrinted(fisherExact({ base: table.head, head: table.base, alternative: 'better' }), p);
  });
  test('two-sided', () => {
    const first = { base: { passes: 8, n: 10 }, head: { passes: 1, n: 6 } };
    const second = { base: { passes: 7, n: 19 }, head: { passes: 9, n: 12 } };
    const third = { base: { passes: 6, n: 8 }, head: { passes: 2, n: 8 } };
    expectPrinted(fisherExact({ ...first, alternative: 'different' }), '.034965034965034975');
    expectPrinted(fisherExact({ ...second, alternative: 'different' }), '.0658928600216021');
    expectPrinted(fisherExact({ ...third, alternative: 'different' }), '.13193473193473193');
  });
  test('no trials, all equal, invalid', () => {
    const none = { passes: 0, n: 0 };
    expect(fisherExact({ base: none, head: none, alternative: 'worse' })).toBe(1);
    const all = { passes: 4, n: 4 };
    expect(fisherExact({ base: all, head: all, alternative: 'worse' })).toBe(1);
    expect(() => fisherExact({ base: { passes: 5, n: 4 }, head: all, alternative: 'worse' })).toThrow(
      RangeError,
    );
  });
});

describe('permutationTest', () => {
  const worse = { alternative: 'worse', seed: 'test' } as const;
  const base = [1, 0.75, 1, 0.5, 1, 0.75, 1, 1];
  const head = [0.5, 0.75, 0.25, 1, 0.5, 0.75, 0.5, 0];

  test('sixteen graded scores, all 12,870 ways', () => {
    expect(permutationTest({ base, head }, worse)).toEqual({ p: 215 / 12870, exact: true });
    const swapped = permutationTest({ base: head, head: base }, { ...worse, alternative: 'better' });
    expect(swapped.p).toBe(215 / 12870);
  });
  test('is Fisher on binary scores', () => {
    const scores = { base: [1, 1, 1, 1, 1, 1, 0, 1], head: [0, 1, 0, 0, 1, 0, 0] };
    const table = { base: { passes: 7, n: 8 }, head: { passes: 2, n: 7 } };
    for (const alternative of ['worse', 'better'] as const) {
      const { p } = permutationTest(scores, { ...worse, alternative });
      expect(p).toBeCloseTo(fisherExact({ ...table, alternative }), 12);
    }
  });
  test('large groups are drawn, seeded, near the exact value', () => {
    const many = { base: [...base, ...base], head: [...head, ...head] };
    const drawn = permutationTest(many, { ...worse, draws: 2000 });
    expect(drawn.exact).toBe(false);
    expect(drawn.p).toBeLessThan(0.005);
    expect(permutationTest(many, { ...worse, draws: 2000 })).toEqual(drawn);
    const same = permutationTest({ base: many.base, head: many.base }, { ...worse, draws: 2000 });
    expect(same.p).toBeGreaterThan(0.5);
  });
  test('an empty side, all equal, invalid', () => {
    expect(permutationTest({ base: [], head: [1] }, worse)).toEqual({ p: 1, exact: true });
    expect(permutationTest({ base: [1], head: [] }, worse)).toEqual({ p: 1, exact: true });
    expect(permutationTest({ base: [0.5, 0.5], head: [0.5, 0.5] }, worse).p).toBe(1);
    expect(() => permutationTest({ base: [Number.NaN], head: [1] }, worse)).toThrow(RangeError);
  });
});
