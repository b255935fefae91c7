import { describe, expect, test } from 'vitest';
import {
  asymptoticRadius,
  asymptoticTuning,
  bernsteinSequence,
  bernsteinWeights,
  normalMixtureBound,
} from '../../../src/stats/confidence-sequence.ts';
import {
  eProcess,
  kellyBets,
  nonInferiorityEvidence,
  regressionEvidence,
  regressionStop,
} from '../../../src/stats/e-process.ts';
import { expectAllPrinted, expectPrinted } from './printed.ts';

const stream = [0.5, 0.5, 0.25, 0.5, 0.75, 0.5, 0.5, 0.25, 0.5, 0.5];

describe('eProcess', () => {
  test('all ones', () => {
    const wealth = ['1', '1.5', '2.25', '3.375', '5.0625', '7.59375', '11.390625', '17.0859375'];
    expectAllPrinted(eProcess(new Array(8).fill(1), { nullMean: 0 }), wealth);
  });
  test('mixed', () => {
    const wealth = ['1', '1', '1.5', '.75', '1.0498667259', '1.5748000888'];
    expectAllPrinted(eProcess([1, 0, 1, -1, 1, 1], { nullMean: 0 }), wealth);
    expectAllPrinted(regressionEvidence([-1, 0, -1, 1, -1, -1]), wealth);
  });
  test('non-inferiority with all deltas zero', () => {
    const wealth = nonInferiorityEvidence(new Array(60).fill(0), { margin: 0.1 });
    expectPrinted(wealth[11], '1.8822723842');
    expect(wealth.findIndex((value) => value >= 20) + 1).toBe(56);
  });
  test('improvements never earn against "not worse"', () => {
    expect(regressionEvidence(new Array(20).fill(1))).toEqual(new Array(20).fill(1));
    expect(regressionEvidence([])).toEqual([]);
    expect(regressionEvidence([-1])).toEqual([1]);
  });
  test('rejects invalid input', () => {
    expect(() => eProcess([1.5], { nullMean: 0 })).toThrow(RangeError);
    expect(() => eProcess([Number.NaN], { nullMean: 0 })).toThrow(RangeError);
    expect(() => eProcess([0], { nullMean: -1 })).toThrow(RangeError);
    expect(() => nonInferiorityEvidence([0], { margin: -0.1 })).toThrow(RangeError);
  });
});

describe('regressionStop', () => {
  test('stops when evidence and mean agree', () => {
    const broken = new Array(40).fill(-1);
    expect(regressionStop(broken, { margin: 0.05, evidence: 100 })).toBe(13);
    expect(1.5 ** 12).toBeGreaterThan(100);
    expect(1.5 ** 11).toBeLessThan(100);
  });
  test('goes on when the mean is within the margin, or there is no evidence', () => {
    const slight = new Array(4000).fill(-0.04);
    expect(regressionEvidence(slight).at(-1)).toBeGreaterThan(100);
    expect(regressionStop(slight, { margin: 0.05, evidence: 100 })).toBeUndefined();
    expect(regressionStop(new Array(40).fill(0), { margin: 0.05, evidence: 100 })).toBeUndefined();
    expect(regressionStop([], { margin: 0.05, evidence: 100 })).toBeUndefined();
    expect(() => regressionStop([], { margin: 0.05, evidence: 0 })).toThrow(RangeError);
  });
});

describe('the confseq library', () => {
  test('lambda_aKelly, m = .4', () => {
    const bets = kellyBets(stream, { nullMean: 0.4, prior: { mean: 0.5, variance: 0.25 } });
    const printed =
      '.38461538 .74074074 1.07142857 .51585169 .83289953 1.46285714 1.66604686 1.85978932 1.45582117 1.64324507';
    expectAllPrinted(bets, printed.split(' '));
  });
  test('lambda_predmix_eb, alpha = .025', () => {
    const printed =
      '6.52498466 5.18286622 4.6138609 4.00943954 3.78342795 3.29056063 3.18315605 3.09666385 2.83187979 2.77286122';
    expectAllPrinted(bernsteinWeights(stream, { alpha: 0.025 }), printed.split(' '));
  });
});

describe('confidence sequences', () => {
  test('empirical Bernstein', () => {
    expect(bernsteinSequence(stream, { alpha: 0.025 }).at(-1)).toEqual({ lower: 0, upper: 1 });
    const long = Array.from({ length: 400 }, (_, i) => (i % 4 === 0 ? 0 : 1));
    const last = bernsteinSequence(long, { alpha: 0.025 }).at(-1);
    expect(last?.lower).toBeGreaterThan(0.6);
    expect(last?.lower).toBeLessThan(0.75);
    expect(last?.upper).toBeGreaterThan(0.75);
    expect(last?.upper).toBeLessThan(0.9);
    expect(bernsteinSequence([], { alpha: 0.025 })).toEqual([]);
    expect(() => bernsteinWeights([2], { alpha: 0.025 })).toThrow(RangeError);
    expect(() => bernsteinWeights([0.5], { alpha: 0 })).toThrow(RangeError);
  });
  test('normal mixture', () => {
    expectPrinted(normalMixtureBound({ variance: 25, rho: 10, alpha: 0.05 }), '15.9231894747');
    expect(() => normalMixtureBound({ variance: 25, rho: 0, alpha: 0.05 })).toThrow(RangeError);
  });
  test('asymptotic', () => {
    const tuning = asymptoticTuning({ sharpest: 50, alpha: 0.05 });
    expectPrinted(tuning, '.3984006677');
    const radii = [10, 30, 50, 100].map((n) => asymptoticRadius({ n, sd: 1, tuning, alpha: 0.05 }));
    expectAllPrinted(radii, ['1.0637547', '.5588302', '.4292434', '.3061477']);
    expect(() => asymptoticRadius({ n: 0, sd: 1, tuning, alpha: 0.05 })).toThrow(RangeError);
  });
});
