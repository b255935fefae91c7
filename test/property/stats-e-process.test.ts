import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eProcess, regressionEvidence } from '../../src/stats/e-process.ts';
import { createRandom } from '../../src/stats/random.ts';

/** Mean of the last wealth over all sequences of `length` fair draws from the outcomes. */
function expectedWealth(outcomes: readonly number[], setup: { length: number; nullMean: number }): number {
  const { length, nullMean } = setup;
  const count = outcomes.length ** length;
  let total = 0;
  for (let code = 0; code < count; code += 1) {
    let rest = code;
    const values = Array.from({ length }, () => {
      const value = outcomes[rest % outcomes.length] ?? Number.NaN;
      rest = Math.floor(rest / outcomes.length);
      return value;
    });
    total += eProcess(values, { nullMean }).at(-1) ?? 1;
  }
  return total / count;
}

const outcomes = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 3 });

describe('under the null', () => {
  test('the expected wealth is 1 when the mean is the null mean', () => {
    fc.assert(
      fc.property(outcomes, (values) => {
        const nullMean = values.reduce((a, b) => a + b, 0) / values.length;
        fc.pre(Math.abs(nullMean) < 0.99);
        expect(expectedWealth(values, { length: 5, nullMean })).toBeCloseTo(1, 10);
      }),
    );
  });
  test('the expected wealth is at most 1 when the mean is lower', () => {
    fc.assert(
      fc.property(outcomes, fc.double({ min: 0, max: 0.5, noNaN: true }), (values, gap) => {
        const nullMean = values.reduce((a, b) => a + b, 0) / values.length + gap;
        fc.pre(Math.abs(nullMean) < 0.99);
        expect(expectedWealth(values, { length: 5, nullMean })).toBeLessThanOrEqual(1 + 1e-10);
      }),
    );
  });
  test('wealth is never negative, however the values fall', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { maxLength: 60 }),
        fc.double({ min: -0.9, max: 0.9, noNaN: true }),
        (values, nullMean) => {
          for (const wealth of eProcess(values, { nullMean })) expect(wealth).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
  test('it ever reaches 20 in at most 5 % of runs', () => {
    const random = createRandom('ville');
    const runs = 1000;
    let reached = 0;
    for (let run = 0; run < runs; run += 1) {
      const deltas = Array.from({ length: 100 }, () => {
        const u = random.next();
        return u < 0.2 ? -1 : u < 0.4 ? 1 : 0;
      });
      if (regressionEvidence(deltas).some((wealth) => wealth >= 20)) reached += 1;
    }
    expect(reached / runs).toBeLessThanOrEqual(0.05);
  });
});

test('a large regression is found: delta -.3 on 100 cases reaches 100 in about 98 % of runs', () => {
  const random = createRandom('regression');
  const runs = 500;
  let reached = 0;
  for (let run = 0; run < runs; run += 1) {
    const deltas = Array.from({ length: 100 }, () => {
      const u = random.next();
      return u < 0.4 ? -1 : u < 0.5 ? 1 : 0;
    });
    if (regressionEvidence(deltas).some((wealth) => wealth >= 100)) reached += 1;
  }
  expect(reached / runs).toBeGreaterThan(0.85);
});
