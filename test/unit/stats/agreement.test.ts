import { describe, expect, test } from 'vitest';
import { agreementOf, tableOf, weightedKappa } from '../../../src/stats/agreement.ts';
import { krippendorffAlpha } from '../../../src/stats/krippendorff.ts';
import { expectPrinted } from './printed.ts';

describe('two raters', () => {
  test('raw agreement, kappa with its standard error, AC1', () => {
    const result = agreementOf([
      [20, 5],
      [10, 15],
    ]);
    expect(result.n).toBe(50);
    expectPrinted(result.observed, '.7');
    expectPrinted(result.kappa, '.4');
    expectPrinted(result.kappaStandardError, '.1269960629');
    expectPrinted((result.kappa ?? 0) - 1.959964 * (result.kappaStandardError ?? 0), '.1510922885');
    expectPrinted((result.kappa ?? 0) + 1.959964 * (result.kappaStandardError ?? 0), '.6489077115');
    expectPrinted(result.ac1, '.4059405941');
  });
  test.each([
    [45, 15, 25, 15, '.1304347826'],
    [25, 35, 5, 35, '.2592592593'],
    [118, 5, 2, 0, '-.0233918129'],
  ])('%s %s %s %s', (a, b, c, d, kappa) => {
    expectPrinted(
      agreementOf([
        [a, b],
        [c, d],
      ]).kappa,
      kappa,
    );
  });
  test('kappa falls to nothing where nearly all is one category, AC1 does not', () => {
    const result = agreementOf([
      [118, 5],
      [2, 0],
    ]);
    expectPrinted(result.observed, '.944');
    expectPrinted(result.ac1, '.9407763376');
  });
  test('one category only: chance alone explains it', () => {
    const result = agreementOf([
      [9, 0],
      [0, 0],
    ]);
    expect(result.kappa).toBeUndefined();
    expect(result.kappaStandardError).toBeUndefined();
    expect(result.ac1).toBe(1);
  });
  test('near misses on a scale', () => {
    const [a, b] = [
      [1, 2, 3, 4, 5, 3, 2, 4],
      [1, 2, 3, 5, 5, 2, 2, 4],
    ] as const;
    const table = tableOf(
      a.map((value, index) => [value - 1, (b[index] ?? 0) - 1]),
      5,
    );
    expectPrinted(weightedKappa(table, 'quadratic'), '.9285714286');
    expect(weightedKappa(table, 'identity')).toBeCloseTo(agreementOf(table).kappa ?? 0, 12);
  });
  test.each([
    ['no square', [[1, 2]]],
    [
      'no items',
      [
        [0, 0],
        [0, 0],
      ],
    ],
    [
      'half an item',
      [
        [0.5, 0],
        [0, 1],
      ],
    ],
    [
      'less than nothing',
      [
        [-1, 0],
        [0, 2],
      ],
    ],
  ])('refuses a table with %s', (_what, table) => {
    expect(() => agreementOf(table)).toThrow(RangeError);
  });
});

describe('any number of raters', () => {
  const rows = [
    '1 2 3 3 2 1 4 1 2 . . .',
    '1 2 3 3 2 2 4 1 2 5 . 3',
    '. 3 3 3 2 3 4 2 2 5 1 .',
    '1 2 3 3 2 4 4 1 2 5 1 .',
  ].map((row) => row.split(' '));
  const units = Array.from({ length: 12 }, (_, unit) =>
    rows.flatMap((row) => (row[unit] === '.' ? [] : [Number(row[unit])])),
  );
  test.each([
    ['nominal', '.7434210526'],
    ['ordinal', '.8153875038'],
    ['interval', '.8491071429'],
    ['ratio', '.7974027747'],
  ] as const)('%s', (scale, alpha) => {
    expectPrinted(krippendorffAlpha(units, scale), alpha);
  });
  test('nothing to compare, and nothing to disagree about', () => {
    expect(krippendorffAlpha([[1], [2], []], 'nominal')).toBeUndefined();
    expect(
      krippendorffAlpha(
        [
          [1, 1],
          [1, 1, 1],
        ],
        'interval',
      ),
    ).toBeUndefined();
    expect(
      krippendorffAlpha(
        [
          [1, 1],
          [2, 2],
        ],
        'nominal',
      ),
    ).toBe(1);
  });
});
