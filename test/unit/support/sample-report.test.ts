import { expect, test } from 'vitest';
import { reportSchema } from '../../../src/core/report.ts';
import { sampleReport, sampleSuite } from '../../support/sample-report.ts';

test('the sample is a report that survives JSON, with one suite, three cases and two scorers', () => {
  const report = sampleReport();
  expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  const suite = sampleSuite();
  expect(report.suites).toEqual([suite]);
  expect(suite.cases).toHaveLength(3);
  expect(suite.comparisons.map((comparison) => comparison.scorer)).toEqual(['mentions-policy', 'helpful']);
});

test('its numbers agree with each other', () => {
  const { cases, comparisons } = sampleSuite();
  for (const { scorer, base, head, delta } of comparisons) {
    const mean = (side: 'base' | 'head') =>
      cases.reduce((sum, one) => sum + (one[side]?.means[scorer] ?? Number.NaN), 0) / cases.length;
    expect([mean('base'), mean('head')]).toEqual([expect.closeTo(base ?? -1), expect.closeTo(head ?? -1)]);
    expect(delta).toBeCloseTo(mean('head') - mean('base'));
  }
});

test('overrides replace whole members and are checked', () => {
  expect(sampleReport({ suites: [] }).suites).toEqual([]);
  expect(() => sampleReport({ createdAt: 'yesterday' })).toThrow();
});
