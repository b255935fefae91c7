import type { MeasuredCase, MeasuredSuite, MeasuredTrial } from './measurement.ts';
import type { PlannedCase } from './plan.ts';
import type { Variant } from './trial.ts';

/** Further trials of some cases as they are filled in. */
export type LaidOut = readonly {
  planned: PlannedCase;
  sides: Partial<Record<Variant, readonly MeasuredTrial[]>>;
}[];

/** So many of the further trials. */
export function firstRounds(rows: LaidOut, count: number): LaidOut {
  return rows.map(({ planned, sides: { base = [], head = [] } }) => ({
    planned,
    sides: { base: base.slice(0, count), head: head.slice(0, count) },
  }));
}

/** A suite with further trials of its cases beside the first ones. */
export function withMore(suite: MeasuredSuite, rows: LaidOut): MeasuredSuite {
  const sidesOf = new Map(rows.map(({ planned, sides }) => [planned, sides]));
  const cases = suite.cases.map((row): MeasuredCase => {
    const sides = sidesOf.get(row.planned);
    const { base, head } = row.sides;
    if (!sides || !base || !head) return row;
    return {
      ...row,
      sides: { base: [...base, ...measuredOnly(sides.base)], head: [...head, ...measuredOnly(sides.head)] },
    };
  });
  return { ...suite, cases };
}

/** A trial that was never run because the run stopped says nothing about its side: the first trials stand by themselves. */
function measuredOnly(trials: readonly MeasuredTrial[] = []): MeasuredTrial[] {
  return trials.filter(
    ({ trial }) => trial.ok || (trial.code !== 'cancelled' && trial.code !== 'over-budget'),
  );
}
