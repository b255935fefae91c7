/** Draws the trials of a pull request: what running and scoring would have measured. */
import { allocationOf } from '../../../src/core/allocation.ts';
import { roundsUntilCertain } from '../../../src/core/certain.ts';
import { stopOf, stopped, type Watch } from '../../../src/core/fail-fast.ts';
import type { MeasuredSuite, MeasuredTrial } from '../../../src/core/measurement.ts';
import { firstRounds, type LaidOut, withMore } from '../../../src/core/more-trials.ts';
import type { PlannedSuite } from '../../../src/core/plan.ts';
import { firstOf, questionOf, roundsThatCount } from '../../../src/core/settled.ts';
import { suspectsOf } from '../../../src/core/suspects.ts';
import type { Variant } from '../../../src/core/trial.ts';
import type { Random } from '../../../src/stats/random.ts';
import { scorerName } from './suite.ts';
import type { CaseTruth } from './truth.ts';

/** First trials of every case at base and at head. */
export function measure(planned: PlannedSuite, truths: readonly CaseTruth[], random: Random): MeasuredSuite {
  const cases = planned.cases.map((row, index) => ({
    planned: row,
    sides: sidesOf(truthAt(truths, index), planned.trials, random),
  }));
  return { planned, cases };
}

/** A suite as it is when it may fail fast: what lies beyond the point where a regression was proven was not run. */
export function failFast(suite: MeasuredSuite, watch: Watch | undefined): MeasuredSuite {
  if (!watch) return suite;
  const rowOf = new Map(suite.cases.map((row) => [row.planned, row]));
  const units = watch.units.map((unit) => unit.flatMap((row) => rowOf.get(row) ?? []));
  const stop = stopOf(watch, units);
  return stop ? { ...suite, stop, cases: stopped(suite.cases, watch, stop) } : suite;
}

/** Trials that were run of a suite, over those that its first pass plans: the rest is what alarms and suspects cost. */
export function trialsOf({ cases }: MeasuredSuite): number {
  const length = ({ base, head }: MeasuredSuite['cases'][number]['sides']) =>
    (base?.length ?? 0) + (head?.length ?? 0);
  return cases.reduce((sum, { sides, fresh }) => sum + length(sides) + (fresh ? length(fresh.sides) : 0), 0);
}

/** A suite that leaves its number of trials open, with as many as the noise of the first ones calls for. */
export function more(suite: MeasuredSuite, truths: readonly CaseTruth[], random: Random): MeasuredSuite {
  const allocation = allocationOf(suite);
  if (!allocation) return suite;
  const { min, trials } = allocation;
  const planned = { ...suite.planned, trials };
  return { ...withMore(suite, drawn(suite, truths, trials - min, random)), planned, allocation };
}

/** The trials of every case once more, beside the first ones: all of them, and as many as count. */
export function again(
  suite: MeasuredSuite,
  truths: readonly CaseTruth[],
  random: Random,
  left: { family: number; seed: string },
): { whole: MeasuredSuite; looked: MeasuredSuite } {
  const of = suite.planned.trials;
  const rows = drawn(suite, truths, of, random);
  const after = (count: number) => ({ ...withMore(suite, firstRounds(rows, count)), rechecked: true });
  const rounds = roundsUntilCertain(after, { ...left, rounds: of });
  return {
    whole: after(of),
    looked: rounds < of ? { ...after(rounds), curtailed: { rounds, of } } : after(of),
  };
}

/** So many further trials of every case. */
function drawn(suite: MeasuredSuite, truths: readonly CaseTruth[], count: number, random: Random): LaidOut {
  return suite.cases.map(({ planned }, index) => ({
    planned,
    sides: sidesOf(truthAt(truths, index), count, random),
  }));
}

/** Fresh trials, from the same truth, of the cases that the product suspects. */
export function retry(suite: MeasuredSuite, truths: readonly CaseTruth[], random: Random): MeasuredSuite {
  const suspicions = new Map(suspectsOf(suite).map(({ row, suspicion }) => [row, suspicion]));
  const { confirmTrials } = suite.planned.policy;
  const cases = suite.cases.map((row, index) => {
    const suspicion = suspicions.get(row);
    if (!suspicion) return row;
    const sides = sidesOf(truthAt(truths, index), confirmTrials, random);
    const rounds = roundsThatCount(sides, questionOf(row, suspicion, suite.planned));
    return { ...row, fresh: { suspicion, sides: firstOf(sides, rounds) } };
  });
  return { ...suite, cases };
}

function sidesOf(truth: CaseTruth, count: number, random: Random): Record<Variant, MeasuredTrial[]> {
  const side = (variant: Variant) => Array.from({ length: count }, () => trialOf(truth(variant, random)));
  return { base: side('base'), head: side('head') };
}

function truthAt(truths: readonly CaseTruth[], index: number): CaseTruth {
  const truth = truths[index];
  if (!truth) throw new Error(`The scenario has no truth for case ${index}.`);
  return truth;
}

const LOST: MeasuredTrial = {
  trial: { ok: false, code: 'timeout', message: 'No answer in time.' },
  scores: new Map(),
};
/** Trials of one score that were made before: equal trials are shared, which makes the bench several times faster. */
const made = new Map<number, MeasuredTrial>();

function trialOf(scores: readonly number[] | undefined): MeasuredTrial {
  if (!scores) return LOST;
  const [only, ...others] = scores;
  if (only === undefined || others.length > 0) return newTrial(scores);
  const known = made.get(only);
  if (known) return known;
  const trial = newTrial(scores);
  // Continuous scores hardly ever come back: keeping them all would only fill the memory.
  if (made.size < 1000) made.set(only, trial);
  return trial;
}

function newTrial(scores: readonly number[]): MeasuredTrial {
  return {
    trial: { ok: true, output: 'x', finish: 'stop', latencyMs: 100, replayed: false },
    scores: new Map(
      scores.map((value, index) => [scorerName(index), { ok: true, value, reason: '' }] as const),
    ),
  };
}
