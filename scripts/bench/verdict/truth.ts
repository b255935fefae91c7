/** What is true of a case: how a trial at base and at head scores. The verdict sees only the trials. */
import type { Variant } from '../../../src/core/trial.ts';
import type { Random } from '../../../src/stats/random.ts';
import { around, beta, happens } from './chance.ts';

/** Draws one trial of a case: its scores, scorer by scorer, or `undefined` for a trial that failed. */
export type CaseTruth = (variant: Variant, random: Random) => readonly number[] | undefined;

const PASS: readonly number[] = [1];
const FAIL: readonly number[] = [0];

/** A check: every trial passes with this chance. Unless given, head's is base's: a pull request that does nothing. */
export function passing(base: number, head: number = base): CaseTruth {
  return (variant, random) => (happens(variant === 'base' ? base : head, random) ? PASS : FAIL);
}

/** Chances of passing with which one trial a side moves a case down and up so often. */
export function chancesOf({ down, up }: { down: number; up: number }): { base: number; head: number } {
  const drop = down - up;
  const base = (1 + drop + Math.sqrt((1 + drop) ** 2 - 4 * down)) / 2;
  return { base, head: base - drop };
}

/** Case means of an ordinary graded suite: a beta distribution. */
const MEANS = { a: 7, b: 3 };
const MEAN = MEANS.a / (MEANS.a + MEANS.b);
const MEAN_OF_SQUARES = MEAN ** 2 + (MEAN * (1 - MEAN)) / (MEANS.a + MEANS.b + 1);

/** Mean over the cases of m (1 − m) at base and at head, added: what the noise of their trials is proportional to. */
function noiseAt(drop: number): number {
  const kept = 1 - drop;
  const head = kept * MEAN - kept ** 2 * MEAN_OF_SQUARES;
  const base = drop + kept * MEAN - (drop ** 2 + 2 * drop * kept * MEAN + kept ** 2 * MEAN_OF_SQUARES);
  return base + head;
}

/**
 * A graded score around the case's own mean, `drop` lower at head. Over the cases, deltas of trial means spread by
 * `sd`. A judge answers in whole percents unless `continuous`.
 */
export function graded(
  options: { sd: number; trials: number; drop?: number; continuous?: boolean },
  random: Random,
): CaseTruth {
  const { sd, trials, drop = 0, continuous = false } = options;
  const concentration = noiseAt(drop) / (sd * sd * trials) - 1;
  // A mean below the drop could not fall by it, so a dropping case starts above.
  const base = drop + (1 - drop) * beta(MEANS.a, MEANS.b, random);
  return (variant, source) => {
    const value = around(variant === 'base' ? base : base - drop, concentration, source);
    return [continuous ? value : Math.round(value * 100) / 100];
  };
}

/** A graded case that moves for good by up to `by`, as often up as down; the closer its trials, the larger `concentration`. */
export function shifting(options: { by: number; concentration: number }, random: Random): CaseTruth {
  const mean = options.by + (1 - 2 * options.by) * beta(MEANS.a, MEANS.b, random);
  const move = options.by * (2 * random.next() - 1);
  return (variant, source) => {
    const value = around(variant === 'base' ? mean : mean + move, options.concentration, source);
    return [Math.round(value * 100) / 100];
  };
}

/** A rubric of four levels. The output's true level is the case's own; the judge reads it one level off now and then. */
export function judged(off: number, random: Random): CaseTruth {
  const level = Math.min(3, Math.floor(4 * beta(2, 1, random)));
  return (_variant, source) => {
    const move = happens(off, source) ? (happens(0.5, source) ? 1 : -1) : 0;
    return [Math.min(3, Math.max(0, level + move)) / 3];
  };
}

/** A good, graded case that once in a while scores nothing at all, at base as at head. */
export function catastrophic(chance: number, random: Random): CaseTruth {
  const mean = beta(18, 2, random);
  return (_variant, source) =>
    happens(chance, source) ? FAIL : [Math.round(around(mean, 100, source) * 100) / 100];
}

/** The same case, of which a share of the trials fails at the provider. */
export function losing(truth: CaseTruth, chance: Readonly<Record<Variant, number>>): CaseTruth {
  return (variant, random) => (happens(chance[variant], random) ? undefined : truth(variant, random));
}

/** The same case, of which head has no score wherever it fails: what would count against it is missing. */
export function hiding(truth: CaseTruth): CaseTruth {
  return (variant, random) => {
    const scores = truth(variant, random);
    return variant === 'head' && scores?.includes(0) ? undefined : scores;
  };
}

/** A case that several scorers look at, each with a truth of its own. */
export function together(truths: readonly CaseTruth[]): CaseTruth {
  return (variant, random) => truths.flatMap((truth) => truth(variant, random) ?? []);
}
