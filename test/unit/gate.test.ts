import { describe, expect, it } from 'vitest';
import { suiteReport } from '../../src/core/assemble.ts';
import { compareAll } from '../../src/core/compare.ts';
import { decide, exitCodeOf } from '../../src/core/gate.ts';
import type { MeasuredSuite } from '../../src/core/measurement.ts';
import type { Decision, SuiteReport } from '../../src/core/report.ts';
import type { Policy } from '../../src/core/suite.ts';
import { measuredOf, POLICY } from '../support/build.ts';

type Rows = Parameters<typeof measuredOf>[0];

function gate(
  rows: Rows,
  policy: Partial<Policy> = {},
  rest: Partial<MeasuredSuite['planned']> = {},
): Decision {
  const measured = measuredOf(rows, { policy: { ...POLICY, ...policy }, ...rest });
  const report = suiteReport(measured, compareAll([measured], 'seed')[0] ?? [], new Map(), []);
  return decide({
    suites: [report],
    judged: [{ report, policy: measured.planned.policy }],
    untrustedReplay: false,
    problems: [],
  });
}

const repeat = (count: number, row: Rows[number]) => Array.from({ length: count }, () => row);
const SAME = { base: [1], head: [1] };
const codes = ({ reasons }: Decision) => reasons.map(({ severity, code }) => `${severity} ${code}`);

describe('the gate', () => {
  it('passes what is shown to be no worse', () => {
    const decision = gate(repeat(100, SAME));
    expect(decision).toMatchObject({ outcome: 'pass', reasons: [{ code: 'unchanged', severity: 'info' }] });
    expect(exitCodeOf(decision)).toBe(0);
  });

  it('fails on a proven, material regression', () => {
    const decision = gate([...repeat(8, SAME), ...repeat(4, { base: [1], head: [0] })]);
    expect(decision).toMatchObject({ outcome: 'fail', reasons: [{ code: 'regressed', kind: 'quality' }] });
    expect(exitCodeOf(decision)).toBe(1);
  });

  it.each([
    ['warn', 'warn', 0],
    ['fail', 'fail', 1],
    ['pass', 'pass', 0],
  ] as const)(
    'makes an undecided comparison %s when the policy says so',
    (onInconclusive, outcome, exitCode) => {
      const decision = gate(repeat(5, SAME), { onInconclusive });
      expect(decision.outcome).toBe(outcome);
      expect(exitCodeOf(decision)).toBe(exitCode);
    },
  );

  it.each([
    ['a regression', repeat(12, { base: [1], head: [0] })],
    ['no loss', repeat(100, SAME)],
  ])('is neither blocked nor passed by %s in a part of the answers that a recording has', (_what, rows) => {
    const measured = measuredOf(rows);
    const report = suiteReport(measured, compareAll([measured], 'seed')[0] ?? [], new Map(), []);
    const decision = decide({
      suites: [report],
      judged: [{ report, policy: measured.planned.policy }],
      untrustedReplay: false,
      problems: [],
      notRecorded: 3,
    });
    expect(codes(decision)).toEqual(['fail not-recorded']);
    expect(exitCodeOf(decision)).toBe(2);
  });

  it('is not green and not "worse" when too little could be scored', () => {
    const decision = gate([...repeat(5, SAME), ...repeat(5, { base: [1], head: [null] })]);
    expect(decision.outcome).toBe('fail');
    expect(decision.reasons[0]).toMatchObject({
      code: 'unmeasured',
      kind: 'unmeasured',
      actual: 5,
      limit: 10,
    });
    expect(exitCodeOf(decision)).toBe(2);
  });

  it('blocks a change that makes cases lose their scores: they must not drop out of the comparison unseen', () => {
    const lost = (n: number) => gate([...repeat(100 - n, SAME), ...repeat(n, { base: [1], head: [null] })]);
    expect(lost(8)).toMatchObject({
      outcome: 'fail',
      reasons: [{ code: 'scores-lost', kind: 'quality', actual: 0.08, base: 0 }, { code: 'inconclusive' }],
    });
    // Five that broke would have regressed. Lost they prove nothing, and show nothing.
    expect(codes(lost(5))).toEqual(['warn inconclusive']);
    expect(codes(lost(4))).toEqual(['info unchanged']);
    // Too many to compare at all is another thing: nobody knows.
    expect(codes(lost(11))).toEqual(['fail unmeasured']);
    const both = (head: 0 | 1) => [
      ...repeat(92, SAME),
      ...repeat(4, { base: [1], head: [null] }),
      ...repeat(4, { base: [null], head: [head] }),
    ];
    expect(codes(gate(both(1)))).toEqual(['info unchanged']);
    // What fails at head may have passed at base, of which nothing is known.
    expect(codes(gate(both(0)))).toEqual(['warn inconclusive']);
  });

  it('lets more than the margin fail where the policy does, and says so', () => {
    const rows = [...repeat(92, SAME), ...repeat(8, { base: [1], head: [null] })];
    expect(codes(gate(rows, { maxErrorRate: 0.08 }))).toEqual(['warn inconclusive', 'warn scores-lost']);
  });

  it('warns of lost scores that are fewer than the margin', () => {
    const rows = [...repeat(194, SAME), ...repeat(6, { base: [1], head: [null] })];
    expect(codes(gate(rows))).toEqual(['warn scores-lost', 'info unchanged']);
  });

  it('says that missing scores could put head below the required one', () => {
    const rows = [
      ...repeat(76, SAME),
      ...repeat(22, { base: [0], head: [0] }),
      ...repeat(2, { base: [0], head: [null] }),
    ];
    expect(gate(rows, { minScore: 0.77 }).reasons).toMatchObject([
      { code: 'min-score-open', severity: 'warn', actual: 0.76, limit: 0.77 },
      { code: 'unchanged' },
    ]);
    expect(codes(gate(rows, { minScore: 0.76 }))).toEqual(['info unchanged']);
  });

  it('blocks what is not shown to be no worse when that is what the gate is for', () => {
    const decision = gate(repeat(5, SAME), { gate: 'non-inferiority' });
    expect(decision.reasons[0]).toMatchObject({ code: 'inconclusive', severity: 'fail', kind: 'quality' });
    expect(gate(repeat(100, SAME), { gate: 'non-inferiority' }).outcome).toBe('pass');
  });

  it('warns of a must-pass tag that no case has: misspelt, it would protect nothing and say nothing', () => {
    const rows = [...repeat(99, SAME), { ...SAME, tags: ['safety'] }];
    const decision = gate(rows, { mustPass: ['safety', 'saftey'] });
    expect(decision).toMatchObject({
      outcome: 'warn',
      reasons: [{ code: 'must-pass-unused', tags: ['saftey'] }, { code: 'unchanged' }],
    });
    expect(codes(gate(rows, { mustPass: ['safety'] }))).toEqual(['info unchanged']);
  });

  it('warns of a drop that is proven and within the margin', () => {
    const decision = gate([...repeat(100, SAME), ...repeat(5, { base: [1], head: [0.2] })], { maxDrop: 0.1 });
    expect(codes(decision)).toEqual(['warn degraded', 'info unchanged']);
    expect(decision.outcome).toBe('warn');
  });

  it('only warns about missing measurements when the policy says so', () => {
    const decision = gate(repeat(10, { base: [1], head: [null] }), { onUnmeasured: 'warn' });
    expect(decision.outcome).toBe('warn');
  });
});

