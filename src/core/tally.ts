import { mean as meanOf } from '../stats/moments.ts';
import { median as medianOf } from '../stats/quantile.ts';
import type { MeasuredCase, MeasuredTrial } from './measurement.ts';
import { isDeciding, type PlannedScorer } from './plan.ts';
import type { Case, ScorerSpec } from './suite.ts';
import type { Score, Variant } from './trial.ts';

/** A larger share of lost pairs than this leaves a comparison without a verdict, stops nothing and is not asked again. */
export const LOST_SHARE = 0.1;

/** Mean; `undefined` of none. */
export function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : meanOf(values);
}

/** Middle value, of an even number the mean of the two middle ones; `undefined` of none. */
export function median(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : medianOf(values);
}

/**
 * Whether a case is left out of a scorer's comparison, because one of its outputs, at base or at head, failed a check
 * that the judge requires. The whole pair is left out: a side's mean over the trials that happened to be judged would
 * be a mean of its better ones.
 */
export function isSkipped({ sides }: MeasuredCase, scorer: string): boolean {
  return [...(sides.base ?? []), ...(sides.head ?? [])].some(({ scores }) => skips(scores.get(scorer)));
}

function skips(score: Score | undefined): boolean {
  return score?.ok === false && score.code === 'skipped';
}

/**
 * Mean score of a side over its scored trials, 0..1; `undefined` unless more than half of the trials were scored.
 * One trial that failed out of three does not lose the case; a side that mostly failed must not speak for it.
 */
export function sideScore(trials: readonly MeasuredTrial[], scorer: string): number | undefined {
  if (trials.some(({ scores }) => skips(scores.get(scorer)))) return undefined;
  const values = trials.flatMap(({ scores }) => {
    const score = scores.get(scorer);
    return score?.ok ? [score.value] : [];
  });
  return values.length * 2 > trials.length ? mean(values) : undefined;
}

/** Whether a scorer has anything to say about a case. */
export function appliesTo(spec: ScorerSpec, row: Case): boolean {
  return spec.kind !== 'case' || Object.hasOwn(row.scorers ?? {}, spec.name);
}

/** Whether a trial passes every gating scorer that applies to it; `undefined` when a score that could decide it is missing. */
export function trialPasses(
  { trial, scores }: MeasuredTrial,
  scorers: readonly PlannedScorer[],
): boolean | undefined {
  if (!trial.ok) return undefined;
  // Every scorer that applies has left a score or a failure.
  const gating = scorers.filter(
    ({ gating: decides, spec }) => decides && (!mayBeAbsent(spec) || scores.has(spec.name)),
  );
  const each = gating.map(({ spec }) => {
    const score = scores.get(spec.name);
    return score?.ok ? score.value >= spec.threshold : undefined;
  });
  if (each.includes(false)) return false;
  return each.includes(undefined) ? undefined : true;
}

/** Some scorers have nothing to say: about a case without own checks, or one that only one side has. */
function mayBeAbsent(spec: ScorerSpec): boolean {
  return spec.kind === 'case' || (spec.kind === 'judge' && spec.judge === 'pairwise');
}

/** Whether more than half of a side's trials pass; `undefined` when missing scores could tip it either way. */
export function sidePasses(
  trials: readonly MeasuredTrial[],
  scorers: readonly PlannedScorer[],
): boolean | undefined {
  const each = trials.map((trial) => trialPasses(trial, scorers));
  const passed = each.filter((passes) => passes === true).length;
  const missing = each.filter((passes) => passes === undefined).length;
  if (passed * 2 > trials.length) return true;
  return (passed + missing) * 2 > trials.length ? undefined : false;
}

/**
 * The cases that decide: those that differ in what is sent and stand in both datasets, or stand in base's and are
 * protected. Without a base, all.
 */
export function decides({ planned }: Pick<MeasuredCase, 'planned'>, state: 'touched' | 'new'): boolean {
  return state === 'new' || (isDeciding(planned) && !planned.identical);
}

/** Clusters of cases as the tests take them; empty when every case stands by itself. */
export function clustersOf(rows: readonly MeasuredCase[]): { clusters?: readonly string[] } {
  const names = rows.map(({ planned }) => planned.case.cluster);
  if (names.every((name) => name === undefined)) return {};
  // A case without a cluster is one of its own. Ids and clusters are kept from meeting by the first letter.
  return {
    clusters: rows.map(({ planned: { case: row } }) =>
      row.cluster === undefined ? `i${row.id}` : `c${row.cluster}`,
    ),
  };
}

/** The paired ones of some cases with their scores, in lists side by side: of very many, objects would be too much. */
export function pairsOf(
  cases: readonly MeasuredCase[],
  scorer: string,
): { rows: readonly MeasuredCase[]; base: readonly number[]; head: readonly number[] } {
  const [rows, base, head] = [[] as MeasuredCase[], [] as number[], [] as number[]];
  for (const row of cases) {
    const pair = pairOf(row, scorer);
    if (!pair) continue;
    rows.push(row);
    base.push(pair.base);
    head.push(pair.head);
  }
  return { rows, base, head };
}

/** A side's score and its partner's; `undefined` when a side lacks one. */
export function pairOf(row: MeasuredCase, scorer: string): Readonly<Record<Variant, number>> | undefined {
  const base = row.sides.base && sideScore(row.sides.base, scorer);
  const head = row.sides.head && sideScore(row.sides.head, scorer);
  return base === undefined || head === undefined ? undefined : { base, head };
}
