import type { TrialRange } from '../../../src/core/trial-range.ts';
import type { Random } from '../../../src/stats/random.ts';
import type { Event } from './events.ts';
import type { CaseTruth } from './truth.ts';

/** What kind of question a scenario asks; a table each. */
export const GROUPS = [
  'no-op',
  'power',
  'fail-fast',
  'adaptive',
  'broken-case',
  'must-pass',
  'lost',
  'missing',
  'floor',
  'churn',
] as const;
export type Group = (typeof GROUPS)[number];

/** A share of the pull requests that has to stay on one side of a value. */
export interface Bound {
  event: Event;
  at: 'most' | 'least';
  value: number;
  /** The value is itself the rounded outcome of a simulation with so many replications. */
  simulated?: number;
}

/** A kind of synthetic pull request: what is true, how it is measured, and what the verdict should make of it. */
export interface Scenario {
  group: Group;
  /** What is modelled. Scenarios of a kind differ in cases and trials. */
  kind: string;
  /** Cases of each suite. */
  cases: number;
  /** Trials of each case and side; `temperature-0` leaves it to the plan, a range to the noise. */
  trials: number | 'temperature-0' | TrialRange;
  /** Suites that the pull request touches. */
  suites: number;
  /** Kinds of the scorers of each suite, in the order of a trial's scores. */
  scorers: readonly ('check' | 'judge')[];
  /** Cases of each cluster, where they come in clusters. */
  clusterSize?: number;
  /** Margin, where it is not the default. */
  maxDrop?: number;
  /** How many of the first cases carry a must-pass tag. */
  mustPass?: number;
  /** How many of the first cases the change really breaks. */
  broken?: number;
  /** How many of the last cases it really improves. */
  improved?: number;
  /** How many times the usual number of replications it gets: fewer where each is slow, more where a rate is small. */
  effort?: number;
  /** The truths of one suite's cases, for one pull request. */
  truths(random: Random, suite: number): readonly CaseTruth[];
  /** The same truths without their losses, from the same draws: what would be decided if nothing were missing. */
  whole?(random: Random, suite: number): readonly CaseTruth[];
  bounds: readonly Bound[];
}

/** A scenario's name: its kind, cases and trials. */
export function nameOf({ kind, cases, trials }: Scenario): string {
  return `${kind} n=${cases} K=${trialsWord(trials)}`;
}

export function trialsWord(trials: Scenario['trials']): string {
  if (typeof trials === 'object') return `${trials.min}–${trials.max}`;
  return String(trials === 'temperature-0' ? 1 : trials);
}

export const most = (event: Event, value: number): Bound => ({ event, at: 'most', value });
export const least = (event: Event, value: number): Bound => ({ event, at: 'least', value });

/** Parts that most scenarios have: one suite with one check. */
export const ONE_CHECK = { suites: 1, scorers: ['check'] } as const;
/** One suite with one judge. */
export const ONE_JUDGE = { suites: 1, scorers: ['judge'] } as const;

/** As many truths as there are cases, each drawn for itself. */
export function many(count: number, of: (index: number) => CaseTruth): CaseTruth[] {
  return Array.from({ length: count }, (_, index) => of(index));
}
