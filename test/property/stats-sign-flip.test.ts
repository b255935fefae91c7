import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/stats/random.ts';
import { signFlip } from '../../src/stats/sign-flip.ts';

const seed = 'property';
const onGrid = fc.array(
  fc.integer({ min: -12, max: 12 }).map((k) => k / 12),
  { maxLength: 40 },
);
/** Irrational multiples, so on no grid; fast-check's own doubles crowd around 0. */
const offGrid = fc.integer({ min: -1e6, max: 1e6 }).map((k) => (k / 1e6) * Math.SQRT1_2);
const anywhere = fc.array(offGrid, { maxLength: 11 });
const drawn = fc.array(offGrid, { minLength: 24, maxLength: 30 });
const negate = (deltas: readonly number[]) => deltas.map((delta) => -delta);

/** Every sign pattern of these sizes: all that the null can produce. */
function patterns(sizes: readonly number[]): number[][] {
  return Array.from({ length: 2 ** sizes.length }, (_, pattern) =>
    sizes.map((size, i) => ((pattern >> i) & 1 ? size : -size)),
  );
}

describe('antisymmetry', () => {
  test('worse on the deltas is better on their negatives', () => {
    fc.assert(
      fc.property(fc.oneof(onGrid, anywhere, drawn), (deltas) => {
        const worse = signFlip(deltas, { alternative: 'worse', seed, draws: 50 });
        expect(signFlip(negate(deltas), { alternative: 'better', seed, draws: 50 })).toEqual(worse);
      }),
    );
  });
  test('exact p-values of both directions add up to 1', () => {
    fc.assert(
      fc.property(fc.oneof(onGrid, anywhere), (deltas) => {
        const worse = signFlip(deltas, { alternative: 'worse', seed });
        const better = signFlip(deltas, { alternative: 'better', seed });
        expect(worse.exact && better.exact).toBe(true);
        expect(worse.p + better.p).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe('the p-value', () => {
  test('is in (0, 1], and a lower delta never raises it', () => {
    fc.assert(
      fc.property(onGrid, fc.nat(), (deltas, pick) => {
        fc.pre(deltas.length > 0);
        const { p } = signFlip(deltas, { alternative: 'worse', seed });
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
        const index = pick % deltas.length;
        const lowered = deltas.map((delta, i) => (i === index ? -Math.abs(delta) : delta));
        expect(signFlip(lowered, { alternative: 'worse', seed }).p).toBeLessThanOrEqual(p + 1e-12);
      }),
    );
  });
  test('does not depend on the order of the cases, nor on zeros', () => {
    fc.assert(
      fc.property(fc.oneof(onGrid, anywhere, drawn), fc.string(), (deltas, order) => {
        const first = signFlip(deltas, { alternative: 'worse', seed, draws: 50 });
        const other = createRandom(order).shuffle([...deltas, 0, 0]);
        expect(signFlip(other, { alternative: 'worse', seed, draws: 50 })).toEqual(first);
      }),
    );
  });
  test('does not depend on the order of the cases within and between clusters', () => {
    fc.assert(
      fc.property(onGrid, fc.string(), (deltas, order) => {
        const pairs = deltas.map((delta, i) => ({ delta, cluster: String(i % 7) }));
        const run = (list: typeof pairs) =>
          signFlip(
            list.map(({ delta }) => delta),
            { alternative: 'worse', seed, clusters: list.map(({ cluster }) => cluster) },
          );
        expect(run(createRandom(order).shuffle(pairs))).toEqual(run(pairs));
      }),
    );
  });
});

describe('when the change does nothing', () => {
  const sizes = fc.array(
    fc.integer({ min: 1, max: 6 }).map((k) => k / 6),
    { minLength: 1, maxLength: 8 },
  );

  test('over all sign patterns the mid-p averages one half, and spreads no more than a uniform', () => {
    fc.assert(
      fc.property(sizes, (scores) => {
        const p = patterns(scores).map((deltas) => signFlip(deltas, { alternative: 'worse', seed }).p);
        const mean = p.reduce((a, b) => a + b, 0) / p.length;
        const variance = p.reduce((a, b) => a + (b - mean) ** 2, 0) / p.length;
        expect(mean).toBeCloseTo(0.5, 10);
        expect(variance).toBeLessThanOrEqual(1 / 12 + 1e-12);
      }),
      { numRuns: 40 },
    );
  });
  test('the drawn p-value is conservative', () => {
    const random = createRandom('conservative');
    const runs = 400;
    let significant = 0;
    for (let run = 0; run < runs; run += 1) {
      const deltas = Array.from({ length: 25 }, () => 2 * random.next() - 1);
      const result = signFlip(deltas, { alternative: 'worse', seed: String(run), draws: 199 });
      expect(result.exact).toBe(false);
      if (result.p <= 0.05) significant += 1;
    }
    expect(significant / runs).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs));
  });
  test.each([
    [10, 0.1],
    [20, 0.1],
    [50, 0.1],
    [50, 0.3],
  ])('binary scores, %s cases, %s flip each way: about 5 %% at most', (n, rate) => {
    const random = createRandom(`binary ${n} ${rate}`);
    const runs = 2000;
    let significant = 0;
    for (let run = 0; run < runs; run += 1) {
      const deltas = Array.from({ length: n }, () => {
        const u = random.next();
        return u < rate ? -1 : u < 2 * rate ? 1 : 0;
      });
      if (signFlip(deltas, { alternative: 'worse', seed }).p <= 0.05) significant += 1;
    }
    expect(significant / runs).toBeLessThanOrEqual(0.06 + 3 * Math.sqrt((0.06 * 0.94) / runs));
  });
  test('it finds a real regression', () => {
    const random = createRandom('power');
    const runs = 500;
    let significant = 0;
    for (let run = 0; run < runs; run += 1) {
      const deltas = Array.from({ length: 50 }, () =>
        random.next() < 0.3 ? -1 : random.next() < 0.05 ? 1 : 0,
      );
      if (signFlip(deltas, { alternative: 'worse', seed }).p <= 0.05) significant += 1;
    }
    expect(significant / runs).toBeGreaterThan(0.9);
  });
});
