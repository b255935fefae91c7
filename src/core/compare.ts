import { holm } from '../stats/multiplicity.ts';
import { paddedT } from '../stats/padded-t.ts';
import { signFlip } from '../stats/sign-flip.ts';
import { isWatched, STOP_ALPHA } from './fail-fast.ts';
import { judgeFacts } from './judge-facts.ts';
import { lossesOf } from './losses.ts';
import type { MeasuredSuite } from './measurement.ts';
import { decidingOf } from './people.ts';
import { isDeciding, type PlannedScorer } from './plan.ts';
import { ALPHA, reach } from './reach.ts';
import type { Comparison } from './report.ts';
import { appliesTo, clustersOf, decides, isSkipped, LOST_SHARE, mean, pairsOf, sideScore } from './tally.ts';
import { breakTies, hasTieBreaker, riseAlpha, TIE_ALPHA, tieOf } from './tie-break.ts';
import { lengthsOf } from './verbosity.ts';

/** Room for rounding where a delta is held against a margin. */
const EPSILON = 1e-12;

/**
 * Compares base and head, scorer by scorer, in every suite of a run.
 *
 * The alarm's p-values are corrected together over all gating comparisons (Holm 1979), because any one of
 * them blocks. Those of a suite that was stopped have no p and count as 1. Where a suite may stop, its share of the
 * error rate is taken from the alarm, and so is that of judges of pairs that break ties. The seed makes the draws of a
 * large test repeatable.
 */
export function compareAll(suites: readonly MeasuredSuite[], seed: string): Comparison[][] {
  const drafts = suites.map((suite) =>
    suite.planned.scorers.map((scorer) => draftOf(suite, scorer, `${seed}/${suite.planned.head.name}`)),
  );
  const alarms = drafts.flat().filter(({ comparison: { gating, p, reason, stopped } }) => {
    return gating && (p !== undefined || reason === 'stopped' || stopped);
  });
  const watched = suites.some(({ planned }) => isWatched(planned));
  const ties = drafts.flat().filter(({ comparison: { breaksTies, p } }) => breaksTies && p !== undefined);
  const spent =
    (watched ? STOP_ALPHA : 0) + (hasTieBreaker(suites.map(({ planned }) => planned)) ? TIE_ALPHA : 0);
  const adjustedOf = new Map([...adjusted(alarms), ...adjusted(ties)]);
  return drafts.map((row, index) => {
    const planned = suites[index]?.planned;
    const settled = row.map((draft) => ({
      comparison: withVerdict(draft, adjustedOf.get(draft), {
        alarm: draft.comparison.alpha ?? ALPHA - spent,
        rise: riseAlpha(draft.comparison.scorer, planned?.scorers ?? []),
      }),
      better: draft.better,
    }));
    return planned ? breakTies(settled, planned.policy) : settled.map(({ comparison }) => comparison);
  });
}

function adjusted(drafts: readonly Draft[]): (readonly [Draft, number | undefined])[] {
  const all = holm(drafts.map(({ comparison }) => decidingOf(comparison).p ?? 1));
  return drafts.map((draft, index) => [draft, all[index]] as const);
}

interface Draft {
  comparison: Comparison;
  state: 'touched' | 'new';
  /** One-sided p of so large a rise if the change did nothing. */
  better?: number;
}

