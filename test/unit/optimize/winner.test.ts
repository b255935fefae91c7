import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/core/report.ts';
import type { Case } from '../../../src/core/suite.ts';
import { candidateOf } from '../../../src/optimize/candidate.ts';
import type { Member } from '../../../src/optimize/pool.ts';
import { testsOf, verdictOf } from '../../../src/stages/winner.ts';

const rows = (prefix: string): Case[] => [1, 2].map((at) => ({ id: `${prefix}${at}`, vars: {}, tags: [] }));
const halves = [rows('a'), rows('b')] as const;
const splits = { test: halves.flat(), halves };
const member = (model: string, origin: 'incumbent' | 'setting' = 'setting'): Member => ({
  candidate: candidateOf({ components: {}, demos: [], provider: 'p', model, parameters: {} }, origin),
  scores: new Map(),
  mean: 0,
});
const [x, y, today] = [member('x'), member('y'), member('m', 'incumbent')];
const idsOf = (cases: readonly Case[] = []) => cases.map(({ id }) => id).join();

describe('what is tested where', () => {
  it.each([
    { drawn: x, first: 'b1,b2', member: y, rest: 'a1,a2' },
    { drawn: y, first: 'a1,a2', member: x, rest: 'b1,b2' },
  ])('is what the other half chose, whichever the coin drew', ({ drawn, first, member: other, rest }) => {
    const found = testsOf({ winner: drawn, chosen: [x, y] }, splits);
    expect(idsOf(found.first)).toBe(first);
    expect(found.rest?.member).toBe(other);
    expect(idsOf(found.rest?.cases)).toBe(rest);
  });

  it('is everything at once where both chose the same, or where there are no halves', () => {
    expect(idsOf(testsOf({ winner: x, chosen: [x, x] }, splits).first)).toBe('a1,a2,b1,b2');
    expect(idsOf(testsOf({ winner: x }, { test: splits.test }).first)).toBe('a1,a2,b1,b2');
  });

  it('counts the half that chose what stands there as unchanged', () => {
    const found = testsOf({ winner: x, chosen: [x, today] }, splits);
    expect([idsOf(found.first), idsOf(found.unchanged), found.rest]).toEqual(['b1,b2', 'a1,a2', undefined]);
  });
});

describe('the verdict on a winner', () => {
  const report = (comparison: object, { outcome = 'pass', costRatio = 1 } = {}) =>
    ({
      decision: { outcome },
      suites: [
        {
          name: 's',
          state: 'touched',
          metrics: { costRatio },
          comparisons: [{ gating: true, delta: 0.2, verdict: 'improved', ...comparison }],
        },
      ],
    }) as unknown as Report;

  it.each([
    ['improved', report({})],
    ['gate-failed', report({}, { outcome: 'fail' })],
    ['test-not-improved', report({ verdict: 'inconclusive', delta: -0.01 }, { costRatio: 0.5 })],
    ['cheaper', report({ verdict: 'unchanged', delta: 0 }, { costRatio: 0.9 })],
    ['test-not-improved', report({ verdict: 'unchanged', delta: 0 }, { costRatio: 0.91 })],
    ['test-not-improved', report({ verdict: 'unchanged', delta: -0.01, degraded: true }, { costRatio: 0.5 })],
  ])('is %s', (wanted, test) => {
    const { outcome, why } = verdictOf([test], 's');
    expect(why ?? outcome).toBe(wanted);
  });

  it('hangs on what both halves say together, and on the gate of both', () => {
    const pooled = (verdict: 'improved' | 'inconclusive') => ({
      chosen: ['x', 'y'] as [string, string],
      comparisons: [
        {
          scorer: 'exact',
          pairs: 4,
          base: 0,
          head: 0.2,
          delta: 0.2,
          interval: [0, 0.4] as [number, number],
          p: 0,
          verdict,
        },
      ],
    });
    expect(verdictOf([report({}), report({})], 's', pooled('improved')).outcome).toBe('improved');
    expect(verdictOf([report({}), report({})], 's', pooled('inconclusive')).outcome).toBe('no-improvement');
    const blocked = report({}, { outcome: 'fail' });
    expect(verdictOf([report({}), blocked], 's', pooled('improved')).why).toBe('gate-failed');
  });
});
