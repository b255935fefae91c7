import type { PlannedScorer } from './plan.ts';
import type { CombinedSpec } from './suite.ts';
import type { Score } from './trial.ts';

/**
 * The scores of one trial as one. A scorer that does not apply to the case has left nothing and is left out; one that
 * failed leaves no combination: it is never counted as a 0.
 */
export function combineScores({ method, of }: CombinedSpec, scores: ReadonlyMap<string, Score>): Score {
  const members = of.flatMap((member) => {
    const score = scores.get(member.name);
    return score === undefined ? [] : [{ ...member, score }];
  });
  const known = members.flatMap(({ score, ...member }) =>
    score.ok ? [{ ...member, value: score.value }] : [],
  );
  const failures = members.flatMap(({ score, name }) =>
    score.ok ? [] : [{ name, unpaired: score.code === 'unpaired' }],
  );
  const lost = failures.find(({ unpaired }) => !unpaired) ?? failures[0];
  if (lost !== undefined || known.length === 0) {
    const what =
      lost === undefined ? 'no scorer applies to the case' : `the score of "${lost.name}" is missing`;
    // What the other side's failure took away is no loss of this side's.
    const code = lost?.unpaired ? ('unpaired' as const) : ('check-failed' as const);
    return { ok: false, code, message: `nothing to combine: ${what}` };
  }
  if (method === 'all') {
    const failing = known.filter(({ value, threshold }) => value < threshold);
    const reason = failing.length === 0 ? `all ${known.length} pass` : `fails: ${listed(failing)}`;
    return { ok: true, value: failing.length === 0 ? 1 : 0, reason };
  }
  if (method === 'min') {
    const least = known.reduce((low, one) => (one.value < low.value ? one : low));
    return { ok: true, value: least.value, reason: `the lowest score: ${listed([least])}` };
  }
  const whole = known.reduce((sum, { weight }) => sum + weight, 0);
  const mean = known.reduce((sum, { value, weight }) => sum + value * weight, 0) / whole;
  return { ok: true, value: Math.min(1, Math.max(0, mean)), reason: `weighted mean of ${listed(known)}` };
}

/** The scorers that decide, with those that only their combination needs. */
export function decidingScorers(scorers: readonly PlannedScorer[]): PlannedScorer[] {
  const needed = new Set(
    scorers.flatMap(({ spec, gating }) =>
      gating && spec.kind === 'combined' ? spec.of.map(({ name }) => name) : [],
    ),
  );
  return scorers.filter(({ gating, spec }) => gating || needed.has(spec.name));
}

function listed(members: readonly { name: string; value: number }[]): string {
  const shown = members.slice(0, 8).map(({ name, value }) => `${name} ${Number(value.toFixed(3))}`);
  return members.length > shown.length ? `${shown.join(', ')} …` : shown.join(', ');
}
