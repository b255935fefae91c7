import type { FreshTrials, MeasuredCase, MeasuredSuite } from './measurement.ts';
import { MUST_PASS_LIMIT, type PlannedScorer, SUSPECT_LIMIT } from './plan.ts';
import { appliesTo, decides, isSkipped, LOST_SHARE, pairOf, sidePasses } from './tally.ts';

/** A case that may have been broken or fixed: what its first trials say, and how strongly. */
export interface Suspect {
  row: MeasuredCase;
  suspicion: FreshTrials['suspicion'];
}

/** A move of the mean score of at least this is suspicious although the case passes, or fails, on both sides. */
const LARGE_MOVE = 2 / 3;
const EPSILON = 1e-9;

/**
 * Cases worth fresh trials: those that crossed from passing to failing or back, or may have, those that moved far, and
 * must-pass cases that fail at head. None in a suite that stopped: it is blocked already. Must-pass cases that fail first, then the largest moves.
 */
export function suspectsOf({ planned, cases, stop }: MeasuredSuite): Suspect[] {
  if (planned.state === 'new' || stop || planned.policy.confirmTrials === 0) return [];
  const deciding = cases.filter((row) => decides(row, planned.state));
  const all = deciding
    .flatMap((row) => {
      const move = moveOf(row, planned.scorers);
      const suspicion = suspicionOf(row, planned.scorers, move);
      // What is missing may have moved as far as can be.
      const size = suspicion === 'lost' ? 1 : Math.abs(move ?? 0);
      return suspicion ? [{ row, suspicion, move: size }] : [];
    })
    .sort((left, right) => right.move - left.move);
  // Where too many are lost to compare, something else is wrong, and asking again would not mend it.
  const isWorthIt =
    all.some(({ suspicion }) => suspicion === 'lost') && !losesTooMany(deciding, planned.scorers);
  const found = isWorthIt ? all : all.filter(({ suspicion }) => suspicion !== 'lost');
  const blocking = ({ row, suspicion }: Suspect) => row.planned.mustPass && suspicion !== 'fixed';
  return [
    ...found.filter(blocking).slice(0, MUST_PASS_LIMIT),
    ...found.filter((suspect) => !blocking(suspect)).slice(0, SUSPECT_LIMIT),
  ].map(({ row, suspicion }) => ({ row, suspicion }));
}

function suspicionOf(
  { planned, sides }: MeasuredCase,
  scorers: readonly PlannedScorer[],
  move: number | undefined,
): Suspect['suspicion'] | undefined {
  const base = sidePasses(sides.base ?? [], scorers);
  const head = sidePasses(sides.head ?? [], scorers);
  if (base === true && head === false) return 'broke';
  if (base === false && head === true) return 'fixed';
  if (move !== undefined && move <= EPSILON - LARGE_MOVE) return 'broke';
  if (move !== undefined && move >= LARGE_MOVE - EPSILON) return 'fixed';
  if (planned.mustPass && head === false) return 'fails';
  return mayHaveBroken(base, head) ? 'lost' : undefined;
}

/** Whether trials without a score may keep a case that broke from being seen, by which sides pass. */
function mayHaveBroken(base: boolean | undefined, head: boolean | undefined): boolean {
  return (base === true && head === undefined) || (base === undefined && head === false);
}

function losesTooMany(rows: readonly MeasuredCase[], scorers: readonly PlannedScorer[]): boolean {
  return scorers.some(({ gating, spec }) => {
    if (!gating) return false;
    const wanted = rows.filter((row) => appliesTo(spec, row.planned.case) && !isSkipped(row, spec.name));
    const lost = wanted.filter((row) => pairOf(row, spec.name) === undefined);
    return lost.length > LOST_SHARE * wanted.length;
  });
}

/** The largest move of a gating scorer's mean, with its sign; `undefined` when one is not paired. */
function moveOf(row: MeasuredCase, scorers: readonly PlannedScorer[]): number | undefined {
  const moves = scorers
    .filter(({ gating, spec }) => gating && appliesTo(spec, row.planned.case) && !isSkipped(row, spec.name))
    .map(({ spec }) => {
      const pair = pairOf(row, spec.name);
      return pair && pair.head - pair.base;
    });
  if (moves.includes(undefined)) return undefined;
  return moves.reduce((far, move) => (Math.abs(move ?? 0) > Math.abs(far ?? 0) ? move : far), 0);
}
