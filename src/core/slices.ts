import { benjaminiHochberg } from '../stats/multiplicity.ts';
import { paddedT } from '../stats/padded-t.ts';
import { signFlip } from '../stats/sign-flip.ts';
import type { MeasuredSuite } from './measurement.ts';
import { ALPHA } from './reach.ts';
import type { Slice } from './report.ts';
import { clustersOf, decides, mean, pairsOf } from './tally.ts';

/** Slices of fewer cases are listed, and nothing is tested on them. */
export const FEWEST_CASES = 8;
/** Share of wrong findings among all findings that is put up with: slices inform, they never block. */
export const SLICE_Q = 0.1;
/** Tags of a suite that are looked at, the most frequent first. */
const MOST_TAGS = 100;

/** The paired scores of a slice's cases. */
export interface SliceScores {
  base: readonly number[];
  head: readonly number[];
  clusters?: readonly string[];
}

/**
 * How each tagged part of the suites moved, for every gating scorer: worth a look, never a reason. Corrected together
 * over all slices of the run (Benjamini and Hochberg 1995). A suite that stopped has none: a part of a part that the
 * data chose proves nothing.
 */
export function slicesOf(suites: readonly MeasuredSuite[], seed: string): Slice[][] {
  const drafts = suites.map((suite) => draftsOf(suite, `${seed}/${suite.planned.head.name}`));
  return withFindings(drafts);
}

/** Gives slices their adjusted p and what it says. */
export function withFindings(suites: readonly (readonly Slice[])[]): Slice[][] {
  const tested = suites.flat().filter(({ p }) => p !== undefined);
  const adjusted = benjaminiHochberg(tested.map(({ p }) => p ?? 1));
  const adjustedOf = new Map(tested.map((slice, index) => [slice, adjusted[index] ?? 1]));
  return suites.map((slices) =>
    slices.map((slice) => {
      const pAdjusted = adjustedOf.get(slice);
      if (pAdjusted === undefined) return slice;
      const finding = pAdjusted > SLICE_Q ? 'unclear' : (slice.delta ?? 0) < 0 ? 'worse' : 'better';
      return { ...slice, pAdjusted, finding };
    }),
  );
}

function draftsOf({ planned, cases, stop }: MeasuredSuite, seed: string): Slice[] {
  if (planned.state === 'new' || stop) return [];
  const deciding = cases.filter((row) => decides(row, planned.state));
  const gating = planned.scorers.filter((scorer) => scorer.gating);
  return tagsOf(deciding).flatMap((tag) => {
    const tagged = deciding.filter(({ planned: { case: row } }) => row.tags.includes(tag));
    return gating.map(({ spec }) => {
      const { rows, ...scores } = pairsOf(tagged, spec.name);
      return {
        tag,
        scorer: spec.name,
        ...testSlice({ ...scores, ...clustersOf(rows) }, `${seed}/${tag}/${spec.name}`),
      };
    });
  });
}

/** Tags that some of the cases have and others do not. */
function tagsOf(rows: readonly MeasuredSuite['cases'][number][]): string[] {
  const counts = new Map<string, number>();
  for (const { planned } of rows) {
    for (const tag of new Set(planned.case.tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count < rows.length)
    .sort(([left, more], [right, less]) => less - more || (left < right ? -1 : 1))
    .slice(0, MOST_TAGS)
    .map(([tag]) => tag);
}

/** The numbers of one slice. The test is two-sided: a part that got better is as much worth a look. */
export function testSlice(
  { base, head, ...clusters }: SliceScores,
  seed: string,
): Omit<Slice, 'tag' | 'scorer'> {
  const deltas = head.map((value, index) => value - (base[index] ?? 0));
  const common = { pairs: deltas.length, base: mean(base), head: mean(head), delta: mean(deltas) };
  if (deltas.length < FEWEST_CASES) return common;
  const { lower, upper } = paddedT(deltas, { alpha: ALPHA, ...clusters });
  const [worse, better] = (['worse', 'better'] as const).map(
    (alternative) => signFlip(deltas, { alternative, seed, ...clusters }).p,
  );
  return {
    ...common,
    interval: [lower, upper],
    p: Math.min(1, 2 * Math.min(worse ?? 1, better ?? 1)),
  };
}
