import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adviceOf } from '../../src/core/advice.ts';
import { compareAll } from '../../src/core/compare.ts';
import type { MeasuredSuite } from '../../src/core/measurement.ts';
import { inconclusiveWords } from '../../src/render/terms.ts';
import { measuredOf, type SideScores } from '../support/build.ts';

function compared(suite: MeasuredSuite) {
  const comparison = compareAll([suite], 's')[0]?.[0];
  if (!comparison) throw new Error('no comparison');
  return comparison;
}

describe('what would make the margin detectable', () => {
  it('is as many cases, trials or judgements as bring the variance down to what is tolerable, and no fewer', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.record({ judge: share, trial: share, pairs: fc.integer({ min: 5, max: 200 }) }),
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 5 }),
        ({ judge, trial, pairs }, more, trials, judgements) => {
          const needed = pairs + more;
          const spread = { cases: (1 - judge) * (1 - trial), trials: (1 - judge) * trial, judge };
          const tolerable = pairs / needed;
          const advice = adviceOf({ needed, pairs, tolerable, noise: { spread, trials, judgements } });
          expect(advice.cases).toBe(more);
          const left = (fixed: number, from: number, to: number) => fixed + ((1 - fixed) * from) / to;
          for (const [fixed, said, most] of [
            [spread.cases, advice.trials, 30],
            [1 - judge, advice.judgements, 9],
          ] as const) {
            if (!said) {
              expect(left(fixed, said === advice.trials ? trials : judgements, most)).toBeGreaterThan(
                tolerable - 1e-6,
              );
              continue;
            }
            expect(left(fixed, said.from, said.to)).toBeLessThanOrEqual(tolerable + 1e-6);
            expect(left(fixed, said.from, said.to - 1)).toBeGreaterThan(tolerable - 1e-6);
          }
        },
      ),
    );
  });

  it('holds of a suite that is run with what was advised', () => {
    // Twelve cases whose two trials differ by chance alone; deltas of 0 and ±.05.
    const flat: SideScores = [0.8, 0.8];
    const loose: SideScores = [0.75, 0.85];
    const rows = Array.from({ length: 12 }, (_, index) => ({
      base: index % 3 === 0 ? loose : flat,
      head: index % 3 === 1 ? [0.85, 0.85] : index % 3 === 2 ? [0.75, 0.75] : loose,
    }));
    const {
      advice,
      detectable = 0,
      margin,
      needed = 0,
    } = compared(measuredOf(rows, { policy: { ...measuredOf(rows).planned.policy, maxDrop: 0.02 } }));
    expect(detectable).toBeGreaterThan(margin);
    expect(advice?.cases).toBe(needed - 12);
    // As many times the same cases: the spread is the same, and the drop that is found is the margin.
    const times = Math.ceil(needed / 12);
    const larger = Array.from({ length: times }, () => rows).flat();
    expect(compared(measuredOf(larger)).detectable).toBeLessThanOrEqual(margin);
  });

  it('is said in words, with the largest part of the variance', () => {
    const comparison = {
      ...compared(measuredOf([{ base: [1], head: [0] }])),
      verdict: 'inconclusive' as const,
      reason: 'too-noisy' as const,
      pairs: 38,
      detectable: 0.0573,
      spread: { cases: 0.25, trials: 0.15, judge: 0.6 },
      advice: { cases: 12, trials: { from: 1, to: 3 }, judgements: { from: 2, to: 4 } },
    };
    expect(inconclusiveWords(comparison)).toBe(
      '38 cases vary too much to rule out a drop of 5 pp. A drop is found from 5.7 pp on. 12 more cases, or 3 trials of each instead of 1, or 4 judgements of each output instead of 2, would make 5 pp detectable. Judge noise is 60 % of the variance',
    );
    const { spread: _, ...once } = { ...comparison, advice: { cases: 1 } };
    expect(inconclusiveWords(once)).toContain('1 more case would make 5 pp detectable');
  });

  it('is nothing where the margin is detectable, and counts clusters as what they are', () => {
    const steady = compared(measuredOf(Array.from({ length: 40 }, () => ({ base: [1], head: [1] }))));
    expect(steady.advice).toBeUndefined();
    const rows = Array.from({ length: 20 }, (_, index) =>
      index < 4 ? { base: [1], head: [0] } : index < 8 ? { base: [0], head: [1] } : { base: [1], head: [1] },
    );
    const alone = measuredOf(rows);
    const together = measuredOf(rows);
    together.cases.forEach((row, index) => {
      row.planned.case = { ...row.planned.case, cluster: `c${Math.floor(index / 4)}` };
    });
    // Five clusters that move as one: √((4² + 4²) · 5/4 / 20) = √2 instead of √(8/19).
    expect(compared(alone).detectable).toBeCloseTo((2.486475 * Math.sqrt(8 / 19)) / Math.sqrt(20), 5);
    expect(compared(together).detectable).toBeCloseTo((2.486475 * Math.sqrt(2)) / Math.sqrt(20), 5);
  });
});
