import { fisherExact } from '../stats/fisher.ts';
import { permutationTest } from '../stats/permutation.ts';
import { CONFIRM_ALPHA, freshScores } from './confirm.ts';
import type { FreshTrials, MeasuredCase, MeasuredTrial } from './measurement.ts';
import type { PlannedScorer } from './plan.ts';
import type { Variant } from './trial.ts';

/** What a suspect's fresh trials are to decide. */
export interface Question {
  suspicion: FreshTrials['suspicion'];
  mustPass: boolean;
  /** Fresh trials on each side that are planned. */
  planned: number;
  scorers: readonly PlannedScorer[];
}

type Sides = Readonly<Record<Variant, readonly MeasuredTrial[]>>;

/**
 * Whether the trials that are left can still change what is said of a suspect. They cannot when even the best of
 * them, and any loss of them, leaves it unproven; of a must-pass case, when it is also sure which sides fail.
 *
 * Exact, not a forecast: with one more base trial that passes, or head trial that fails, p only falls, so the bound is
 * one table. A case that cannot be proven changes nothing for the others either (Holm passes it by).
 */
export function isSettled(sides: Sides, question: Question): boolean {
  const { planned, mustPass, suspicion, scorers } = question;
  const { passes, means } = freshScores(sides, scorers);
  const left = planned - sides.head.length;
  const readable = Math.min(passes.base.length, passes.head.length);
  // Until half can be read, losses could still leave the case unmeasured.
  if (left <= 0 || readable * 2 < planned) return false;
  if ((mustPass || suspicion === 'fails') && !sidesSettled(passes, left)) return false;
  return suspicion === 'fails' || bestCase({ passes, means, left, suspicion }) > CONFIRM_ALPHA;
}

/** The smallest p that any outcome of the trials left can give. */
function bestCase(options: {
  passes: Record<Variant, number[]>;
  means: Record<Variant, number[]>;
  left: number;
  suspicion: 'broke' | 'fixed';
}): number {
  const { passes, means, left, suspicion } = options;
  const alternative = suspicion === 'broke' ? 'worse' : 'better';
  const good = suspicion === 'broke' ? 'base' : 'head';
  const table = (side: Variant) => ({
    passes: passes[side].filter((passed) => passed === 1).length + (side === good ? left : 0),
    n: passes[side].length + left,
  });
  const fisher = fisherExact({ base: table('base'), head: table('head'), alternative });
  const crossing = new Set([...passes.base, ...passes.head]).size > 1;
  if (crossing || fisher <= CONFIRM_ALPHA) return fisher;
  // Without a crossing so far the scores themselves may be tested in the end. Of zeros and ones that is the same.
  const values = [...means.base, ...means.head];
  if (values.length > 0 && values.every((value) => value === values[0] && (value === 0 || value === 1)))
    return fisher;
  const filled = (side: Variant) => [...means[side], ...new Array<number>(left).fill(side === good ? 1 : 0)];
  const { p, exact } = permutationTest(
    { base: filled('base'), head: filled('head') },
    { alternative, seed: '' },
  );
  return exact ? Math.min(fisher, p) : 0;
}

/** Whether it is sure that head passes in more than half of its trials, or not, and base in less than half, or not. */
function sidesSettled(passes: Record<Variant, number[]>, left: number): boolean {
  const tally = (side: Variant) => {
    const passed = passes[side].filter((one) => one === 1).length;
    return { passed, failed: passes[side].length - passed };
  };
  const [base, head] = [tally('base'), tally('head')];
  const headSure = head.passed > head.failed + left || head.passed + left <= head.failed;
  const baseSure = base.passed + left < base.failed || base.passed >= base.failed + left;
  return headSure && baseSure;
}

/** How many of a suspect's fresh trials a side count: up to where nothing more could change. */
export function roundsThatCount(sides: Sides, question: Question): number {
  const rounds = Math.min(sides.base.length, sides.head.length);
  for (let round = Math.ceil(question.planned / 2); round < rounds; round += 1) {
    if (isSettled(firstOf(sides, round), question)) return round;
  }
  return rounds;
}

export function firstOf(sides: Sides, rounds: number): Record<Variant, readonly MeasuredTrial[]> {
  return { base: sides.base.slice(0, rounds), head: sides.head.slice(0, rounds) };
}

/** What the fresh trials of a suspect are to decide. */
export function questionOf(
  { planned }: MeasuredCase,
  suspicion: FreshTrials['suspicion'],
  suite: { scorers: readonly PlannedScorer[]; policy: { confirmTrials: number } },
): Question {
  const { scorers, policy } = suite;
  return { suspicion, mustPass: planned.mustPass, planned: policy.confirmTrials, scorers };
}
