import type { Problem } from '../core/errors.ts';
import { isDeciding, type PlannedScorer, type PlannedSuite } from '../core/plan.ts';
import { ALPHA, fewestCases, likelyCases } from '../core/reach.ts';
import { appliesTo, clustersOf } from '../core/tally.ts';
import { paddedT } from '../stats/padded-t.ts';

/** Standard deviation of deltas that graded scorers commonly show. */
const TYPICAL_SPREAD = 0.3;
/** Fewer clusters have no interval. */
const FEWEST_CLUSTERS = 5;

/**
 * What makes a non-inferiority gate impossible to pass, known before the first call: a scorer whose interval would not
 * lie above its margin even if no case moved at all.
 */
export function hopeless({ policy, cases, scorers, head }: PlannedSuite): Problem[] {
  if (policy.gate !== 'non-inferiority') return [];
  const deciding = cases.filter((row) => isDeciding(row) && row.sides.base && row.sides.head);
  const [first] = scorers.flatMap((scorer) =>
    scorer.gating ? shortfall(scorer, deciding, policy.maxDrop) : [],
  );
  if (first === undefined) return [];
  return [
    {
      code: 'E_CANNOT_PROVE',
      message: first,
      help: 'Add cases, raise the margin, or let only proven regressions block:\n  policy:\n    gate: regression',
      place: { path: head.path },
    },
  ];
}

/** Why a scorer can never show that it is not worse, and what could; nothing where it can. */
function shortfall({ spec }: PlannedScorer, deciding: PlannedSuite['cases'], maxDrop: number): string[] {
  const rows = deciding
    .filter((planned) => appliesTo(spec, planned.case))
    .map((planned) => ({ planned, sides: {} }));
  const margin = spec.maxDrop ?? maxDrop;
  if (rows.length === 0) return [];
  const { clusters } = clustersOf(rows);
  const still = paddedT(new Array<number>(rows.length).fill(0), {
    alpha: ALPHA,
    ...(clusters ? { clusters } : {}),
  });
  if (still.lower > -margin) return [];
  const groups = clusters && new Set(clusters).size;
  const size = `${rows.length} cases${groups === undefined ? '' : ` in ${groups} clusters`}`;
  const fewest = fewestCases(margin);
  const unit = clusters ? 'clusters of one size' : 'cases';
  const needed =
    fewest === undefined
      ? 'A margin of 0 can never be shown.'
      : `It takes ${clusters ? Math.max(FEWEST_CLUSTERS, fewest) : fewest} ${unit} if nothing moves at all, and about ${likelyCases(margin, TYPICAL_SPREAD)} if deltas spread by ${TYPICAL_SPREAD}; more trials of these ${clusters ? 'clusters' : 'cases'} cannot make up for it.`;
  return [`${size} can never show that the score dropped by less than ${margin}. ${needed}`];
}
