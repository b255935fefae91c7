import { describe, expect, it } from 'vitest';
import {
  count,
  duration,
  interval,
  money,
  plural,
  points,
  ratio,
  ratioInterval,
  relative,
  score,
  share,
  tokens,
  width,
} from '../../../src/render/numbers.ts';

const each = (show: (value: number) => string, pairs: readonly (readonly [number, string])[]) => {
  it.each(pairs)('%d is %s', (value, words) => {
    expect(show(value)).toBe(words);
  });
};

describe('score', () => {
  each(score, [
    [0.834, '83.4 %'],
    [1, '100 %'],
    [0, '0 %'],
    [0.9999, '≈ 100 %'],
    [0.0001, '≈ 0 %'],
    [0.5, '50.0 %'],
    [1 / 3, '33.3 %'],
  ]);
});

describe('points', () => {
  each(points, [
    [-0.042, '\u22124.2 pp'],
    [0.1, '+10.0 pp'],
    [0, '±0 pp'],
    [-0, '±0 pp'],
    [-0.0001, '≈ 0 pp'],
  ]);
});

describe('width', () => {
  each(width, [
    [-0.05, '5 pp'],
    [0.125, '12.5 pp'],
  ]);
});

describe('relative', () => {
  each(relative, [
    [0.23, '+23 %'],
    [-0.05, '\u22125.0 %'],
    [0.024, '+2.4 %'],
    [5.9, '+590 %'],
    [149, '× 150'],
    [0, '±0 %'],
  ]);
});

describe('share', () => {
  each(share, [
    [0.2, '20 %'],
    [0.663, '66.3 %'],
    [120, '× 121'],
  ]);
});

describe('money', () => {
  each(money, [
    [0, '$0'],
    [0.0012, '$0.0012'],
    [0.00031, '$0.00031'],
    [0.2134, '$0.21'],
    [0.999, '$1.00'],
    [12.3, '$12.30'],
    [1234.5, '$1,234.50'],
    [0.000_000_1, '≈ $0'],
    [1e300, '$1.0e+300'],
  ]);
});

describe('duration', () => {
  each(duration, [
    [0, '0 ms'],
    [840, '840 ms'],
    [999.6, '1 s'],
    [1240, '1.2 s'],
    [59_960, '1 min 00 s'],
    [80_000, '1 min 20 s'],
    [3_725_000, '1 h 02 min'],
    [1e300, '1.0e+297 s'],
  ]);
});

describe('tokens', () => {
  each(tokens, [
    [412, '412'],
    [4.25, '4.3'],
    [4100, '4.1k'],
    [51_234, '51k'],
    [999_600, '1M'],
    [1_234_567, '1.2M'],
    [1e300, '1.0e+300'],
  ]);
});

describe('count', () => {
  each(count, [
    [7, '7'],
    [1412, '1,412'],
    [1_234_567, '1,234,567'],
  ]);
});

it('never shows what is unknown as a number', () => {
  expect([score, points, ratio, money, duration, tokens].map((show) => show(undefined))).toEqual(
    Array(6).fill('unknown'),
  );
});

it('shows intervals without their unit', () => {
  expect(interval([-0.121, 0.046])).toBe('\u221212.1 to +4.6');
  expect(ratioInterval(0.74, 1.05)).toBe('\u221226 to +5.0');
});

it('knows one from many', () => {
  expect([plural(1, 'case'), plural(0, 'case'), plural(1200, 'case')]).toEqual([
    '1 case',
    '0 cases',
    '1,200 cases',
  ]);
});
