import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gaffkeLower } from '../../src/stats/gaffke.ts';
import { paddedT } from '../../src/stats/padded-t.ts';
import { createRandom, type Random } from '../../src/stats/random.ts';

const delta = fc.double({ min: -1, max: 1, noNaN: true });
const deltas = fc.array(delta, { minLength: 2, maxLength: 40 });

/** Share of runs in which the lower bound lies above -margin: "not worse" is declared. */
function declared(setup: {
  seed: string;
  n: number;
  margin: number;
  runs: number;
  draw: (random: Random) => number;
}): number {
  const random = createRandom(setup.seed);
  let count = 0;
  for (let run = 0; run < setup.runs; run += 1) {
    const sample = Array.from({ length: setup.n }, () => setup.draw(random));
    if (paddedT(sample, { alpha: 0.05 }).lower > -setup.margin) count += 1;
  }
  return count / setup.runs;
}

const breaks = (random: Random) => (random.next() < 0.05 ? -1 : 0);
const flips = (down: number, up: number) => (random: Random) => {
  const u = random.next();
  return u < down ? -1 : u < down + up ? 1 : 0;
};

describe('size at the margin stays within 10 %', () => {
  test.each([
    [10, 0],
    [20, 0],
    [30, 0],
    [50, 0.085],
    [100, 0.036],
  ])('5 %% of cases break, margin .05, n = %s: about %s', (n, expected) => {
    const size = declared({ seed: `breaks ${n}`, n, margin: 0.05, runs: 1500, draw: breaks });
    expect(size).toBeLessThanOrEqual(0.1);
    expect(Math.abs(size - expected)).toBeLessThanOrEqual(0.02);
  });
  test.each([
    [20, 0.048],
    [50, 0.05],
  ])('20 %% break and 10 %% mend, margin .10, n = %s: about %s', (n, expected) => {
    const size = declared({ seed: `flips ${n}`, n, margin: 0.1, runs: 1500, draw: flips(0.2, 0.1) });
    expect(size).toBeLessThanOrEqual(0.1);
    expect(Math.abs(size - expected)).toBeLessThanOrEqual(0.02);
  });
  test.each([
    [5, 0],
    [10, 0],
    [20, 0],
    [40, 0.085],
  ])('10 %% of clusters of 5 break whole, margin .10, %s clusters: about %s', (count, expected) => {
    const random = createRandom(`clusters ${count}`);
    const clusters = Array.from({ length: 5 * count }, (_, i) => String(Math.floor(i / 5)));
    const runs = 1000;
    let passed = 0;
    for (let run = 0; run < runs; run += 1) {
      const whole = Array.from({ length: count }, () => (random.next() < 0.1 ? -1 : 0));
      const sample = whole.flatMap((value) => [value, value, value, value, value]);
      if (paddedT(sample, { alpha: 0.05, clusters }).lower > -0.1) passed += 1;
    }
    expect(passed / runs).toBeLessThanOrEqual(0.1 + 3 * Math.sqrt(0.09 / runs));
    expect(Math.abs(passed / runs - expected)).toBeLessThanOrEqual(0.03);
  });
});

test.each([
  [30, 0.273],
  [100, 0.723],
])('power on a change that does nothing, margin .10, n = %s: about %s', (n, expected) => {
  const power = declared({ seed: `power ${n}`, n, margin: 0.1, runs: 1500, draw: flips(0.1, 0.1) });
  expect(Math.abs(power - expected)).toBeLessThanOrEqual(0.04);
});

describe('shape', () => {
  test('ordered, within [-1, 1], and never a point', () => {
    fc.assert(
      fc.property(deltas, (values) => {
        const { lower, upper, adjustedMean } = paddedT(values, { alpha: 0.05 });
        expect(lower).toBeGreaterThanOrEqual(-1);
        expect(upper).toBeLessThanOrEqual(1);
        expect(lower).toBeLessThan(adjustedMean);
        expect(adjustedMean).toBeLessThan(upper);
      }),
    );
  });
  test('swapping base and head mirrors it', () => {
    fc.assert(
      fc.property(deltas, (values) => {
        const there = paddedT(values, { alpha: 0.05 });
        const back = paddedT(
          values.map((value) => -value),
          { alpha: 0.05 },
        );
        expect(back.mean).toBeCloseTo(-there.mean, 12);
        expect(back.lower).toBeCloseTo(-there.upper, 12);
        expect(back.upper).toBeCloseTo(-there.lower, 12);
      }),
    );
  });
  test('does not depend on the order of the cases', () => {
    fc.assert(
      fc.property(deltas, fc.string(), (values, seed) => {
        const pairs = values.map((value, i) => ({ value, cluster: String(i % 6) }));
        const run = (list: typeof pairs, clustered: boolean) => {
          const clusters = clustered ? { clusters: list.map(({ cluster }) => cluster) } : {};
          return paddedT(
            list.map(({ value }) => value),
            { alpha: 0.05, ...clusters },
          );
        };
        const shuffled = createRandom(seed).shuffle(pairs);
        for (const clustered of [false, true]) {
          expect(run(shuffled, clustered).lower).toBeCloseTo(run(pairs, clustered).lower, 10);
          expect(run(shuffled, clustered).upper).toBeCloseTo(run(pairs, clustered).upper, 10);
        }
      }),
    );
  });
  test('a smaller alpha widens it', () => {
    fc.assert(
      fc.property(deltas, (values) => {
        const narrow = paddedT(values, { alpha: 0.1 });
        const wide = paddedT(values, { alpha: 0.01 });
        expect(wide.lower).toBeLessThanOrEqual(narrow.lower);
        expect(wide.upper).toBeGreaterThanOrEqual(narrow.upper);
      }),
    );
  });
  test('"regressed by the margin" and "not worse by the margin" never hold together', () => {
    fc.assert(
      fc.property(deltas, (values) => {
        const { mean, lower } = paddedT(values, { alpha: 0.05 });
        // A mean that rose is no regression by any margin.
        fc.pre(mean <= 0);
        expect(lower).toBeLessThanOrEqual(mean + 1e-12);
      }),
    );
  });
});

describe('gaffkeLower', () => {
  test('lies below the mean, above -1, rises with a delta, and ignores order', () => {
    fc.assert(
      fc.property(deltas, fc.string(), (values, seed) => {
        const bound = gaffkeLower(values, { alpha: 0.05 });
        const mean = values.reduce((a, b) => a + b, 0) / values.length;
        expect(bound).toBeLessThanOrEqual(mean + 1e-9);
        expect(bound).toBeGreaterThanOrEqual(-1);
        expect(gaffkeLower(createRandom(seed).shuffle(values), { alpha: 0.05 })).toBe(bound);
        const raised = values.map((value, i) => (i === 0 ? 1 : value));
        expect(gaffkeLower(raised, { alpha: 0.05 })).toBeGreaterThanOrEqual(bound - 1e-9);
      }),
      { numRuns: 50 },
    );
  });
  test('5 % of cases break, margin .05, n = 50: never declared', () => {
    const random = createRandom('gaffke');
    for (let run = 0; run < 200; run += 1) {
      const values = Array.from({ length: 50 }, () => breaks(random));
      expect(gaffkeLower(values, { alpha: 0.05 })).toBeLessThanOrEqual(-0.05);
    }
  });
});
