import { describe, expect, it } from 'vitest';
import type { PlannedCase } from '../../src/core/plan.ts';
import { withTwins } from '../../src/core/twins.ts';
import { WHOLE_CASES } from '../../src/core/whole-cases.ts';
import { measuredOf } from '../support/build.ts';

/** Rows of which those named have the variables of the first one, and the others have their own. */
function rowsOf(count: number, twins: readonly number[]): PlannedCase[] {
  const { cases } = measuredOf(Array.from({ length: count }, () => ({ base: [1], head: [1] })));
  return cases.map(({ planned }, index) => {
    const vars = twins.includes(index)
      ? index % 2 === 0
        ? { a: 1, b: [2] }
        : { b: [2], a: 1 }
      : { a: 1, b: [2], index };
    return { ...planned, case: { ...planned.case, vars } };
  });
}

const clustersOf = (rows: readonly PlannedCase[]) => rows.map((row) => row.case.cluster);

describe('cases with the same variables', () => {
  it.each([
    ['few', 8],
    ['very many', WHOLE_CASES + 8],
  ])('are a cluster among %s, whatever the order of their variables', (_many, count) => {
    const clusters = clustersOf(withTwins(rowsOf(count, [1, 4, 6])));
    expect(clusters.flatMap((name, index) => (name === undefined ? [] : [index]))).toEqual([1, 4, 6]);
    expect(new Set([clusters[1], clusters[4], clusters[6]]).size).toBe(1);
  });

  it('are left in the cluster that they are in, and where nothing decides', () => {
    const rows = rowsOf(6, [0, 1, 2, 3]);
    const [first, second] = rows;
    if (!first || !second) throw new Error('no rows');
    const marked = [
      { ...first, case: { ...first.case, cluster: 'own' } },
      { ...second, identical: true },
      ...rows.slice(2),
    ];
    expect(clustersOf(withTwins(marked))).toEqual([
      'own',
      undefined,
      'same as case-2',
      'same as case-2',
      undefined,
      undefined,
    ]);
  });

  it('are none where all differ', () => {
    expect(clustersOf(withTwins(rowsOf(5, [])))).toEqual(new Array(5).fill(undefined));
  });
});
