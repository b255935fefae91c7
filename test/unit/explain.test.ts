import { describe, expect, it } from 'vitest';
import { allocationOf } from '../../src/core/allocation.ts';
import { suiteReport } from '../../src/core/assemble.ts';
import { compareAll } from '../../src/core/compare.ts';
import { confirmAll } from '../../src/core/confirm.ts';
import { decide } from '../../src/core/gate.ts';
import type { MeasuredSuite } from '../../src/core/measurement.ts';
import { withMore } from '../../src/core/more-trials.ts';
import { type Report, reportSchema } from '../../src/core/report.ts';
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
  return explained(suite);
}

/** The report of a suite as it was measured. */
function explained(suite: MeasuredSuite): Report {
  const { base, head } = sampleReport();
  const seed = `${base.sha}/${head.sha}`;
  const confirmations = confirmAll([suite], seed)[0] ?? new Map();
  const report = suiteReport(suite, compareAll([suite], seed)[0] ?? [], confirmations, []);
  const judged = [{ report, policy: suite.planned.policy }];
  return reportSchema.parse(
    sampleReport({
      suites: [report],
      decision: decide({ suites: [report], judged, untrustedReplay: false, problems: [] }),
    }),
  );
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

  it('says why nothing is shown where there was nothing to lose', () => {
    const text = explainReport(explained(measuredOf(repeat(100, { base: [0], head: [0] }))));
    expect(text).toContain('lower −0.023021 > −0.05, base 0 < 0.05, so no such drop could be seen');
  });

  it('works out again whether head lacks more scores than base', () => {
    const lost = { base: [1, 1], head: [1, null] };
    const text = explainReport(
      explained(measuredOf([...repeat(93, { base: [1, 1], head: [1, 1] }), ...repeat(7, lost)])),
    );
    expect(text).toContain(
      'missing  scores of trials: base 0   head 0.035   p 0.003906 ≤ 0.01; a rise of 0.035',
    );
    expect(text).not.toContain('differs');
  });

  it('says so when a report states numbers that its scores do not give', () => {
    const report = structuredClone(reportOf());
    const [suite] = report.suites;
    if (suite?.state === 'touched' && suite.comparisons[0]) suite.comparisons[0].p = 0.001;
    expect(explainReport(report)).toContain('p 0.226563 (the report says 0.001: differs)');
  });

  it('shows how many trials there were and why, from the first ones', () => {
    const first = measuredOf(
      [
        ...repeat(10, { base: [1, 0], head: [0, 1] }),
        ...repeat(3, { base: [1, 1], head: [0, 0] }),
        ...repeat(2, { base: [0, 0], head: [1, 1] }),
      ],
      { trials: 2, maxTrials: 5 },
    );
    const allocation = allocationOf(first);
    const more = [1, 0, 1];
    const rows = first.cases.map(({ planned }) => ({
      planned,
      sides: measuredOf([{ base: more, head: more }]).cases[0]?.sides ?? {},
    }));
    const suite = {
      ...withMore(first, rows),
      planned: { ...first.planned, trials: 5 },
      allocation,
      rechecked: true,
      curtailed: { rounds: 2, of: 5 },
    };
    const text = explainReport(explained(suite));
    expect(allocation).toMatchObject({ trials: 5, scorers: [{ wants: 5, because: 'most' }] });
    expect(text).toContain('trials 5 of each deciding case, of 2 to 5');
    // Within: 20 of 30 sides vary by .5, pooled .333. (5 − .333 · 15) / 15² = 0, and 2 · .333 / 15 a trial.
    expect(text).toContain('from cases 0, from one trial of each 0.044444');
    expect(text).toContain('second look: 2 of 5 rounds');
    expect(text).not.toContain('differs');
  });

  it('works out what could be found, cost, latency and fresh trials again, and says what limits were', () => {
    const rows = [
      ...repeat(9, { base: [1], head: [1], costUsd: { base: 0.01, head: 0.015 } }),
      ...repeat(3, {
        base: [1],
        head: [0],
        costUsd: { base: 0.01, head: 0.015 },
        latencyMs: { base: 100, head: 140 },
      }),
    ];
    const policy = { ...POLICY, maxCostIncrease: 0.2, minScore: 0.9 };
    const suite = measuredOf(rows, { policy });
    const fresh = measuredOf(repeat(1, { base: new Array(8).fill(1), head: [1, 0, 0, 0, 0, 0, 0, 1] }));
    const { base = [], head = [] } = fresh.cases[0]?.sides ?? {};
    const cases = suite.cases.map((row, index) =>
      index < 10 ? row : { ...row, fresh: { suspicion: 'broke' as const, sides: { base, head } } },
    );
    const text = explainReport(explained({ ...suite, cases }));
    // SD of nine 0 and three −1: √(12/11 · 3/16).
    expect(text).toContain('SD 0.452267; 2.486475 · SD/√12 = detectable 0.32463;');
    expect(text).toContain('= cases 506 for the margin');
    expect(text).toContain('advice   494 more cases would make 5 pp detectable');
    expect(text).toContain('cost     mean of head over mean of base, 12 pairs: ratio 1.5');
    expect(text).toContain('latency  exp of the mean of ln(head/base), 12 pairs: ratio 1.087757');
    // Fisher: 28 of the 8,008 ways to deal ten passes among sixteen, and twice that for two suspects.
    expect(text).toContain('at head, p 0.003497, adjusted among 2 (Holm) 0.006993: broke');
    expect(text).toContain('cost-increase triage: 0.5 against 0.2');
    expect(text).toContain('below-min-score triage exact: 0.75 against 0.9');
    expect(text).toContain('case-broken triage (case-10, case-11)');
    expect(text).not.toContain('differs');
  });
});
