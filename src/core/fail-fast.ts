import { regressionSteps } from '../stats/e-process.ts';
import { createRandom } from '../stats/random.ts';
import type { MeasuredCase } from './measurement.ts';
import { isDeciding, type PlannedCase, type PlannedScorer, type PlannedSuite } from './plan.ts';
import { LOST_SHARE, pairOf } from './tally.ts';

/** Smaller suites are never stopped: the evidence comes too late to save anything. */
export const FEWEST_UNITS = 40;
/**
 * The part of the alarm's error rate that is spent on stopping. The final test gets the rest, so that both together
 * keep the rate. A tenth of a point costs the final test hardly any power; a whole one costs four points of it.
 */
export const STOP_ALPHA = 0.001;
/** Room for rounding where a mean is held against a margin. */
const EPSILON = 1e-12;

/** A suite that is run case by case in random order, and may stop as soon as a regression is proven. */
export interface Watch {
  /** Cases, or clusters of them, in the order in which they are run and looked at. */
  units: readonly (readonly PlannedCase[])[];
  /** What may stop it. */
  scorers: readonly { name: string; margin: number }[];
  /** Evidence at which it stops. */
  needed: number;
}

/** Why the rest of a suite was not run. */
export interface Stop {
  /** Every scorer that is proven to have regressed, with its evidence. */
  proven: ReadonlyMap<string, number>;
  needed: number;
  /** Deciding cases that count, and all that were planned. */
  cases: number;
  of: number;
}

/**
 * The suites of a run that fail fast. All scorers that may stop one share {@link STOP_ALPHA} (Bonferroni), because
 * each of them can block. The order is drawn from the seed before anything is measured.
 */
export function watchesOf(suites: readonly PlannedSuite[], seed: string): (Watch | undefined)[] {
  const drafts = suites.map((suite) => watchable(suite, seed));
  const pairs = drafts.reduce((total, draft) => total + (draft?.scorers.length ?? 0), 0);
  return drafts.map((draft) => draft && { ...draft, needed: pairs / STOP_ALPHA });
}

function watchable(suite: PlannedSuite, seed: string): Omit<Watch, 'needed'> | undefined {
  if (!isWatched(suite)) return undefined;
  const { head, policy } = suite;
  const scorers = stopping(suite).map(({ spec }) => ({
    name: spec.name,
    margin: spec.maxDrop ?? policy.maxDrop,
  }));
  return { units: shuffledUnits(decidingIn(suite), ({ case: row }) => row, `${seed}/${head.name}`), scorers };
}

/** Whether a suite may stop early. */
export function isWatched(suite: PlannedSuite): boolean {
  if (suite.state === 'new' || suite.policy.failFast === false || stopping(suite).length === 0) return false;
  const units = new Set<string>();
  for (const { case: row } of decidingIn(suite)) {
    if (units.add(unitOf(row)).size >= FEWEST_UNITS) return true;
  }
  return false;
}

function decidingIn({ cases }: PlannedSuite): PlannedCase[] {
  return cases.filter((row) => isDeciding(row) && !row.identical);
}

/** What may stop a suite: a scorer that only warns must not keep the others from blocking. */
function stopping({ scorers }: PlannedSuite): PlannedScorer[] {
  return scorers.filter(({ spec, gating }) => gating && spec.severity !== 'warn');
}

/** What a case is run with: its cluster, or itself alone. */
function unitOf({ id, cluster }: { id: string; cluster?: string | undefined }): string {
  return cluster === undefined ? `i${id}` : `c${cluster}`;
}

/** Cases in the order in which they are run: clusters stay together, the rest is chance. */
export function shuffledUnits<Row>(
  rows: readonly Row[],
  identity: (row: Row) => { id: string; cluster?: string | undefined },
  seed: string,
): Row[][] {
  const units = new Map<string, Row[]>();
  for (const row of rows) {
    const key = unitOf(identity(row));
    const unit = units.get(key);
    if (unit) unit.push(row);
    else units.set(key, [row]);
  }
  return createRandom(`${seed}/order`).shuffle([...units.values()]);
}

/** The deltas of a unit's cases; a case without a pair has none. */
type UnitDeltas = readonly (number | undefined)[];

/**
 * Evidence that the mean delta is below 0, unit by unit, by betting (see `regressionEvidence`). A cluster counts as
 * one value, its deltas added up and divided by the size of the largest cluster, so that cases weigh alike.
 * Gives what is known after each unit.
 */
export function evidenceOf(units: readonly UnitDeltas[], largest: number): Evidence[] {
  return units.map(evidenceSteps(largest));
}

/** What the units so far say of one scorer. */
interface Evidence {
  evidence: number;
  mean: number;
  pairs: number;
  lost: number;
}

/** {@link evidenceOf}, unit by unit. */
function evidenceSteps(largest: number): (unit: UnitDeltas) => Evidence {
  const bet = regressionSteps();
  let [total, pairs, lost] = [0, 0, 0];
  return (unit) => {
    const deltas = unit.filter((delta) => delta !== undefined);
    total += sum(deltas);
    pairs += deltas.length;
    lost += unit.length - deltas.length;
    return { evidence: bet(sum(deltas) / largest), mean: pairs === 0 ? 0 : total / pairs, pairs, lost };
  };
}

/**
 * Looks at the units of a watch one after the other, without a gap, and says when they prove a regression. It is told
 * every unit, so that it does not matter how many are done at once; the order of completion has no influence.
 */
export function lookout(watch: Watch): (unit: readonly MeasuredCase[]) => Stop | undefined {
  const largest = watch.units.reduce((most, unit) => Math.max(most, unit.length), 0);
  const of = watch.units.reduce((sum, unit) => sum + unit.length, 0);
  const courses = watch.scorers.map((scorer) => ({ ...scorer, step: evidenceSteps(largest) }));
  let cases = 0;
  return (unit) => {
    cases += unit.length;
    const proven = courses.flatMap(({ name, margin, step }) => {
      const deltas = unit.map((row) => {
        const pair = pairOf(row, name);
        return pair && pair.head - pair.base;
      });
      const so = step(deltas);
      return isProof(so, { margin, needed: watch.needed }) ? [[name, so.evidence] as const] : [];
    });
    // With nothing left there is nothing to stop, and the usual test says more.
    if (proven.length === 0 || cases === of) return undefined;
    return { proven: new Map(proven), needed: watch.needed, cases, of };
  };
}

/** What the units that are done, the first ones of the watch, come to. */
export function stopOf(watch: Watch, done: readonly (readonly MeasuredCase[])[]): Stop | undefined {
  const look = lookout(watch);
  for (const unit of done) {
    const stop = look(unit);
    if (stop) return stop;
  }
  return undefined;
}

function isProof(so: Evidence, { margin, needed }: { margin: number; needed: number }): boolean {
  const measured = so.lost <= LOST_SHARE * (so.pairs + so.lost);
  return measured && so.evidence >= needed && so.mean <= EPSILON - margin;
}

/** A suite as it stands when it stops: what was under way beyond that point counts as not run. */
export function stopped<Row extends MeasuredCase>(
  rows: readonly Row[],
  watch: Watch,
  stop: Stop,
): MeasuredCase[] {
  const counted = new Set(watch.units.flat().slice(0, stop.cases));
  return rows.map((row) => (counted.has(row.planned) ? row : { ...row, sides: {} }));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
