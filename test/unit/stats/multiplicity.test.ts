import { describe, expect, test } from 'vitest';
import { benjaminiHochberg, holm } from '../../../src/stats/multiplicity.ts';
import { expectAllPrinted } from './printed.ts';

const four = [0.01, 0.04, 0.03, 0.005];
const eight = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205];

describe('holm', () => {
  test('known adjustments', () => {
    expectAllPrinted(holm(four), ['.03', '.06', '.06', '.02']);
    expectAllPrinted(holm(eight), ['.008', '.056', '.234', '.234', '.234', '.234', '.234', '.234']);
  });
});

describe('benjaminiHochberg', () => {
  test('known adjustments', () => {
    expectAllPrinted(benjaminiHochberg(four), ['.02', '.04', '.04', '.02']);
    const adjusted = ['.008', '.032', '.0672', '.0672', '.0672', '.08', '.0845714286', '.205'];
    expectAllPrinted(benjaminiHochberg(eight), adjusted);
  });
});

describe.each([holm, benjaminiHochberg])('%o', (adjust) => {
  test('none, one, all equal, at most 1', () => {
    expect(adjust([])).toEqual([]);
    expect(adjust([0.2])).toEqual([0.2]);
    expect(adjust([1, 1, 1])).toEqual([1, 1, 1]);
    expect(Math.max(...adjust([0.6, 0.7, 0.9]))).toBeLessThanOrEqual(1);
  });
  test('keeps the order of the input', () => {
    const shuffled = [0.205, 0.001, 0.06];
    const sorted = adjust([0.001, 0.06, 0.205]);
    expect(adjust(shuffled)).toEqual([sorted[2], sorted[0], sorted[1]]);
  });
  test.each([-0.1, 1.1, Number.NaN])('rejects %s', (p) => {
    expect(() => adjust([p])).toThrow(RangeError);
  });
});

test('equal p-values: Holm multiplies by their number, Benjamini-Hochberg leaves them', () => {
  expectAllPrinted(holm([0.02, 0.02, 0.02]), ['.06', '.06', '.06']);
  expectAllPrinted(benjaminiHochberg([0.02, 0.02, 0.02]), ['.02', '.02', '.02']);
});