describe('must-pass cases', () => {
  const policy = { mustPass: ['safety'] };

  it('block when they fail at head, however much the rest improved', () => {
    const rows = [...repeat(30, { base: [0], head: [1] }), { base: [1], head: [0], tags: ['safety'] }];
    const decision = gate(rows, policy);
    expect(decision.reasons[0]).toMatchObject({ code: 'must-pass', severity: 'fail', cases: ['case-30'] });
    expect(exitCodeOf(decision)).toBe(1);
  });

  it('pass by the majority of their trials', () => {
    expect(
      codes(gate([...repeat(100, SAME), { base: [1, 1, 1], head: [1, 1, 0], tags: ['safety'] }], policy)),
    ).toEqual(['info unchanged']);
    expect(
      codes(gate([...repeat(100, SAME), { base: [1, 1, 1], head: [1, 0, 0], tags: ['safety'] }], policy))[0],
    ).toBe('fail must-pass');
  });

  it('do not pass when only half of their trials do', () => {
    const rows = [...repeat(100, SAME), { base: [1, 1], head: [1, 0], tags: ['safety'] }];
    expect(codes(gate(rows, policy))[0]).toBe('fail must-pass');
  });

  it('are not taken to pass when their scores are missing', () => {
    const decision = gate([...repeat(100, SAME), { base: [1], head: [null], tags: ['safety'] }], policy);
    expect(decision.reasons[0]).toMatchObject({ code: 'unmeasured', cases: ['case-100'] });
    expect(exitCodeOf(decision)).toBe(2);
  });

  it('are decided when the missing trials cannot change it', () => {
    expect(
      codes(
        gate([...repeat(100, SAME), { base: [1, 1, 1], head: [0, 0, null], tags: ['safety'] }], policy),
      )[0],
    ).toBe('fail must-pass');
  });
});

