import { mean } from '../stats/moments.ts';
import { signFlip } from '../stats/sign-flip.ts';
import type { MeasuredCase, MeasuredTrial } from './measurement.ts';
import type { Comparison } from './report.ts';
import { clustersOf, isSkipped } from './tally.ts';
import type { Score, Trial, Variant } from './trial.ts';

/**
 * Largest p at which head is said to lack more scores than base: six cases that lack them at head alone. Less than the
 * alarm's, because this is looked at beside it; and no run without at least six such cases can meet it.
 */
export const LOSS_ALPHA = 0.01;

/** What is known of one trial: how it ended, and its score. */
export interface Told {
  trial: Pick<Trial, 'ok'> & { code?: string };
  score: Pick<Score, 'ok'> & { code?: string; value?: number };
}

/** One case's trials, side by side. */
type Sides = Readonly<Record<Variant, readonly Told[]>>;

/**
 * The share of trials without a score at base and at head, whether head lacks more of them because of the change
 * (paired sign-flip test over cases, as for scores), and the most that they could hide. A case without a score is
 * dropped from both sides, so a change that makes the target fail, or its outputs unreadable for the judge, would take
 * away the very cases that it broke. `undefined` where nothing is missing.
 */
export function lossesOf(rows: readonly MeasuredCase[], scorer: string, seed: string): Comparison['missing'] {
  const toldOf = (trials: readonly MeasuredTrial[] = []) =>
    trials.map(({ trial, scores }): Told => ({ trial, score: scores.get(scorer) ?? NO_SCORE }));
  // Hardly any run lacks one, and a large run should not be gone through in lists for it.
  if (!rows.some(({ sides }) => lacksAny(sides.base, scorer) || lacksAny(sides.head, scorer)))
    return undefined;
  const counted = rows.filter((row) => !isSkipped(row, scorer));
  return testLosses(
    counted.map(({ sides }) => ({ base: toldOf(sides.base), head: toldOf(sides.head) })),
    { seed, ...clustersOf(counted) },
  );
}

const NO_SCORE: Told['score'] = { ok: false };

/** The tests on each case's trials; `undefined` where nothing is missing. */
export function testLosses(
  rows: readonly Sides[],
  { seed, clusters }: { seed: string; clusters?: readonly string[] },
): Comparison['missing'] {
  const shares = valuesOf(rows, clusters, ({ base, head }) => {
    const made = { base: base.filter(isMade), head: head.filter(isMade) };
    if (made.base.length === 0 || made.head.length === 0) return undefined;
    return { base: shareOf(made.base, isLost), head: shareOf(made.head, isLost) };
  });
  if (shares.values.every(({ base, head }) => base === 0 && head === 0)) return undefined;
  const worst = valuesOf(rows, clusters, atWorst);
  return {
    base: mean(shares.values.map(({ base }) => base)),
    head: mean(shares.values.map(({ head }) => head)),
    p: signFlip(
      shares.values.map(({ base, head }) => base - head),
      { alternative: 'worse', seed: `${seed}/missing`, ...shares.clusters },
    ).p,
    ...(worst.values.length > 0
      ? {
          worst: {
            head: mean(worst.values.map(({ head }) => head)),
            delta: mean(worst.values.map(deltaOf)),
            p: signFlip(worst.values.map(deltaOf), {
              alternative: 'worse',
              seed: `${seed}/worst`,
              ...worst.clusters,
            }).p,
          },
        }
      : {}),
  };
}

function deltaOf({ base, head }: Readonly<Record<Variant, number>>): number {
  return head - base;
}

/** What can be said of each case of which something can be, with the clusters of these. */
function valuesOf<Value>(
  rows: readonly Sides[],
  clusters: readonly string[] | undefined,
  of: (row: Sides) => Value | undefined,
): { values: Value[]; clusters: { clusters?: readonly string[] } } {
  const found = rows.flatMap((row, index) => {
    const value = of(row);
    return value === undefined ? [] : [{ value, cluster: clusters?.[index] ?? '' }];
  });
  return {
    values: found.map(({ value }) => value),
    clusters: clusters ? { clusters: found.map(({ cluster }) => cluster) } : {},
  };
}

/**
 * A case's scores with what is missing at its worst: 0 at head, 1 at base. `undefined` where neither side has any score:
 * such a case says the same of both.
 */
function atWorst({ base, head }: Sides): Record<Variant, number> | undefined {
  const made = { base: base.filter(isMade), head: head.filter(isMade) };
  if (made.base.length === 0 || made.head.length === 0) return undefined;
  if ([...made.base, ...made.head].every(isLost)) return undefined;
  const filled = (trials: readonly Told[], missing: number) =>
    mean(trials.map(({ trial, score }) => (trial.ok && score.ok ? (score.value ?? missing) : missing)));
  return { base: filled(made.base, 1), head: filled(made.head, 0) };
}

function lacksAny(trials: readonly MeasuredTrial[] | undefined, scorer: string): boolean {
  for (const { trial, scores } of trials ?? []) {
    if (isLost({ trial, score: scores.get(scorer) ?? NO_SCORE })) return true;
  }
  return false;
}

/**
 * Whether a trial that was made lacks its score by its own doing. A pair that could not be compared because the other
 * side failed is that side's loss: counted on both, the two would cancel out, and a failing head would go unseen.
 */
function isLost(told: Told): boolean {
  return isMade(told) && !(told.trial.ok && (told.score.ok || told.score.code === 'unpaired'));
}

function isMade({ trial }: Told): boolean {
  return trial.ok || !NOT_MADE.has(trial.code ?? '');
}

function shareOf(trials: readonly Told[], holds: (told: Told) => boolean): number {
  return trials.filter(holds).length / trials.length;
}

/** Codes of trials that say nothing about their side. */
const NOT_MADE: ReadonlySet<string> = new Set(['cancelled', 'over-budget', 'not-recorded']);
