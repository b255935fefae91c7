import { callsOf, callsOfTarget } from './judge-facts.ts';
import {
  confirmingScorers,
  isDeciding,
  MUST_PASS_LIMIT,
  type PlannedCase,
  type PlannedScorer,
  type PlannedSuite,
  SUSPECT_LIMIT,
} from './plan.ts';
import type { Case, ScorerSet } from './suite.ts';

/** How many calls a plan makes, repairs of judges' answers not counted. */
export interface CallCount {
  target: number;
  judge: number;
  /** Calls of both kinds that noisy trials, alarms and suspects add at most. */
  confirming: number;
}

/** Scorers that ask a model about one trial of a case. */
function judgesOf(scorers: readonly PlannedScorer[], row: Case): number {
  return scorers.reduce((sum, { spec }) => {
    if (spec.kind === 'case') return sum + judgesInSet(row.scorers?.[spec.name]);
    return sum + callsOf(spec);
  }, 0);
}

function judgesInSet(set: ScorerSet | undefined): number {
  const parts = set?.parts ?? [];
  return parts.reduce((sum, part) => sum + ('set' in part ? judgesInSet(part.set) : callsOf(part.scorer)), 0);
}

export function countCalls(suites: readonly PlannedSuite[]): CallCount {
  const counts = suites.map((suite) => {
    const { cases, scorers, trials, maxTrials = trials, policy, state, head } = suite;
    const asks = Math.max(callsOfTarget(head.target), suite.base ? callsOfTarget(suite.base.target) : 0);
    const sidesOf = (row: PlannedCase) => Object.values(row.sides).filter((side) => side.ok).length;
    const sum = (rows: readonly PlannedCase[], of: (row: PlannedCase) => number) =>
      rows.reduce((all, row) => all + of(row), 0);
    const judges = (row: PlannedCase) => judgesOf(scorers, row.case);
    const gating = confirmingScorers(suite);
    const most = cases.reduce((so, row) => Math.max(so, judgesOf(gating, row.case)), 0);
    const paired = cases.filter((row) => row.sides.base && row.sides.head && isDeciding(row));
    const watched = cases.filter(({ mustPass, sides: { head } }) => mustPass && head).length;
    const suspects =
      state === 'new' ? 0 : Math.min(SUSPECT_LIMIT, paired.length) + Math.min(MUST_PASS_LIMIT, watched);
    return {
      target: trials * sum(cases, sidesOf) * asks,
      judge: trials * sum(cases, (row) => sidesOf(row) * judges(row)),
      confirming:
        suspects * 2 * policy.confirmTrials * (asks + most) +
        2 * (2 * maxTrials - trials) * sum(paired, (row) => asks + judges(row)),
    };
  });
  const total = (of: (count: CallCount) => number) => counts.reduce((sum, count) => sum + of(count), 0);
  return {
    target: total(({ target }) => target),
    judge: total(({ judge }) => judge),
    confirming: total(({ confirming }) => confirming),
  };
}
