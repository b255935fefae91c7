import { describe, expect, it } from 'vitest';
import { compareAll } from '../../src/core/compare.ts';
import type { Comparison } from '../../src/core/report.ts';
import { EXACT, measuredOf, POLICY, type SideScores } from '../support/build.ts';

type Row = { base?: SideScores; head?: SideScores };

const repeat = (count: number, row: Row): Row[] => Array.from({ length: count }, () => row);
const SAME = { base: [1], head: [1] };
const BROKE = { base: [1], head: [0] };
const FIXED = { base: [0], head: [1] };
const FAILS = { base: [0], head: [0] };

function compareOne(rows: Row[], maxDrop = 0.05): Comparison {
  const comparison = compareAll([measuredOf(rows, { policy: { ...POLICY, maxDrop } })], 'seed')[0]?.[0];
  if (!comparison) throw new Error('no comparison');
  return comparison;
}

describe('the verdict', () => {
  it.each<[string, Row[], number, Partial<Comparison>]>([
    [
      'four cases of twelve broke: proven and material',
      [...repeat(8, SAME), ...repeat(4, BROKE)],
      0.05,
      { verdict: 'regressed', delta: -1 / 3 },
    ],
    [
      'three of three broke: a chance of 1 in 16 is not proof',
      repeat(3, BROKE),
      0.05,
      { verdict: 'inconclusive', reason: 'too-noisy' },
    ],
    [
      'one broke and one was fixed: nothing shown either way',
      [...repeat(10, SAME), BROKE, FIXED],
      0.05,
      { verdict: 'inconclusive', delta: 0 },
    ],
    [
      'proven, but a smaller drop than the margin',
      [...repeat(100, SAME), ...repeat(5, BROKE)],
      0.06,
      { verdict: 'inconclusive' },
    ],
    ['no case moved among 100: not worse than the margin', repeat(100, SAME), 0.05, { verdict: 'unchanged' }],
    [
      'no case moved among 12: too few to exclude five points',
      repeat(12, SAME),
      0.05,
      { verdict: 'inconclusive' },
    ],
    ['no case moved among 12, with a margin of 25 points', repeat(12, SAME), 0.25, { verdict: 'unchanged' }],
    [
      'every case fails on both sides: there was nothing to lose, so nothing is shown',
      repeat(200, FAILS),
      0.05,
      { verdict: 'inconclusive', reason: 'at-floor' },
    ],
    [
      'base scores less than the margin: a drop of five points could not be seen',
      [...repeat(196, FAILS), ...repeat(4, SAME)],
      0.05,
      { verdict: 'inconclusive', reason: 'at-floor' },
    ],
    [
      'base scores just the margin',
      [...repeat(190, FAILS), ...repeat(10, SAME)],
      0.05,
      { verdict: 'unchanged' },
    ],
    [
      'nothing passed before, and six do now',
      [...repeat(20, FAILS), ...repeat(6, FIXED)],
      0.05,
      { verdict: 'improved' },
    ],
    ['six were fixed', [...repeat(8, SAME), ...repeat(6, FIXED)], 0.05, { verdict: 'improved' }],
  ])('%s', (_title, rows, maxDrop, expected) => {
    expect(compareOne(rows, maxDrop)).toMatchObject(expected);
  });

  it('gives means, delta and the 90 % interval of the paired differences', () => {
    const rows = [...repeat(14, SAME), ...repeat(4, BROKE), ...repeat(2, FIXED)];
    const { pairs, base, head, delta, interval } = compareOne(rows);
    expect({ pairs, base, head }).toEqual({ pairs: 20, base: 0.9, head: 0.8 });
    expect(delta).toBeCloseTo(-0.1, 12);
    expect(interval?.[0]).toBeCloseTo(-0.3106741044, 9);
    expect(interval?.[1]).toBeCloseTo(0.1288559229, 9);
  });

  it('averages the trials of a case before it pairs: three trials are not three cases', () => {
    const { pairs, delta } = compareOne([
      { base: [1, 1, 1], head: [1, 0, 0] },
      { base: [0, 0, 0], head: [0, 0, 0] },
    ]);
    expect(pairs).toBe(2);
    expect(delta).toBeCloseTo(-1 / 3, 12);
  });
});