describe('floors and budgets', () => {
  it('fail below the minimum score, for every scorer or for one', () => {
    const rows = [...repeat(60, SAME), ...repeat(40, { base: [0], head: [0] })];
    expect(codes(gate(rows, { minScore: 0.6 }))).toEqual(['info unchanged']);
    expect(gate(rows, { minScore: 0.61 }).reasons[0]).toMatchObject({
      code: 'below-min-score',
      actual: 0.6,
      limit: 0.61,
      base: 0.6,
    });
    expect(codes(gate(rows, { minScore: { exact: 0.7 } }))[0]).toBe('fail below-min-score');
    expect(codes(gate(rows, { minScore: {} }))).toEqual(['info unchanged']);
  });

  const costing = (base: number, head: number) => repeat(100, { ...SAME, costUsd: { base, head } });

  it('fail on cost beyond the limit, and on cost that nobody knows', () => {
    expect(codes(gate(costing(0.01, 0.012), { maxCostIncrease: 0.25 }))).toEqual(['info unchanged']);
    expect(gate(costing(0.01, 0.02), { maxCostIncrease: 0.25 }).reasons[0]).toMatchObject({
      code: 'cost-increase',
      actual: 1,
    });
    const unknown = gate(repeat(100, SAME), { maxCostIncrease: 0.25 });
    expect(unknown.reasons[0]).toMatchObject({ code: 'cost-unknown', kind: 'unmeasured' });
    expect(exitCodeOf(unknown)).toBe(2);
  });

  it('fail when too many trials fail at head', () => {
    const rows = [...repeat(95, SAME), ...repeat(5, { base: [1], head: ['failed'] })];
    expect(codes(gate(rows, { maxErrorRate: 0.05 }))).toEqual(['warn inconclusive']);
    expect(gate(rows, { maxErrorRate: 0.04 }).reasons[0]).toMatchObject({
      code: 'error-rate',
      severity: 'fail',
      actual: 0.05,
      base: 0,
      limit: 0.04,
    });
  });

  it('do not hold latency against a change that cannot be told from noise', () => {
    expect(codes(gate(repeat(100, SAME), { maxLatencyIncrease: 0 }))).toEqual(['info unchanged']);
    const noisy = [
      ...repeat(50, { ...SAME, latencyMs: { base: 100, head: 400 } }),
      ...repeat(50, { ...SAME, latencyMs: { base: 100, head: 30 } }),
    ];
    expect(codes(gate(noisy, { maxLatencyIncrease: 0.05 }))).toEqual(['info unchanged']);
    const slower = repeat(100, { ...SAME, latencyMs: { base: 100, head: 130 } });
    expect(gate(slower, { maxLatencyIncrease: 0.2 }).reasons[0]).toMatchObject({
      code: 'latency-increase',
      limit: 0.2,
    });
    expect(codes(gate(slower, { maxLatencyIncrease: 0.4 }))).toEqual(['info unchanged']);
  });

  it('do not take the cost of some trials for the cost of all', () => {
    const rows = [...repeat(99, { ...SAME, costUsd: { base: 0.01, head: 0.01 } }), SAME];
    expect(gate(rows, { maxCostIncrease: 1 }).reasons[0]).toMatchObject({ code: 'cost-unknown' });
  });
});

it('an output is cut in the report, and says from how much', () => {
  const measured = measuredOf(repeat(2, { ...SAME, output: 'x'.repeat(60_000) }));
  const { cases } = suiteReport(measured, compareAll([measured], 'seed')[0] ?? [], new Map(), []);
  const trial = cases[0]?.head?.trials[0];
  expect(trial?.ok && [trial.output.length, trial.cutFrom]).toEqual([50_000, 60_000]);
});

describe('what a suite is', () => {
  const only = (suite: SuiteReport) =>
    decide({ suites: [suite], judged: [], untrustedReplay: false, problems: [] });
  const at = { name: 'triage', path: 'evals/triage.yml' };
  const problems = [{ code: 'E_CONFIG_INVALID' as const, message: 'bad', help: 'mend' }];

  it.each<[string, SuiteReport, Decision['outcome'], string, number]>([
    ['untouched', { state: 'untouched', ...at }, 'pass', 'info nothing-touched', 0],
    ['removed', { state: 'removed', ...at }, 'warn', 'warn suite-removed', 0],
    ['broken', { state: 'broken', ...at, problems, alsoAtBase: false }, 'fail', 'fail suite-broken', 2],
    ['broken before', { state: 'broken', ...at, problems, alsoAtBase: true }, 'warn', 'warn suite-broken', 0],
  ])('%s', (_title, suite, outcome, reason, exitCode) => {
    const decision = only(suite);
    expect(decision.outcome).toBe(outcome);
    expect(codes(decision)).toEqual([reason]);
    expect(exitCodeOf(decision)).toBe(exitCode);
  });

  it('new: head alone is measured, floors hold, and it is no silent pass', () => {
    const rows = repeat(10, { head: [1] });
    expect(codes(gate(rows, { minScore: 0.9 }, { state: 'new', base: undefined }))).toEqual([
      'warn new-suite',
    ]);
    expect(
      codes(gate(repeat(10, { head: [0] }), { minScore: 0.9 }, { state: 'new', base: undefined })),
    ).toEqual(['fail below-min-score', 'warn new-suite']);
    expect(codes(gate(repeat(10, { head: [null] }), {}, { state: 'new', base: undefined }))[0]).toBe(
      'fail unmeasured',
    );
  });

  it('a run that could not be done fails as not evaluated', () => {
    const decision = decide({ suites: [], judged: [], untrustedReplay: false, problems });
    expect(codes(decision)).toEqual(['fail run-failed']);
    expect(exitCodeOf(decision)).toBe(2);
  });

  it('warns when the answers come from a recording that the pull request brought', () => {
    const decision = decide({ suites: [], judged: [], untrustedReplay: true, problems: [] });
    expect(codes(decision)).toEqual(['warn replayed']);
  });
});
