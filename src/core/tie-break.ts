import type { PlannedScorer, PlannedSuite } from './plan.ts';
import { ALPHA } from './reach.ts';
import type { Comparison } from './report.ts';
import type { Policy } from './suite.ts';

/**
 * What judges of pairs that break ties may spend of a pull request's 5 %. It is taken from everything else, whether or
 * not a tie comes up: which scorer is undecided is known only from the data, and a test that is added because of them
 * would make more false alarms than one in twenty.
 */
export const TIE_ALPHA = 0.01;

/** Whether any suite has a judge of pairs that may decide in a scorer's place. */
export function hasTieBreaker(suites: readonly PlannedSuite[]): boolean {
  return suites.some(({ scorers }) => scorers.some(({ breaksTies }) => breaksTies !== undefined));
}

/** What breaks ties of which scorer: base's judges of pairs alone. */
export function tieOf({ breaksTies }: PlannedScorer): Pick<Comparison, 'breaksTies' | 'alpha'> {
  return breaksTies === undefined ? {} : { breaksTies, alpha: TIE_ALPHA };
}

/** What a rise is held against: less, where a judge of pairs may prove it in the scorer's place. */
export function riseAlpha(scorer: string, scorers: readonly PlannedScorer[]): number {
  return scorers.some(({ breaksTies }) => breaksTies === scorer) ? ALPHA - TIE_ALPHA : ALPHA;
}

/** A comparison with its verdict, and the one-sided p of so large a rise if the change did nothing. */
export interface Settled {
  comparison: Comparison;
  better?: number | undefined;
}

/**
 * Lets judges of pairs decide for scorers whose own verdict is undecided, suite by suite.
 *
 * A preference stands in for a verdict only where it is proven at its own share of the error rate, is as large as its
 * margin, and does not contradict the scorer's own estimate: pairs are swayed by what has nothing to do with the
 * criterion more than single outputs are. Where what is not shown to be no worse blocks, a preference can only block:
 * that head is preferred says nothing of how good it is.
 */
export function breakTies(settled: readonly Settled[], { gate }: Policy): Comparison[] {
  return settled.map(({ comparison }) => {
    const { scorer, gating, verdict, reason, delta = 0 } = comparison;
    const tie = settled.find((other) => other.comparison.breaksTies === scorer);
    if (!tie || !gating || verdict !== 'inconclusive' || reason !== 'too-noisy') return comparison;
    const { comparison: pairs, better = 1 } = tie;
    if (pairs.delta === undefined || pairs.reason === 'lost-pairs') return comparison;
    const { reason: _, ...open } = comparison;
    if (pairs.verdict === 'regressed' && delta <= 0)
      return { ...open, verdict: 'regressed', brokenBy: pairs.scorer };
    const isBetter = better <= TIE_ALPHA && pairs.delta >= pairs.margin;
    return isBetter && delta >= 0 && gate === 'regression'
      ? { ...open, verdict: 'improved', brokenBy: pairs.scorer }
      : comparison;
  });
}
