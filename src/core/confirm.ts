import { fisherExact } from '../stats/fisher.ts';
import { holm } from '../stats/multiplicity.ts';
import { permutationTest } from '../stats/permutation.ts';
import type { FreshTrials, MeasuredSuite, MeasuredTrial } from './measurement.ts';
import type { PlannedScorer } from './plan.ts';
import type { Confirmation } from './report.ts';
import { smallestP } from './smallest-p.ts';
import { mean, trialPasses } from './tally.ts';
import type { Variant } from './trial.ts';

/** Largest adjusted p at which a suspicion counts as confirmed. */
export const CONFIRM_ALPHA = 0.05;

/**
 * Tests every suspected case of a run on its fresh trials alone: the first trials raised the suspicion, and
 * would confirm it for any case that chance had picked.
 *
 * Where trials pass or fail, the values are passes (Fisher's exact test); where a case moved without crossing its
 * threshold, mean scores (the same permutation test). Corrected together over all suspects of the run (Holm 1979).
 * Gives the confirmations of each suite by case id.
 */
export function confirmAll(
  suites: readonly MeasuredSuite[],
  seed: string,
): ReadonlyMap<string, Confirmation>[] {
  const drafts = suites.map((suite) =>
    suite.cases.flatMap((row) => draftOf(row, suite.planned.scorers, seed)),
  );
  const tested = drafts.flat();
  const adjusted = holm(tested.map(({ p }) => p));
  const adjustedOf = new Map(tested.map((draft, index) => [draft, adjusted[index] ?? 1]));
  return drafts.map(
    (suite) => new Map(suite.map((draft) => [draft.id, concluded(draft, adjustedOf.get(draft) ?? 1)])),
  );
}

interface Draft {
  id: string;
  suspicion: FreshTrials['suspicion'];
  /** Run on each side. */
  trials: number;
  base: number | undefined;
  head: number | undefined;
  /** Trials of each side that cannot be read. */
  lost: Readonly<Record<Variant, number>>;
  /** Whether at least half of the trials of each side can be read. */
  measured: boolean;
  p: number;
  /** The p of "broke" with what cannot be read at its worst. */
  worst: number;
  /** The p of "broke" with what cannot be read taken for a failure on both sides. */
  failed: number;
}

function draftOf(
  row: MeasuredSuite['cases'][number],
  scorers: readonly PlannedScorer[],
  seed: string,
): Draft[] {
  const { fresh, planned } = row;
  if (!fresh) return [];
  const { passes, means } = freshScores(fresh.sides, scorers);
  const trials = fresh.sides.head.length;
  const lost = { base: trials - passes.base.length, head: trials - passes.head.length };
  const measured = Math.min(passes.base.length, passes.head.length) * 2 >= trials;
  const alternative = fresh.suspicion === 'fixed' ? 'better' : 'worse';
  const crossing = new Set([...passes.base, ...passes.head]).size > 1;
  const known = { seed: `${seed}/${planned.case.id}` };
  const p = crossing
    ? fisherExact({ base: counted(passes.base), head: counted(passes.head), alternative })
    : permutationTest(means, { alternative, ...known }).p;
  return [
    {
      id: planned.case.id,
      suspicion: fresh.suspicion,
      trials,
      base: mean(passes.base),
      head: mean(passes.head),
      lost,
      measured,
      p: measured ? p : 1,
      worst: smallestP({ passes, means }, { fill: { upTo: trials }, alternative: 'worse', ...known }),
      failed: fisherExact({
        base: { ...counted(passes.base), n: trials },
        head: { ...counted(passes.head), n: trials },
        alternative: 'worse',
      }),
    },
  ];
}

function counted(passes: readonly number[]): { passes: number; n: number } {
  return { passes: passes.filter((passed) => passed === 1).length, n: passes.length };
}

function concluded(draft: Draft, pAdjusted: number): Confirmation {
  const { suspicion, trials, base, head, lost, measured, p, worst, failed } = draft;
  const verdict = verdictOf();
  const hidden = lost.base + lost.head > 0 && worst <= CONFIRM_ALPHA;
  return {
    trials,
    base,
    head,
    ...(lost.base + lost.head > 0 ? { lost: { ...lost } } : {}),
    ...(verdict === 'flaky' && suspicion !== 'fixed' && hidden ? { open: true as const } : {}),
    p,
    pAdjusted,
    verdict,
  };

  function verdictOf(): Confirmation['verdict'] {
    // A case that loses its scores as often at base is unsteady; only one that loses them at head more is in doubt.
    if (!measured) return suspicion === 'lost' && failed > CONFIRM_ALPHA ? 'flaky' : 'unmeasured';
    if (suspicion === 'fails') return (head ?? 0) > 0.5 ? 'flaky' : 'fails';
    if (pAdjusted > CONFIRM_ALPHA) return 'flaky';
    return suspicion === 'lost' ? 'broke' : suspicion;
  }
}

/** What can be read of fresh trials: passes as 0 and 1, and mean scores. */
export function freshScores(
  fresh: FreshTrials['sides'],
  scorers: readonly PlannedScorer[],
): { passes: Record<Variant, number[]>; means: Record<Variant, number[]> } {
  const passes = sides(fresh, (trial) => {
    const passed = trialPasses(trial, scorers);
    return passed === undefined ? undefined : Number(passed);
  });
  return { passes, means: sides(fresh, (trial) => meanScore(trial, scorers)) };
}

function sides(
  fresh: Readonly<Record<Variant, readonly MeasuredTrial[]>>,
  of: (trial: MeasuredTrial) => number | undefined,
): Record<Variant, number[]> {
  const values = (trials: readonly MeasuredTrial[]) => trials.flatMap((trial) => of(trial) ?? []);
  return { base: values(fresh.base), head: values(fresh.head) };
}

/** Mean over the gating scorers of one trial; `undefined` when one is missing. */
function meanScore({ scores }: MeasuredTrial, scorers: readonly PlannedScorer[]): number | undefined {
  const values = scorers
    .filter(({ gating, spec }) => gating && (spec.kind !== 'case' || scores.has(spec.name)))
    .map(({ spec }) => {
      const score = scores.get(spec.name);
      return score?.ok ? score.value : undefined;
    });
  return values.includes(undefined) ? undefined : mean(values.flatMap((value) => value ?? []));
}
