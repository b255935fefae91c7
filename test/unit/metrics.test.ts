import { describe, expect, it } from 'vitest';
import { suiteReport } from '../../src/core/assemble.ts';
import { measureMetrics } from '../../src/core/metrics.ts';
import { metricRows } from '../../src/render/metric-rows.ts';
import { createRandom } from '../../src/stats/random.ts';
import { measuredOf } from '../support/build.ts';

/** Cases of three trials a side; at head one trial in ten takes ten times as long. */
function suiteOf(count: number) {
  const random = createRandom('latency');
  const suite = measuredOf(Array.from({ length: count }, () => ({ base: [1, 1, 1], head: [1, 1, 1] })));
  for (const { sides } of suite.cases) {
    for (const variant of ['base', 'head'] as const) {
      for (const { trial } of sides[variant] ?? []) {
        if (!trial.ok) continue;
        trial.latencyMs = 100 + 10 * random.next();
        if (variant === 'head' && random.next() < 0.1) trial.latencyMs *= 10;
      }
    }
  }
  return suite;
}

describe('how slow the slowest trials are', () => {
  it('is the 95th percentile with an interval over cases, the same in every run', () => {
    const { base, head } = measureMetrics(suiteOf(60));
    const [before, after] = [base?.latencyP95, head?.latencyP95];
    expect(before?.valueMs).toBeGreaterThan(108);
    expect(before?.upperMs).toBeLessThan(110);
    expect(after?.valueMs).toBeGreaterThan(1000);
    expect(after?.lowerMs).toBeLessThanOrEqual(after?.valueMs ?? 0);
    expect(after?.upperMs).toBeGreaterThanOrEqual(after?.valueMs ?? 0);
    expect(measureMetrics(suiteOf(60))).toEqual({ ...measureMetrics(suiteOf(60)), base, head });
    const suite = suiteOf(60);
    const row = metricRows(suiteReport(suite, [], new Map(), [])).find(({ title }) => /95th/.test(title));
    expect(row?.base).toMatch(/^1\d\d ms \(1\d\d ms to 110 ms\)$/);
  });

  it('is drawn by clusters where there are some: what is slow together counts once', () => {
    const suite = measuredOf(Array.from({ length: 40 }, () => ({ base: [1], head: [1] })));
    suite.cases.forEach(({ planned, sides }, index) => {
      planned.case = { ...planned.case, cluster: `c${Math.floor(index / 10)}` };
      const [trial] = sides.head ?? [];
      if (trial?.trial.ok) trial.trial.latencyMs = index < 10 ? 1000 : 100 + index;
    });
    const p95 = measureMetrics(suite).head?.latencyP95;
    // One cluster of four is slow, and in (3/4)⁴ = 32 % of the draws it is not among them.
    expect(p95).toMatchObject({ valueMs: 1000, upperMs: 1000 });
    expect(p95?.lowerMs).toBeLessThan(150);
  });

  it('has an interval however many cases there are, where each is one trial', () => {
    const suite = measuredOf(Array.from({ length: 6000 }, () => ({ base: [1], head: [1] })));
    suite.cases.forEach(({ sides }, index) => {
      const [trial] = sides.head ?? [];
      if (trial?.trial.ok) trial.trial.latencyMs = index;
    });
    const { valueMs = 0, lowerMs = 0, upperMs = 0 } = measureMetrics(suite).head?.latencyP95 ?? {};
    expect(valueMs).toBeCloseTo(5699.05);
    // 1.645 standard errors of a share are 28 ranks, and ranks are whole.
    expect([lowerMs, upperMs].map((end) => Math.round(end - valueMs))).toEqual([-29, 27]);
  });

  it('is not said of few trials, and without an interval of very many', () => {
    expect(measureMetrics(suiteOf(6)).head?.latencyP95).toBeUndefined();
    const many = measureMetrics(suiteOf(1700)).head?.latencyP95;
    expect(many?.valueMs).toBeGreaterThan(1000);
    expect(many?.lowerMs).toBeUndefined();
  });
});