function draftOf(
  { planned, cases: all, stop, people }: MeasuredSuite,
  scorer: PlannedScorer,
  seed: string,
): Draft {
  const { spec, gating } = scorer;
  const cases = all.filter((row) => appliesTo(spec, row.planned.case));
  const wanted = cases.filter((row) => decides(row, planned.state) && !(stop && !row.sides.head));
  const deciding = wanted.filter((row) => !isSkipped(row, spec.name));
  const common = {
    scorer: spec.name,
    kind: spec.kind === 'case' ? (spec.judged ? ('judge' as const) : ('check' as const)) : spec.kind,
    gating,
    identical: cases.filter((row) => isDeciding(row.planned) && row.planned.identical).length,
    margin: spec.maxDrop ?? planned.policy.maxDrop,
    ...(wanted.length > deciding.length ? { skipped: wanted.length - deciding.length } : {}),
    ...judgeFacts(spec, cases),
    ...tieOf(scorer),
    ...(spec.severity === 'warn' ? { severity: 'warn' as const } : {}),
  };
  if (planned.state === 'new') {
    const scores = deciding.flatMap(({ sides }) => sideScore(sides.head ?? [], spec.name) ?? []);
    return {
      state: planned.state,
      comparison: { ...common, pairs: 0, lost: deciding.length - scores.length, head: mean(scores) },
    };
  }
  const lengths = spec.kind === 'judge' ? lengthsOf(deciding, spec.name) : undefined;
  const { rows, base, head } = pairsOf(deciding, spec.name);
  const deltas = head.map((value, index) => value - (base[index] ?? 0));
  const grouped = clustersOf(rows);
  const missing = stop ? undefined : lossesOf(deciding, spec.name, seed);
  const comparison: Comparison = {
    ...common,
    pairs: rows.length,
    lost: deciding.length - rows.length,
    ...(lengths ? { lengths } : {}),
    ...(missing ? { missing } : {}),
  };
  if (rows.length === 0) {
    // Nothing to pair, as when only scorers changed; what head scores with a new one is still worth seeing.
    const scores = cases.flatMap(({ sides }) => sideScore(sides.head ?? [], spec.name) ?? []);
    return { state: planned.state, comparison: { ...comparison, head: gating ? undefined : mean(scores) } };
  }
  const means = { base: mean(base), head: mean(head) };
  if (stop) {
    // A test and an interval for a fixed number of cases do not hold at a moment that the data chose.
    const evidence = stop.proven.get(spec.name);
    const delta = mean(deltas);
    return {
      state: planned.state,
      comparison:
        evidence === undefined
          ? { ...comparison, ...means, delta, verdict: 'inconclusive', reason: 'stopped' }
          : {
              ...comparison,
              ...means,
              delta,
              verdict: 'regressed',
              stopped: { evidence, needed: stop.needed },
            },
    };
  }
  const interval = paddedT(deltas, { alpha: ALPHA, ...grouped });
  return {
    state: planned.state,
    better: signFlip(deltas, { alternative: 'better', seed, ...grouped }).p,
    comparison: {
      ...comparison,
      ...means,
      ...(people?.has(spec.name) ? { people: people.get(spec.name) } : {}),
      delta: interval.mean,
      interval: [interval.lower, interval.upper],
      p: signFlip(deltas, { alternative: 'worse', seed, ...grouped }).p,
      ...reach(rows, deltas, { scorer: spec.name, margin: comparison.margin, ...grouped }),
    },
  };
}

/**
 * The verdict's rule. `regressed` needs both: a drop that chance hardly makes, and one that matters.
 * `unchanged` means shown to be no worse than the margin, where it could have been. Everything else is `inconclusive`.
 */
function withVerdict(
  { comparison, state, better }: Draft,
  pAdjusted: number | undefined,
  { alarm: alpha, rise: riseLimit }: { alarm: number; rise: number },
): Comparison {
  if (state === 'new' || comparison.verdict !== undefined) return comparison;
  const { pairs, lost, identical, skipped = 0, people } = comparison;
  const { delta, interval, margin, p } = decidingOf(comparison);
  const shown = {
    ...comparison,
    ...(pAdjusted === undefined ? {} : { pAdjusted }),
    ...(pAdjusted === undefined || alpha === ALPHA ? {} : { alpha }),
  };
  if (pairs === 0 && lost === 0) {
    // Where every case was skipped nothing was judged, whatever else was identical.
    return identical > 0 && skipped === 0
      ? { ...shown, verdict: 'unchanged' }
      : { ...shown, verdict: 'inconclusive', reason: 'no-pairs' };
  }
  if (lost > LOST_SHARE * (pairs + lost)) return { ...shown, verdict: 'inconclusive', reason: 'lost-pairs' };
  const alarm = pAdjusted ?? p ?? 1;
  if (delta !== undefined && alarm <= alpha && delta <= EPSILON - margin)
    return { ...shown, verdict: 'regressed' };
  const degraded = delta !== undefined && alarm <= alpha && delta < 0 ? { degraded: true as const } : {};
  const notWorse = interval !== undefined && interval[0] > -margin;
  const rise = people?.decides ? 1 - people.p : better;
  const proven = rise !== undefined && rise <= riseLimit;
  // What is missing must not be able to hide what would have blocked: then nothing is shown.
  if ((notWorse || proven) && couldHide(shown))
    return { ...shown, ...degraded, verdict: 'inconclusive', reason: 'lost-scores' };
  if (delta !== undefined && proven && (notWorse || delta >= margin - EPSILON))
    return { ...shown, verdict: 'improved' };
  // Where base scores less than the margin no drop that matters is left to be seen: that nothing got worse is no news.
  if (shown.base !== undefined && shown.base < margin - EPSILON)
    return { ...shown, ...degraded, verdict: 'inconclusive', reason: 'at-floor' };
  return notWorse
    ? { ...shown, ...degraded, verdict: 'unchanged' }
    : { ...shown, ...degraded, verdict: 'inconclusive', reason: 'too-noisy' };
}

/** Whether the comparison would have regressed, were every missing score at its worst. */
function couldHide({ missing, margin }: Comparison): boolean {
  const { worst } = missing ?? {};
  return worst !== undefined && worst.p <= ALPHA && worst.delta <= EPSILON - margin;
}
