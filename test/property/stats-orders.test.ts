import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { betaQuantile, incompleteBeta } from '../../src/stats/beta.ts';
import { fisherExact } from '../../src/stats/fisher.ts';
import { logRatio } from '../../src/stats/log-ratio.ts';
import { benjaminiHochberg, holm } from '../../src/stats/multiplicity.ts';
import { normalCdf, normalQuantile } from '../../src/stats/normal.ts';
import { permutationTest } from '../../src/stats/permutation.ts';
import { clopperPearson } from '../../src/stats/proportion.ts';
import { createRandom } from '../../src/stats/random.ts';
import { tCdf, tQuantile } from '../../src/stats/student-t.ts';

const probability = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });

describe('distributions', () => {
  test('quantiles invert cdfs', () => {
    const shape = fc.double({ min: 0.2, max: 300, noNaN: true });
    fc.assert(
      fc.property(probability, shape, shape, (p, a, b) => {
        expect(normalCdf(normalQuantile(p)) / p).toBeCloseTo(1, 9);
        expect(tCdf(tQuantile(p, a), a) / p).toBeCloseTo(1, 9);
        const x = betaQuantile({ p, a, b });
        fc.pre(x > 0 && x < 1 - 1e-9);
        expect(Math.abs(incompleteBeta({ x, a, b }) / p - 1)).toBeLessThan(1e-6);
      }),
    );
  });
  test('the two ends of a beta distribution add up', () => {
    fc.assert(
      fc.property(
        probability,
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 200 }),
        (x, a, b) => {
          expect(incompleteBeta({ x, a, b }) + incompleteBeta({ x: 1 - x, a: b, b: a })).toBeCloseTo(1, 9);
        },
      ),
    );
  });
});

describe('multiplicity', () => {
  const several = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 });
  test('never lowers a p-value, keeps their order, and Holm is the stricter', () => {
    fc.assert(
      fc.property(several, (p) => {
        const strict = holm(p);
        const lenient = benjaminiHochberg(p);
        p.forEach((value, i) => {
          expect(strict[i]).toBeGreaterThanOrEqual(value);
          expect(lenient[i]).toBeGreaterThanOrEqual(value * (1 - 1e-12));
          expect(strict[i]).toBeGreaterThanOrEqual((lenient[i] ?? 1) * (1 - 1e-12));
          p.forEach((other, j) => {
            if (value < other) expect(strict[i]).toBeLessThanOrEqual(strict[j] ?? 0);
          });
        });
      }),
    );
  });
});

describe('order of cases', () => {
  const positive = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
  test('the log ratio ignores it, and swapping base and head inverts it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(positive, positive), { minLength: 2, maxLength: 30 }),
        fc.string(),
        (pairs, seed) => {
          const run = (list: readonly (readonly [number, number])[], swap = false) =>
            logRatio(
              list.map(([base, head]) => (swap ? head : base)),
              list.map(([base, head]) => (swap ? base : head)),
              { alpha: 0.05 },
            );
          const [first, shuffled, swapped] = [
            run(pairs),
            run(createRandom(seed).shuffle(pairs)),
            run(pairs, true),
          ];
          expect((shuffled?.lower ?? 0) / (first?.lower ?? 1)).toBeCloseTo(1, 8);
          expect((swapped?.ratio ?? 0) * (first?.ratio ?? 0)).toBeCloseTo(1, 8);
          expect(Math.log(swapped?.lower ?? 0)).toBeCloseTo(-Math.log(first?.upper ?? 0), 8);
        },
      ),
    );
  });
});

describe('two groups', () => {
  test('a permutation of binary scores is Fisher, and does not depend on order', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(scores, scores, fc.string(), (base, head, seed) => {
        const count = (list: readonly number[]) => ({
          passes: list.filter((score) => score === 1).length,
          n: list.length,
        });
        const { p } = permutationTest({ base, head }, { alternative: 'worse', seed });
        expect(p).toBeCloseTo(
          fisherExact({ base: count(base), head: count(head), alternative: 'worse' }),
          10,
        );
        const shuffled = { base: createRandom(seed).shuffle(base), head: createRandom(seed).shuffle(head) };
        expect(permutationTest(shuffled, { alternative: 'worse', seed }).p).toBe(p);
      }),
    );
  });
  test('Clopper-Pearson covers at least as often as promised', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 15 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (n, p) => {
          let covered = 0;
          let choose = 1;
          for (let k = 0; k <= n; k += 1) {
            const { lower, upper } = clopperPearson({ k, n, alpha: 0.05 });
            if (lower <= p && p <= upper) covered += choose * p ** k * (1 - p) ** (n - k);
            choose = (choose * (n - k)) / (k + 1);
          }
          expect(covered).toBeGreaterThanOrEqual(0.9 - 1e-9);
        },
      ),
    );
  });
});
