import type { Stop } from './fail-fast.ts';
import type { NotRecorded } from './not-recorded.ts';
import type { PeopleSays } from './people.ts';
import type { PlannedCase, PlannedSuite } from './plan.ts';
import type { Allocation } from './report.ts';
import type { Score, Trial, Variant } from './trial.ts';

/** A trial with its scores, one for each scorer of the suite. A failed trial has none. */
export interface MeasuredTrial {
  trial: Trial;
  /** By scorer name. */
  scores: ReadonlyMap<string, Score>;
  /** Where its texts (output, calls of tools, reasons) stand, in bytes, when they are not held here. */
  place?: { offset: number; length: number } | undefined;
  /** UTF-16 units of the output, when it is not held here. */
  units?: number | undefined;
}

export interface MeasuredCase {
  planned: PlannedCase;
  /** Trials by index. A side that was not run is absent. */
  sides: Readonly<Partial<Record<Variant, readonly MeasuredTrial[]>>>;
  /** Trials run because the first ones raised a suspicion. They test it, and enter nothing else. */
  fresh?: FreshTrials | undefined;
}

export interface FreshTrials {
  /**
   * What the first trials suggest. A must-pass case that fails on both sides `fails`. One that passed at base and may
   * have failed at head, if what is missing were known, is `lost`.
   */
  suspicion: 'broke' | 'fixed' | 'fails' | 'lost';
  sides: Readonly<Record<Variant, readonly MeasuredTrial[]>>;
}

export interface MeasuredSuite {
  /** What people say of the change, by scorer, from labels of these outputs. */
  people?: ReadonlyMap<string, PeopleSays> | undefined;
  planned: PlannedSuite;
  /** How many trials the deciding cases got, where the suite leaves it open. */
  allocation?: Allocation | undefined;
  /** Every deciding case was run once more, because of an alarm. */
  rechecked?: boolean;
  /** The second look ended after so many of its rounds: the rest could have changed nothing. */
  curtailed?: { rounds: number; of: number } | undefined;
  /** The rest was not run: a regression was proven before. Cases beyond have no sides. */
  stop?: Stop | undefined;
  cases: readonly MeasuredCase[];
}

/** What a run used. */
export interface Totals {
  targetCalls: number;
  judgeCalls: number;
  replayed: number;
  failedCalls: number;
  inputTokens: number;
  outputTokens: number;
  costUsd: number;
  unpriced: number;
  /** Answers taken from the cache, asked for before. No part of the calls above. */
  reused: number;
  /** What they are: outputs of either side, and answers of judges. */
  reusedOf?: { base: number; head: number; judges: number } | undefined;
  /** When the oldest of the reused answers was given. */
  oldestReused?: string | undefined;
  /** Calls that the recording has no answer for, the first of them by name, and a recording to add them to. */
  notRecorded?: { calls: number; first: NotRecorded[]; recording?: string | undefined } | undefined;
  /** Calls that were not made because the run was stopped, and why it was. */
  stopped?: { code: 'over-budget' | 'cancelled'; message: string; calls: number } | undefined;
}

/** Nothing used yet. */
export const NO_TOTALS: Readonly<Totals> = {
  targetCalls: 0,
  judgeCalls: 0,
  replayed: 0,
  failedCalls: 0,
  inputTokens: 0,
  outputTokens: 0,
  costUsd: 0,
  unpriced: 0,
  reused: 0,
};
