import { describe, expect, it } from 'vitest';
import { suiteReport } from '../../src/core/assemble.ts';
import { compareAll } from '../../src/core/compare.ts';
import { decide } from '../../src/core/gate.ts';
import type { Report } from '../../src/core/report.ts';
import { slicesOf } from '../../src/core/slices.ts';
import { renderComment } from '../../src/render/comment.ts';
import { explainReport } from '../../src/render/explain.ts';
import { renderTerminal } from '../../src/render/terminal.ts';
import { measuredOf, POLICY } from '../support/build.ts';
import { sampleReport } from '../support/sample-report.ts';

const repeat = (count: number, row: Parameters<typeof measuredOf>[0][number]) =>
  Array.from({ length: count }, () => row);

/** French breaks, German gets better, seven cases are about refunds, and nothing moves elsewhere. */
const SUITE = measuredOf([
  ...repeat(10, { base: [1], head: [0], tags: ['french', 'all', 'french'] }),
  ...repeat(10, { base: [0], head: [1], tags: ['german', 'all'] }),
  ...repeat(12, { base: [1], head: [1], tags: ['english', 'all'] }),
  ...repeat(7, { base: [1], head: [0.5], tags: ['refund', 'all'] }),
]);

function reportOf(suite = SUITE): Report {
  const { base, head } = sampleReport();
  const seed = `${base.sha}/${head.sha}`;
  const report = suiteReport(
    suite,
    compareAll([suite], seed)[0] ?? [],
    new Map(),
    [],
    undefined,
    slicesOf([suite], seed)[0],
  );
  const judged = [{ report, policy: POLICY }];
  return sampleReport({
    suites: [report],
    decision: decide({ suites: [report], judged, untrustedReplay: false, problems: [] }),
  });
}

describe('slices by tag', () => {
  it('say what moved, corrected over all of them; of fewer than eight cases nothing is said', () => {
    const [slices = []] = slicesOf([SUITE], 's');
    expect(slices.map(({ tag, pairs, finding }) => [tag, pairs, finding])).toEqual([
      ['english', 12, 'unclear'],
      ['french', 10, 'worse'],
      ['german', 10, 'better'],
      ['refund', 7, undefined],
    ]);
    const [, french, , refund] = slices;
    // Ten signs of ten: two tails of half the chance of one way in 1024, the smaller two of three p-values.
    expect(french?.p).toBeCloseTo(2 ** -10, 12);
    expect(french?.pAdjusted).toBeCloseTo((2 ** -10 * 3) / 2, 12);
    expect(refund).toEqual({ tag: 'refund', scorer: 'exact', pairs: 7, base: 1, head: 0.5, delta: -0.5 });
  });

  it('leave out a tag that every case has, and never decide', () => {
    const tagged = reportOf();
    const untagged = reportOf({
      ...SUITE,
      cases: SUITE.cases.map((row) => ({
        ...row,
        planned: { ...row.planned, case: { ...row.planned.case, tags: [] } },
      })),
    });
    expect(tagged.decision).toEqual(untagged.decision);
    expect(untagged.suites[0]).not.toHaveProperty('slices');
  });

  it('stand in the comment, folded, on the terminal, and in the explanation', () => {
    const report = reportOf();
    expect(renderComment(report)).toContain(
      '<details><summary>4 slices by tag: 2 worth a look (they do not decide)',
    );
    const screen = renderTerminal(report, { width: 120, color: false });
    expect(screen).toMatch(/french +exact +10 +−100\.0 pp +\S+ to \S+ +▼ worse/);
    expect(screen).toMatch(/refund +exact +7 +−50\.0 pp +too few to say/);
    const explained = explainReport(report);
    expect(explained).toContain('slice french, exact: 10 pairs, delta −1, lower');
    expect(explained).not.toContain('differs');
  });
});
