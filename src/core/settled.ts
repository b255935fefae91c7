import { CONFIRM_ALPHA, freshScores } from './confirm.ts';
import type { FreshTrials, MeasuredCase, MeasuredTrial } from './measurement.ts';
import type { PlannedScorer } from './plan.ts';
import { smallestP } from './smallest-p.ts';
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
 * Exact, not a forecast (see `smallestP`). A case that cannot be proven changes nothing for the others either (Holm
 * passes it by).
 */
export function isSettled(sides: Sides, question: Question): boolean {
  const { planned, mustPass, suspicion, scorers } = question;
  const { passes, means } = freshScores(sides, scorers);
  const left = planned - sides.head.length;
  const readable = Math.min(passes.base.length, passes.head.length);
  // Until half can be read, losses could still leave the case unmeasured.
  if (left <= 0 || readable * 2 < planned) return false;
  if ((mustPass || suspicion === 'fails') && !sidesSettled(passes, { planned, left })) return false;
  if (suspicion === 'fails') return true;
  // What cannot be read must not be able to hide that it broke either, so it is filled in together with what is left.
  const p =
    suspicion === 'fixed'
      ? smallestP({ passes, means }, { fill: { by: left }, alternative: 'better' })
      : smallestP({ passes, means }, { fill: { upTo: planned }, alternative: 'worse' });
  return p > CONFIRM_ALPHA;
}

/**
 * Whether it is sure that head passes in more than half of all its trials, or not, and base in less than half of those
 * that can be read, or not.
 */
function sidesSettled(
  passes: Record<Variant, number[]>,
  { planned, left }: { planned: number; left: number },
): boolean {
  const tally = (side: Variant) => {
    const passed = passes[side].filter((one) => one === 1).length;
    return { passed, failed: passes[side].length - passed };
  };
  const [base, head] = [tally('base'), tally('head')];
  const headSure = head.passed * 2 > planned || head.failed * 2 >= planned;
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
