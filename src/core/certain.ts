import { compareAll } from './compare.ts';
import { STOP_ALPHA } from './fail-fast.ts';
import type { MeasuredCase, MeasuredSuite, MeasuredTrial } from './measurement.ts';
import type { PlannedScorer } from './plan.ts';
import { ALPHA } from './reach.ts';
import { appliesTo, decides } from './tally.ts';
import { hasTieBreaker } from './tie-break.ts';

/** Half of what the alarm is held against: room for the tests whose p is drawn, not counted. */
const SURE_ALPHA = (ALPHA - STOP_ALPHA) / 2;

/** What is left of a second look, and what it is part of. */
export interface Left {
  /** Trials of every deciding case on each side that were not run yet. */
  rounds: number;
  /** Gating comparisons of the whole run: the most that Holm's correction multiplies by. */
  family: number;
  seed: string;
}

/**
 * Whether a suite has regressed whatever the trials that are left will say: its comparisons are made on the best
 * completion (base fails and head passes in all of them), and every one that gates is `regressed` even so.
 *
 * Exact, not a forecast. A better trial at head or a worse one at base only raises delta and p, a trial that fails
 * leaves the mean of the others, which lies between, and no pair can still be lost, because each side has more than
 * half of its trials scored already. A p that passes Bonferroni's bar is rejected by Holm whatever the others are, and
 * they are corrected as if its exact value did not matter. So verdict and decision are those of the whole second look.
 */
export function isCertain(suite: MeasuredSuite, { rounds, family, seed }: Left): boolean {
  const { planned, cases } = suite;
  const gating = planned.scorers.filter((scorer) => scorer.gating);
  // Of two gates each has its own verdicts; preferences that break ties are corrected over the whole run; and a check
  // that fails can still take a case out of a judge's comparison.
  if (suite.stop || planned.headGate || hasTieBreaker([planned]) || gating.some(mayLoseCases)) return false;
  if (gating.every(({ spec }) => spec.severity === 'warn')) return false;
  const deciding = cases.filter((row) => decides(row, planned.state));
  if (!deciding.every((row) => gating.every((scorer) => isKept(row, scorer, rounds)))) return false;
  const best = cases.map((row) => (decides(row, planned.state) ? completed(row, gating, rounds) : row));
  const [comparisons = []] = compareAll([{ ...suite, cases: best }], seed);
  return comparisons
    .filter((comparison) => comparison.gating)
    .every(({ verdict, p = 1 }) => verdict === 'regressed' && p * family <= SURE_ALPHA);
}

/** How many rounds of a second look count: up to the first after which nothing could change. */
export function roundsUntilCertain(
  after: (rounds: number) => MeasuredSuite,
  { rounds: all, ...left }: Left,
): number {
  for (let rounds = 1; rounds < all; rounds += 1) {
    if (isCertain(after(rounds), { ...left, rounds: all - rounds })) return rounds;
  }
  return all;
}

/** Gating comparisons of a run that can raise an alarm. */
export function familyOf(suites: readonly Pick<MeasuredSuite, 'planned'>[]): number {
  return suites.reduce(
    (sum, { planned: { state, scorers } }) =>
      sum + (state === 'new' ? 0 : scorers.filter(({ gating }) => gating).length),
    0,
  );
}

function mayLoseCases({ spec }: PlannedScorer): boolean {
  return spec.kind === 'judge' && (spec.requires ?? []).length > 0;
}

/** Whether a case stays paired even if every trial that is left fails. */
function isKept({ planned, sides }: MeasuredCase, { spec }: PlannedScorer, rounds: number): boolean {
  if (!appliesTo(spec, planned.case)) return true;
  return [sides.base ?? [], sides.head ?? []].every((trials) => {
    const scored = trials.filter(({ scores }) => scores.get(spec.name)?.ok).length;
    return scored * 2 > trials.length + rounds;
  });
}

function completed(row: MeasuredCase, gating: readonly PlannedScorer[], rounds: number): MeasuredCase {
  const { base = [], head = [] } = row.sides;
  const more = (value: number) => new Array<MeasuredTrial>(rounds).fill(trialOf(row, gating, value));
  return { ...row, sides: { base: [...base, ...more(0)], head: [...head, ...more(1)] } };
}

function trialOf({ planned }: MeasuredCase, gating: readonly PlannedScorer[], value: number): MeasuredTrial {
  const applying = gating.filter(({ spec }) => appliesTo(spec, planned.case));
  return {
    trial: { ok: true, output: '', finish: 'stop', latencyMs: 0, replayed: false },
    scores: new Map(applying.map(({ spec }) => [spec.name, { ok: true, value, reason: '' }] as const)),
  };
}
