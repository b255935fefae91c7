import { describe, expect, it } from 'vitest';
import { fewestCases, likelyCases } from '../../src/core/reach.ts';
import type { Suite } from '../../src/core/suite.ts';
import { classify } from '../../src/stages/classify.ts';
import type { LoadedSuite } from '../../src/stages/load.ts';
import { paddedT } from '../../src/stats/padded-t.ts';
import { caseOf, POLICY, promptOf, renderPrompt, suiteOf } from '../support/build.ts';

const loaded = (suite: Suite): LoadedSuite => ({ ok: true, name: suite.name, path: suite.path, suite });

function classified(cases: number, maxDrop: number, cluster?: (index: number) => string) {
  const base = suiteOf({
    cases: Array.from({ length: cases }, (_, index) =>
      caseOf(`c${index}`, cluster ? { cluster: cluster(index) } : {}),
    ),
    policy: { ...POLICY, gate: 'non-inferiority', maxDrop },
  });
  const head = { ...base, target: { ...base.target, prompt: promptOf('New {{input}}') } };
  return classify([loaded(base)], [loaded(head)], renderPrompt)[0];
}

describe('a non-inferiority gate', () => {
  it('is refused before the first call when no run of this size could pass it', () => {
    expect(classified(20, 0.1)).toMatchObject({
      report: {
        state: 'broken',
        problems: [
          {
            code: 'E_CANNOT_PROVE',
            message:
              '20 cases can never show that the score dropped by less than 0.1. It takes 23 cases if nothing moves at all, and about 56 if deltas spread by 0.3; more trials of these cases cannot make up for it.',
          },
        ],
      },
    });
    expect(classified(23, 0.1)?.run).toBeDefined();
  });

  it('counts clusters as one each, and needs five of them', () => {
    const four = classified(80, 0.1, (index) => `k${index % 4}`);
    expect(four).toMatchObject({ report: { problems: [{ code: 'E_CANNOT_PROVE' }] } });
    expect(JSON.stringify(four)).toContain('80 cases in 4 clusters can never show');
    expect(classified(80, 0.1, (index) => `k${index % 40}`)?.run).toBeDefined();
  });

  it('is refused with a margin of nothing', () => {
    expect(classified(50, 0)).toMatchObject({ report: { problems: [{ code: 'E_CANNOT_PROVE' }] } });
  });
});

describe('sizes', () => {
  it.each([0.05, 0.1, 0.2, 0.5])('are the smallest that will do for a margin of %d', (margin) => {
    const fewest = fewestCases(margin) ?? 0;
    const lower = (n: number) => paddedT(new Array<number>(n).fill(0), { alpha: 0.05 }).lower;
    expect(lower(fewest)).toBeGreaterThan(-margin);
    expect(lower(fewest - 1)).toBeLessThanOrEqual(-margin);
  });

  it('agree with the usual formula', () => {
    expect([likelyCases(0.05, 0.3), likelyCases(0.1, 0.3), likelyCases(0.05, 0.2)]).toEqual([223, 56, 99]);
  });
});