describe('missing scores', () => {
  const lost = { base: [1], head: [null] };

  it('are dropped from both sides, never counted as zero', () => {
    expect(compareOne([...repeat(19, SAME), lost])).toMatchObject({ pairs: 19, lost: 1, delta: 0, head: 1 });
  });

  it('leave the comparison without a verdict when they are more than a tenth', () => {
    const rows = [...repeat(7, BROKE), lost];
    expect(compareOne(rows)).toMatchObject({ verdict: 'inconclusive', reason: 'lost-pairs', lost: 1 });
  });

  it('do not lose a case of which most trials were scored', () => {
    expect(compareOne([{ base: [1, 1, 1], head: [1, 1, null] }])).toMatchObject({ pairs: 1, lost: 0 });
    expect(compareOne([{ base: [1, 1, 1], head: [1, null, null] }])).toMatchObject({ pairs: 0, lost: 1 });
  });

  it('are counted by side, with the chance of so many more at head', () => {
    const { missing } = compareOne([...repeat(95, SAME), ...repeat(5, lost)]);
    expect(missing).toEqual({
      base: 0,
      head: 0.05,
      p: 1 / 64,
      worst: { head: 0.95, delta: -0.05, p: 1 / 64 },
    });
    expect(compareOne(repeat(20, SAME)).missing).toBeUndefined();
    const shed = { base: [1, 1], head: [1, null] };
    expect(
      compareOne([...repeat(18, { base: [1, 1], head: [1, 1] }), ...repeat(2, shed)]).missing,
    ).toMatchObject({
      head: 0.05,
      p: 1 / 8,
    });
  });

  it('leave no verdict when there is no pair at all', () => {
    expect(compareOne([])).toMatchObject({ verdict: 'inconclusive', reason: 'no-pairs' });
  });
});

describe('several comparisons', () => {
  it('share one error rate: what is proof alone may not be proof among four', () => {
    const broke = [...repeat(8, SAME), ...repeat(4, BROKE)];
    const alone = compareAll([measuredOf(broke)], 'seed');
    expect(alone[0]?.[0]).toMatchObject({ verdict: 'regressed', pAdjusted: 0.03125 });
    const scorers = ['a', 'b', 'c', 'exact'].map((name) => ({ spec: { ...EXACT, name }, gating: true }));
    const suite = measuredOf(broke, { scorers });
    for (const row of suite.cases) {
      for (const trial of [...(row.sides.base ?? []), ...(row.sides.head ?? [])]) {
        for (const name of ['a', 'b', 'c'])
          (trial.scores as Map<string, unknown>).set(name, { ok: true, value: 1, reason: '' });
      }
    }
    const among = compareAll([suite], 'seed')[0]?.find(({ scorer }) => scorer === 'exact');
    expect(among).toMatchObject({ verdict: 'inconclusive', p: 0.03125, pAdjusted: 0.125 });
  });
});

describe('clusters', () => {
  const clustered = (rows: Row[], clusters: string[]) => {
    const suite = measuredOf(rows);
    suite.cases.forEach((row, index) => {
      row.planned.case = { ...row.planned.case, cluster: clusters[index] };
    });
    return compareAll([suite], 'seed')[0]?.[0];
  };

  it('count as one: five cases of one conversation that broke together are no proof', () => {
    const rows = [...repeat(5, BROKE), ...repeat(10, SAME)];
    const names = ['a', 'a', 'a', 'a', 'a', ...'bbbbbccccc'];
    expect(clustered(rows, [])).toMatchObject({ verdict: 'regressed', p: 1 / 64 });
    expect(clustered(rows, names)).toMatchObject({ verdict: 'inconclusive', p: 0.25, pairs: 15 });
  });
});

describe("a scorer's own margin and severity", () => {
  const rows = [...repeat(8, SAME), ...repeat(4, BROKE)];
  const withSpec = (rest: Pick<typeof EXACT, 'maxDrop' | 'severity'>) =>
    compareAll(
      [measuredOf(rows, { scorers: [{ spec: { ...EXACT, threshold: 0.5, ...rest }, gating: true }] })],
      'seed',
    )[0]?.[0];

  it('take the place of the policy’s', () => {
    expect(withSpec({})).toMatchObject({ margin: 0.05, verdict: 'regressed' });
    expect(withSpec({ maxDrop: 0.7 })).toMatchObject({ margin: 0.7, verdict: 'unchanged', degraded: true });
    expect(withSpec({ severity: 'warn' })).toMatchObject({ verdict: 'regressed', severity: 'warn' });
  });
});

describe('what a suite can find', () => {
  it('is said as a drop and as a number of cases', () => {
    const rows = [...repeat(14, SAME), ...repeat(4, BROKE), ...repeat(2, FIXED)];
    const { detectable, needed } = compareOne(rows);
    // SD of the deltas .552506; 2.486475 SD / sqrt(20) and (2.486475 SD / .05)^2.
    expect(detectable).toBeCloseTo(0.30719, 4);
    expect(needed).toBe(755);
  });

  it('tells cases that differ from trials that differ', () => {
    const steady = compareOne([
      ...repeat(5, { base: [1, 1], head: [0, 0] }),
      ...repeat(5, { base: [1, 1], head: [1, 1] }),
    ]);
    expect(steady.spread).toEqual({ cases: 1, trials: 0 });
    const noisy = compareOne([
      ...repeat(5, { base: [1, 0], head: [0, 1] }),
      ...repeat(5, { base: [1, 1], head: [0, 1] }),
    ]);
    expect(noisy.spread?.trials).toBe(1);
    expect(compareOne([...repeat(5, BROKE), ...repeat(5, SAME)]).spread).toBeUndefined();
  });
});
