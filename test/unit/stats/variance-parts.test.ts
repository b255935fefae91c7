import { describe, expect, test } from 'vitest';
import { bestJudgements, juryVariance } from '../../../src/stats/jury.ts';
import { createRandom } from '../../../src/stats/random.ts';
import { deltaParts, varianceParts } from '../../../src/stats/variance-parts.ts';
import { expectPrinted } from './printed.ts';

const once = (rows: readonly (readonly number[])[]) => rows.map((row) => row.map((score) => [score]));

describe('varianceParts', () => {
  test('cases and trials', () => {
    const rows = [
      [1, 1, 0],
      [0, 0, 1],
      [1, 1, 1],
      [0, 0, 0],
    ];
    const { cases, trials, judge } = varianceParts(once(rows));
    expectPrinted(trials, '.1666667');
    expectPrinted(cases, '.1296296');
    expectPrinted(cases + (trials ?? Number.NaN) / 3, '.1851852');
    expectPrinted(cases / (cases + (trials ?? Number.NaN)), '.4375');
    expect(judge).toBeUndefined();
  });
  test('one trial a case, one or more judgements', () => {
    expect(varianceParts(once([[0], [1]]))).toEqual({ cases: 0.5, trials: undefined, judge: undefined });
    const parts = varianceParts([[[0, 0.2]], [[0.8, 1]]]);
    expectPrinted(parts.judge, '.02');
    expectPrinted(parts.cases, '.31');
    expect(parts.trials).toBeUndefined();
  });
  test('all equal: no variance anywhere, and never a negative one', () => {
    const equal = [
      [
        [1, 1],
        [1, 1],
      ],
      [
        [1, 1],
        [1, 1],
      ],
    ];
    expect(varianceParts(equal)).toEqual({ cases: 0, trials: 0, judge: 0 });
    const parts = varianceParts(
      once([
        [0, 1],
        [0, 1],
      ]),
    );
    expect(parts.cases).toBe(0);
  });
  test('finds the parts that made the scores', () => {
    const random = createRandom('parts');
    const noise = (variance: number) => Math.sqrt(12 * variance) * (random.next() - 0.5);
    const scores = Array.from({ length: 4000 }, () => {
      const level = noise(0.04);
      return Array.from({ length: 3 }, () => {
        const output = level + noise(0.02);
        return Array.from({ length: 2 }, () => output + noise(0.01));
      });
    });
    const { cases, trials, judge } = varianceParts(scores);
    expect(cases).toBeCloseTo(0.04, 2);
    expect(Math.abs((trials ?? 0) - 0.02)).toBeLessThan(0.002);
    expect(Math.abs((judge ?? 0) - 0.01)).toBeLessThan(0.001);
  });
  test('rejects too little', () => {
    expect(() => varianceParts([])).toThrow(RangeError);
    expect(() => varianceParts([[[1]]])).toThrow(RangeError);
    expect(() => varianceParts([[[1]], []])).toThrow(RangeError);
    expect(() => varianceParts([[[1]], [[]]])).toThrow(RangeError);
    expect(() => varianceParts([[[1]], [[Number.NaN]]])).toThrow(RangeError);
  });
});

describe('deltaParts', () => {
  const plan = {
    caseVariance: 0.04,
    base: { trials: 0.02, judge: 0.01 },
    head: { trials: 0.04, judge: 0.02 },
    n: 10,
    trials: 3,
    judgements: 5,
  };
  test('by source', () => {
    const parts = deltaParts(plan);
    expectPrinted(parts.cases, '.004');
    expectPrinted(parts.trials, '.002');
    expectPrinted(parts.judge, '.0002');
    expectPrinted(parts.total, '.0062');
  });
  test('rejects invalid input', () => {
    expect(() => deltaParts({ ...plan, n: 0 })).toThrow(RangeError);
    expect(() => deltaParts({ ...plan, caseVariance: -1 })).toThrow(RangeError);
  });
});

describe('juries', () => {
  test('judgements worth their cost', () => {
    const plan = { generationCost: 4, judgeCost: 1, trialVariance: 0.02, judgeVariance: 0.02 };
    expect(bestJudgements({ ...plan, generationCost: 1 })).toBe(1);
    expect(bestJudgements({ ...plan, generationCost: 9 })).toBe(3);
    expect(bestJudgements({ ...plan, generationCost: 25 })).toBe(5);
    expect(bestJudgements({ ...plan, generationCost: 400 })).toBe(5);
    expect(bestJudgements({ ...plan, judgeVariance: 0 })).toBe(1);
    expect(bestJudgements({ ...plan, trialVariance: 0 })).toBe(5);
    expect(bestJudgements({ ...plan, trialVariance: 0, judgeVariance: 0 })).toBe(1);
    expect(() => bestJudgements({ ...plan, judgeCost: 0 })).toThrow(RangeError);
  });
  test('correlated judges', () => {
    expectPrinted(juryVariance({ size: 3, rho: 0.5 }), '.667');
    expectPrinted(juryVariance({ size: 5, rho: 0.5 }), '.6');
    expect(juryVariance({ size: 4, rho: 0 })).toBe(0.25);
    expect(juryVariance({ size: 1, rho: 1 })).toBe(1);
    expect(() => juryVariance({ size: 0, rho: 0.5 })).toThrow(RangeError);
    expect(() => juryVariance({ size: 2, rho: -0.5 })).toThrow(RangeError);
  });
});
