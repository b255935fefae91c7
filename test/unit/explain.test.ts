import { describe, expect, it } from 'vitest';
import { suiteReport } from '../../src/core/assemble.ts';
import { compareAll } from '../../src/core/compare.ts';
import { decide } from '../../src/core/gate.ts';
import type { Report } from '../../src/core/report.ts';
import { explainReport } from '../../src/render/explain.ts';
import { measuredOf, POLICY } from '../support/build.ts';
import { sampleReport } from '../support/sample-report.ts';

const repeat = (count: number, row: Parameters<typeof measuredOf>[0][number]) =>
  Array.from({ length: count }, () => row);

/** The report of fourteen cases that stayed, four that broke and two that were fixed. */
function reportOf(clusters: readonly string[] = []): Report {
  const suite = measuredOf([
    ...repeat(14, { base: [1], head: [1] }),
    ...repeat(4, { base: [1], head: [0] }),
    ...repeat(2, { base: [0], head: [1] }),
  ]);
  clusters.forEach((cluster, index) => {
    const row = suite.cases[index];
    if (row) row.planned.case = { ...row.planned.case, cluster };
  });
  const { base, head } = sampleReport();
  const report = suiteReport(suite, compareAll([suite], `${base.sha}/${head.sha}`)[0] ?? [], new Map(), []);
  const judged = [{ report, policy: POLICY }];
  return sampleReport({
    suites: [report],
    decision: decide({ suites: [report], judged, untrustedReplay: false, problems: [] }),
  });
}

describe('explain', () => {
  it('prints the arithmetic of a verdict, recomputed from the scores in the report', () => {
    const text = explainReport(reportOf());
    expect(text).toContain('deltas 14 × 0, 4 × −1, 2 × 1');
    expect(text).toContain('base 0.9   head 0.8   delta −0.1');
    expect(text).toContain('m~ = −2/(20+2) = −0.090909');
    expect(text).toContain('se~ = sqrt(((6+2)/(20+2) − m~²)/(20+2)) = 0.127096, t(19) = 1.729133');
    expect(text).toContain('lower −0.310674   upper 0.128856');
    expect(text).toContain('6 of 20 moved; signs all counted; p 0.226563');
    expect(text).toContain('exit code 0');
    expect(text).not.toContain('differs');
  });

  it('agrees with the product on clusters as well', () => {
    const clusters = Array.from({ length: 20 }, (_, index) => `c${index % 6}`);
    const text = explainReport(reportOf(clusters));
    expect(text).toContain('interval over 6 clusters');
    expect(text).not.toContain('differs');
  });

  it('says so when a report states numbers that its scores do not give', () => {
    const report = structuredClone(reportOf());
    const [suite] = report.suites;
    if (suite?.state === 'touched' && suite.comparisons[0]) suite.comparisons[0].p = 0.001;
    expect(explainReport(report)).toContain('p 0.226563 (the report says 0.001: differs)');
  });
});
