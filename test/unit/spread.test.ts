import { describe, expect, it } from 'vitest';
import { suiteReport } from '../../src/core/assemble.ts';
import { compareAll } from '../../src/core/compare.ts';
import type { MeasuredSuite } from '../../src/core/measurement.ts';
import { reportSchema } from '../../src/core/report.ts';
import { inconclusiveWords } from '../../src/render/terms.ts';
import { measuredOf } from '../support/build.ts';
import { sampleReport } from '../support/sample-report.ts';

/** The shares of a suite's comparison. */
function spreadOf(suite: MeasuredSuite) {
  return compareAll([suite], 's')[0]?.[0]?.spread;
}

/** A suite of judged outputs: by case and side, by trial, the judgements. */
function judged(rows: readonly { base: number[][]; head: number[][] }[]): MeasuredSuite {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const suite = measuredOf(rows.map(({ base, head }) => ({ base: base.map(mean), head: head.map(mean) })));
  suite.cases.forEach((row, index) => {
    for (const side of ['base', 'head'] as const) {
      row.sides[side]?.forEach(({ scores }, trial) => {
        const score = scores.get('exact');
        if (score?.ok) score.repeats = rows[index]?.[side][trial];
      });
    }
  });
  return suite;
}

describe('where the spread comes from', () => {
  it('is the judge where the same output is read differently', () => {
    // Half of the outputs are read as .5 and 1, variance .125; deltas of 0 and ±.25 come from it alone.
    const suite = judged([
      { base: [[0.5, 1]], head: [[0.5, 0.5]] },
      { base: [[0.5, 0.5]], head: [[0.5, 1]] },
      { base: [[0.5, 1]], head: [[0.5, 1]] },
      { base: [[0.5, 0.5]], head: [[0.5, 0.5]] },
    ]);
    // Pooled .0625, halved by two judgements, from two sides: .0625, above the .125 / 3 of the deltas themselves.
    expect(spreadOf(suite)).toEqual({ cases: 0, trials: 0, judge: 1 });
  });

  it('is split among cases, trials and judge', () => {
    const rows = Array.from({ length: 12 }, (_, index) => ({
      base: [
        [0.4, 0.6],
        [index % 2, index % 2],
      ],
      head: [
        [index / 12, index / 12],
        [0.5, 0.6],
      ],
    }));
    const spread = spreadOf(judged(rows));
    expect(Object.keys(spread ?? {})).toEqual(['cases', 'trials', 'judge']);
    expect((spread?.cases ?? 0) + (spread?.trials ?? 0) + (spread?.judge ?? 0)).toBeCloseTo(1, 12);
  });

  it('is not told apart by one trial judged once, and names no judge without repeats', () => {
    const once = judged([
      { base: [[1]], head: [[0]] },
      { base: [[1]], head: [[1]] },
    ]);
    expect(spreadOf(once)).toBeUndefined();
    const twice = measuredOf([
      { base: [1, 0], head: [1, 1] },
      { base: [1, 1], head: [0, 1] },
    ]);
    expect(spreadOf(twice)).not.toHaveProperty('judge');
  });

  it('is said where it keeps a verdict open, and the judgements stand in the report', () => {
    const suite = judged([
      { base: [[0.5, 1]], head: [[0.5, 0.5]] },
      { base: [[0.5, 0.5]], head: [[0.5, 1]] },
    ]);
    const comparisons = compareAll([suite], 's')[0] ?? [];
    const words = comparisons.map(inconclusiveWords).join();
    expect(words).toContain('Judge noise is 50 % of the variance');
    const report = reportSchema.parse(
      sampleReport({ suites: [suiteReport(suite, comparisons, new Map(), [])] }),
    );
    const [parsed] = report.suites;
    const trial = parsed?.state === 'touched' ? parsed.cases[0]?.base?.trials[0] : undefined;
    expect(trial?.ok && trial.scores[0]).toMatchObject({ value: 0.75, repeats: [0.5, 1] });
  });
});
