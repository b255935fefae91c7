import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suiteReport } from '../../src/core/assemble.ts';
import { compareAll } from '../../src/core/compare.ts';
import { confirmAll } from '../../src/core/confirm.ts';
import { decide } from '../../src/core/gate.ts';
import type { MeasuredSuite } from '../../src/core/measurement.ts';
import { firstOf, questionOf, roundsThatCount } from '../../src/core/settled.ts';
import { suspectsOf } from '../../src/core/suspects.ts';
import { measuredOf, POLICY, type SideScores } from '../support/build.ts';

const TRIALS = 8;
const binary = fc.constantFrom<SideScores[number]>(0, 1);
const graded = fc.constantFrom<SideScores[number]>(0, 0.25, 0.5, 0.75, 1);
const rare = (score: typeof binary) =>
  fc.oneof(
    { weight: 8, arbitrary: score },
    { weight: 1, arbitrary: fc.constantFrom<SideScores[number]>(null, 'failed') },
  );
const side = (length: number) =>
  fc.oneof(
    fc.array(rare(binary), { minLength: length, maxLength: length }),
    fc.array(rare(graded), { minLength: length, maxLength: length }),
    fc.array(fc.constantFrom<SideScores[number]>(1, 1, 1, 0), { minLength: length, maxLength: length }),
  );
const row = fc.record({
  first: fc.record({ base: side(1), head: side(1) }),
  fresh: fc.record({ base: side(TRIALS), head: side(TRIALS) }),
  mustPass: fc.boolean(),
});
type Row = typeof row extends fc.Arbitrary<infer Value> ? Value : never;

/** The suspects' fresh trials, all of them or only those that count. */
function measuredWith(rows: readonly Row[], curtailed: boolean): MeasuredSuite {
  const policy = { ...POLICY, mustPass: ['safety'] };
  const tags = (mustPass: boolean) => (mustPass ? ['safety'] : []);
  const suite = measuredOf(
    rows.map(({ first, mustPass }) => ({ ...first, tags: tags(mustPass) })),
    { policy },
  );
  const fresh = measuredOf(rows.map((one) => one.fresh));
  const suspects = new Map(suspectsOf(suite).map(({ row: found, suspicion }) => [found, suspicion]));
  const cases = suite.cases.map((one, index) => {
    const suspicion = suspects.get(one);
    const { base, head } = fresh.cases[index]?.sides ?? {};
    if (!suspicion || !base || !head) return one;
    const rounds = roundsThatCount({ base, head }, questionOf(one, suspicion, suite.planned));
    return { ...one, fresh: { suspicion, sides: firstOf({ base, head }, curtailed ? rounds : TRIALS) } };
  });
  return { ...suite, cases };
}

function said(suite: MeasuredSuite) {
  const confirmations = confirmAll([suite], 's')[0] ?? new Map();
  const report = suiteReport(suite, compareAll([suite], 's')[0] ?? [], confirmations, []);
  const judged = [{ report, policy: suite.planned.policy }];
  return {
    verdicts: [...confirmations].map(([id, { verdict }]) => [id, verdict]),
    decision: decide({ suites: [report], judged, untrustedReplay: false, problems: [] }),
  };
}

describe('fresh trials that are not run', () => {
  it('would have changed no verdict and no decision, whatever they had been', () => {
    let saved = 0;
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), (rows) => {
        const [whole, curtailed] = [measuredWith(rows, false), measuredWith(rows, true)];
        for (const { fresh } of curtailed.cases) saved += fresh ? TRIALS - fresh.sides.head.length : 0;
        expect(said(curtailed)).toEqual(said(whole));
      }),
      { numRuns: 400 },
    );
    expect(saved).toBeGreaterThan(100);
  });
});
