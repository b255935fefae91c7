import { describe, expect, it } from 'vitest';
import { compareAll } from '../../src/core/compare.ts';
import type { Comparison } from '../../src/core/report.ts';
import { createRandom } from '../../src/stats/random.ts';
import { type TiedRow, tiedSuite } from '../support/tie.ts';

const times = (count: number, row: TiedRow): TiedRow[] => Array.from({ length: count }, () => row);
const ALIKE = { base: 1, head: 1, preferred: 0.5 };
const WORSE = { base: 1, head: 1, preferred: 0 };
const BETTER = { base: 1, head: 1, preferred: 1 };

function compared(rows: readonly TiedRow[], options: Parameters<typeof tiedSuite>[1] = {}): Comparison[] {
  return compareAll([tiedSuite(rows, options)], 'seed')[0] ?? [];
}

describe('a judge of pairs breaks the ties of a scorer', () => {
  it('is the verdict where the scorer has none and the preference is proven', () => {
    const rows = [...times(12, ALIKE), ...times(8, WORSE)];
    expect(compared(rows, { breaksTies: false })[0]).toMatchObject({ verdict: 'inconclusive' });
    const [scorer, pairs] = compared(rows);
    expect(scorer).toMatchObject({ verdict: 'regressed', brokenBy: 'better', delta: 0 });
    expect(scorer).not.toHaveProperty('reason');
    expect(pairs).toMatchObject({ breaksTies: 'exact', alpha: 0.01, gating: false, verdict: 'regressed' });
    // Eight of eight: ½ · (½)^8.
    expect(pairs?.pAdjusted).toBeCloseTo(0.5 ** 9, 12);
    const [better] = compared([...times(12, ALIKE), ...times(8, BETTER)]);
    expect(better).toMatchObject({ verdict: 'improved', brokenBy: 'better' });
  });

  it.each<[string, TiedRow[], Parameters<typeof tiedSuite>[1]?]>([
    ['five of five pairs, which is 1.6 %', [...times(15, ALIKE), ...times(5, WORSE)]],
    [
      'pairs against the estimate',
      [...times(11, ALIKE), ...times(8, WORSE), { base: 0, head: 1, preferred: 0.5 }],
    ],
    [
      'pairs of which more than a tenth are lost',
      [...times(9, ALIKE), ...times(8, WORSE), ...times(3, { base: 1, head: 1 })],
    ],
    [
      'head preferred against the estimate',
      [...times(11, ALIKE), ...times(8, BETTER), { base: 1, head: 0, preferred: 0.5 }],
    ],
    [
      'head preferred in what is left of lost pairs',
      [...times(9, ALIKE), ...times(8, BETTER), ...times(3, { base: 1, head: 1 })],
    ],
    [
      'a preference for head smaller than its margin',
      [...times(12, ALIKE), ...times(8, BETTER)],
      { pairsMargin: 0.45 },
    ],
    [
      'head preferred, where what is not shown to be no worse blocks',
      [...times(12, ALIKE), ...times(8, BETTER)],
      { policy: { gate: 'non-inferiority' } },
    ],
    [
      'a preference smaller than its margin',
      [...times(12, ALIKE), ...times(8, WORSE)],
      { pairsMargin: 0.45 },
    ],
  ])('leaves it undecided: %s', (_title, rows, options) => {
    const [scorer] = compared(rows, options);
    expect(scorer).not.toHaveProperty('brokenBy');
  });

  it('says nothing where the scorer has a verdict of its own', () => {
    const rows = [...times(12, BETTER), ...times(8, { base: 1, head: 0, preferred: 1 })];
    const [scorer] = compared(rows);
    expect(scorer).toMatchObject({ verdict: 'regressed' });
    expect(scorer).not.toHaveProperty('brokenBy');
  });

  it('spends one of the five percent, whether or not a tie comes up', () => {
    const rows = [...times(12, ALIKE), ...times(8, { base: 1, head: 0, preferred: 0.5 })];
    expect(compared(rows)[0]?.alpha).toBeCloseTo(0.04, 12);
    expect(compared(rows, { breaksTies: false })[0]).not.toHaveProperty('alpha');
  });
});

/**
 * Pull requests of 24 cases with one trial each. A case's score flips either way with a chance of `noise`, and head's
 * is worse by `harm` beside; the pair is decided for the better output, or by whim where both score alike.
 */
function simulate(count: number, { harm, seed }: { harm: number; seed: string }) {
  const random = createRandom(seed);
  const chance = (p: number) => random.next() < p;
  const rates = { alone: 0, together: 0, wrong: 0 };
  for (let run = 0; run < count; run++) {
    const rows = Array.from({ length: 24 }, (): TiedRow => {
      const base = chance(0.2) ? 0 : 1;
      const head = chance(0.2 + harm) ? 0 : 1;
      const whim = chance(0.3) ? (chance(0.5 + 2 * harm) ? 0 : 1) : 0.5;
      return { base, head, preferred: base === head ? whim : head > base ? 1 : 0 };
    });
    const [alone] = compared(rows, { breaksTies: false });
    const [together] = compared(rows);
    rates.alone += Number(alone?.verdict === 'regressed');
    rates.together += Number(together?.verdict === 'regressed');
    rates.wrong += Number(together?.verdict === 'improved');
  }
  return { alone: rates.alone / count, together: rates.together / count, wrong: rates.wrong / count };
}

describe('how often it is wrong', () => {
  const COUNT = 1500;
  const error = (p: number) => 2 * Math.sqrt((p * (1 - p)) / COUNT);

  it('blocks a change that does nothing in at most one of twenty, and says as rarely that it got better', () => {
    const { together, wrong } = simulate(COUNT, { harm: 0, seed: 'nothing' });
    expect(together).toBeLessThanOrEqual(0.05 + error(0.05));
    expect(wrong).toBeLessThanOrEqual(0.05 + error(0.05));
  });

  it('finds more of what does harm than the scorer alone', () => {
    const { alone, together, wrong } = simulate(COUNT / 3, { harm: 0.2, seed: 'harm' });
    expect(together).toBeGreaterThan(alone);
    expect(wrong).toBeLessThan(0.01);
  });
});
