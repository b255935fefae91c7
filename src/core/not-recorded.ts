import type { MeasuredSuite } from './measurement.ts';
import type { Variant } from './trial.ts';

/** A call that a recording should have answered and did not. */
export interface NotRecorded {
  suite: string;
  case: string;
  variant: Variant;
  trial: number;
  scorer?: string | undefined;
}

/**
 * The calls whose answers are missed by what was measured. Left out are those for trials that count for nothing: what
 * was under way when a suite had stopped, or when a suspicion was settled, hangs on how many ran at once, and need not
 * be in the recording.
 */
export function missedBy(
  calls: readonly NotRecorded[],
  measured: readonly MeasuredSuite[],
): readonly NotRecorded[] {
  if (calls.length === 0) return calls;
  const suites = new Map(measured.map((suite) => [suite.planned.head.name, viewOf(suite)]));
  return calls.filter((call) => !suites.get(call.suite)?.leftOut(call));
}

function viewOf({ planned, cases }: MeasuredSuite): { leftOut: (call: NotRecorded) => boolean } {
  // An edited case is there in both its forms.
  const rows = Map.groupBy(cases, (row) => row.planned.case.id);
  const first = cases.reduce(
    (most, { sides: { base, head } }) => Math.max(most, base?.length ?? 0, head?.length ?? 0),
    0,
  );
  // Trials from here on are no trials of a case: canaries are shown under numbers of their own.
  const end = Math.max(first, planned.trials) + planned.policy.confirmTrials;
  return {
    leftOut({ case: id, variant, trial }) {
      const forms = rows.get(id);
      if (!forms || trial >= end) return false;
      return forms.every(
        ({ sides, fresh }) =>
          sides[variant]?.[trial] === undefined && fresh?.sides[variant][trial - first] === undefined,
      );
    },
  };
}
