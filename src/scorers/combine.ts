import type { ScorerSet } from '../core/suite.ts';
import type { ScoreValue } from '../core/trial.ts';

/** What one of several scorers gave. */
export interface PartScore {
  ok: true;
  name: string;
  weight: number;
  /** It counts when it does not pass. */
  negated: boolean;
  threshold: number;
  value: number;
  reason: string;
}

/** The most that a part which does not pass is worth: only when all pass the whole is 1. */
const ALMOST = 0.99;

/**
 * Several scores as one, which is 1 exactly when the whole passes: when the weighted mean reaches the threshold, or,
 * without a threshold, when every part passes. Below that it says how far the whole is from it.
 */
export function combine({ threshold }: ScorerSet, parts: readonly PartScore[]): ScoreValue {
  const whole = parts.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (of: (part: PartScore) => number) =>
    whole > 0 ? parts.reduce((sum, part) => sum + part.weight * of(part), 0) / whole : 0;
  const failing = parts.filter((part) => !passes(part));
  const reason =
    failing.length === 0
      ? `all ${parts.length} pass`
      : failing.map(({ name, negated, reason: why }) => `${negated ? 'not ' : ''}${name}: ${why}`).join('; ');
  if (threshold === undefined) {
    return { ok: true, value: failing.length === 0 ? 1 : Math.min(ALMOST, mean(reached)), reason };
  }
  const score = mean(worth);
  const share = `${Number(score.toFixed(3))} of the ${threshold} that it takes`;
  return {
    ok: true,
    value: score >= threshold ? 1 : Math.min(ALMOST, score / threshold),
    reason: failing.length === 0 ? share : `${share}; ${reason}`,
  };
}

function passes({ value, threshold, negated }: PartScore): boolean {
  return value >= threshold !== negated;
}

function worth({ value, negated }: PartScore): number {
  return negated ? 1 - value : value;
}

/** How much of what it takes to pass a part has reached. */
function reached(part: PartScore): number {
  if (passes(part)) return 1;
  const needed = part.negated ? 1 - part.threshold : part.threshold;
  return needed > 0 ? Math.min(ALMOST, worth(part) / needed) : 0;
}
