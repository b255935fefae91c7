/** Puts one synthetic pull request through the product's own functions, from trials to decision. */
import { suiteReport } from '../../../src/core/assemble.ts';
import { familyOf } from '../../../src/core/certain.ts';
import { compareAll } from '../../../src/core/compare.ts';
import { confirmAll } from '../../../src/core/confirm.ts';
import { watchesOf } from '../../../src/core/fail-fast.ts';
import { decide, exitCodeOf } from '../../../src/core/gate.ts';
import { LOSS_ALPHA } from '../../../src/core/losses.ts';
import type { MeasuredSuite } from '../../../src/core/measurement.ts';
import type { PlannedSuite } from '../../../src/core/plan.ts';
import { isAlarmed } from '../../../src/core/recheck.ts';
import type { GateReason, MeasuredSuite as SuiteReport } from '../../../src/core/report.ts';
import type { Random } from '../../../src/stats/random.ts';
import type { Event } from './events.ts';
import { naiveBlocks, plainMeans } from './naive.ts';
import type { Scenario } from './scenario.ts';
import { again, failFast, measure, more, retry, trialsOf } from './trials.ts';

/** What came of one pull request. */
export type PullRequest = Readonly<Record<Event, boolean>> & {
  /** Cases that got fresh trials. */
  suspects: number;
  /** Trials that were run, over those that the first pass plans. */
  effort: number;
  /** Trials of a case and side, all of them. */
  perCase: number;
  /** Those that second looks did not run because they ended early. */
  saved: number;
};

/** Draws one pull request and decides about it. */
export function pullRequest(
  scenario: Scenario,
  plan: readonly PlannedSuite[],
  { random, seed }: { random: Random; seed: string },
): PullRequest {
  const truths = plan.map((_, index) => scenario.truths(random, index));
  const watches = watchesOf(plan, seed);
  const first = plan.map((planned, index) => {
    const truth = truths[index] ?? [];
    return more(failFast(measure(planned, truth, random), watches[index]), truth, random);
  });
  const alarms = compareAll(first, seed);
  const left = { family: familyOf(first), seed };
  const looks = first.map((suite, index) =>
    isAlarmed(suite, alarms[index] ?? [])
      ? again(suite, truths[index] ?? [], random, left)
      : { whole: suite, looked: suite },
  );
  const measured = looks.map(({ looked }, index) => retry(looked, truths[index] ?? [], random));
  const comparisons = compareAll(measured, seed);
  const confirmations = confirmAll(measured, seed);
  const judged = measured.map((suite, index) => ({
    report: suiteReport(suite, comparisons[index] ?? [], confirmations[index] ?? new Map(), []),
    policy: suite.planned.policy,
  }));
  const reports = judged.map(({ report }) => report);
  const decision = decide({ suites: reports, judged, untrustedReplay: false, problems: [] });
  const failing = decision.reasons.filter(({ severity }) => severity === 'fail');
  const because = (code: GateReason['code']) => failing.some((reason) => reason.code === code);
  const spent = measured.reduce((sum, suite) => sum + trialsOf(suite), 0);
  const verdicts = comparisons.flat().map(({ verdict }) => verdict);
  return {
    block: exitCodeOf(decision) === 1,
    pass: decision.outcome === 'pass',
    warn: decision.outcome === 'warn',
    unmeasured: exitCodeOf(decision) === 2,
    stopped: measured.some(({ stop }) => stop),
    unchanged: verdicts.every((verdict) => verdict === 'unchanged' || verdict === 'improved'),
    curtailed: looks.some(({ looked }) => looked.curtailed),
    changedByCurtailing: changedByCurtailing(looks, seed),
    regressed: verdicts.includes('regressed'),
    caseBroken: because('case-broken'),
    mustPass: because('must-pass'),
    lossProven: comparisons
      .flat()
      .some(({ gating, missing }) => gating && missing && missing.p <= LOSS_ALPHA),
    scoresLost: because('scores-lost'),
    greenByLoss: false,
    atFloor: comparisons.flat().some(({ reason }) => reason === 'at-floor'),
    floorUnchanged: comparisons
      .flat()
      .some(({ base = 1, margin, verdict }) => base < margin - 1e-12 && verdict === 'unchanged'),
    openBlocks: because('inconclusive'),
    ...confirmed(scenario, reports),
    wrongSign: measured.some((suite) => wrongSign(suite, failing)),
    ...naiveBlocks(measured.flatMap((suite) => [...plainMeans(suite).values()])),
    suspects: measured.flatMap(({ cases }) => cases).filter(({ fresh }) => fresh).length,
    effort: spent / plannedTrials(plan),
    saved: looks.reduce(
      (sum, { looked: { curtailed } }) => sum + (curtailed ? curtailed.of - curtailed.rounds : 0),
      0,
    ),
    perCase: spent / plan.reduce((sum, { cases }) => sum + 2 * cases.length, 0),
  };
}

function plannedTrials(plan: readonly PlannedSuite[]): number {
  return plan.reduce((sum, { cases, trials }) => sum + cases.length * trials * 2, 0);
}

/** Whether a second look that ended early has another verdict than the whole one. */
function changedByCurtailing(
  looks: readonly { whole: MeasuredSuite; looked: MeasuredSuite }[],
  seed: string,
): boolean {
  if (!looks.some(({ looked }) => looked.curtailed)) return false;
  const said = (suites: readonly MeasuredSuite[]) =>
    compareAll(suites, seed).map((row) => row.map(({ verdict }) => verdict));
  const of = (which: 'whole' | 'looked') => JSON.stringify(said(looks.map((look) => look[which])));
  return of('whole') !== of('looked');
}

/**
 * Whether fresh trials confirmed what is true. In every suite the first `broken` cases are those that broke and the
 * last `improved` ones those that got better.
 */
function confirmed(
  { broken = 0, improved = 0, cases: count }: Scenario,
  reports: readonly SuiteReport[],
): Pick<PullRequest, 'found' | 'falselyBroke' | 'falselyConfirmed'> {
  const verdicts = reports.map(({ cases }) => cases.map(({ confirmation }) => confirmation?.verdict));
  const unchanged = verdicts.flatMap((suite) => suite.slice(broken, count - improved));
  const falselyBroke = unchanged.includes('broke');
  return {
    found: verdicts.every((suite) => suite.slice(0, broken).every((verdict) => verdict === 'broke')),
    falselyBroke,
    falselyConfirmed: falselyBroke || unchanged.includes('fixed'),
  };
}

/**
 * Whether the decision says `regressed` of a scorer whose mean rose. The mean is the bench's own, over all trials;
 * where trials failed it is over other cases than the product's, so that suite is left out.
 */
function wrongSign(suite: MeasuredSuite, failing: readonly GateReason[]): boolean {
  const complete = suite.cases.every(({ sides }) =>
    [...(sides.base ?? []), ...(sides.head ?? [])].every(({ trial }) => trial.ok),
  );
  if (!complete) return false;
  return [...plainMeans(suite)].some(
    ([scorer, { base, head }]) =>
      head - base > 1e-9 &&
      failing.some(
        ({ code, suite: name, scorer: about }) =>
          code === 'regressed' && name === suite.planned.head.name && about === scorer,
      ),
  );
}
