import type { MeasuredSuite, MeasuredTrial } from '../../src/core/measurement.ts';
import type { PlannedSuite } from '../../src/core/plan.ts';
import type { Policy } from '../../src/core/suite.ts';
import { EXACT, measuredOf, POLICY } from './build.ts';

/** A case as a scorer and a judge of pairs see it: base's and head's score, and what head is worth beside base. */
export interface TiedRow {
  base: number;
  head: number;
  /** 0, ½ or 1; absent: the judge gave no score. */
  preferred?: number | undefined;
}

export const TIE_MARGIN = 0.05;

/** A measured suite of a check and a judge of pairs that breaks its ties. */
export function tiedSuite(
  rows: readonly TiedRow[],
  {
    policy,
    breaksTies = true,
    pairsMargin,
  }: { policy?: Partial<Policy>; breaksTies?: boolean; pairsMargin?: number } = {},
): MeasuredSuite {
  const suite = measuredOf(
    rows.map(({ base, head }) => ({ base: [base], head: [head] })),
    { policy: { ...POLICY, maxDrop: TIE_MARGIN, ...policy }, scorers: scorersOf(breaksTies, pairsMargin) },
  );
  return {
    ...suite,
    cases: suite.cases.map((row, index) => {
      const worth = rows[index]?.preferred;
      const { base = [], head = [] } = row.sides;
      return {
        ...row,
        sides: {
          base: base.map((one) => withPreference(one, worth === undefined ? undefined : 1 - worth)),
          head: head.map((one) => withPreference(one, worth)),
        },
      };
    }),
  };
}

function scorersOf(breaksTies: boolean, maxDrop: number | undefined): PlannedSuite['scorers'] {
  return [
    { spec: EXACT, gating: true },
    {
      spec: {
        kind: 'judge',
        name: 'better',
        judge: 'pairwise',
        threshold: 0.5,
        severity: 'info',
        maxDrop,
        criterion: 'It is better.',
        asks: { provider: 'openai', model: 'j', parameters: {} },
      },
      gating: false,
      ...(breaksTies ? { breaksTies: EXACT.name } : {}),
    },
  ];
}

function withPreference({ trial, scores }: MeasuredTrial, value: number | undefined): MeasuredTrial {
  const score =
    value === undefined
      ? ({ ok: false, code: 'judge-failed', message: 'down' } as const)
      : ({ ok: true, value, reason: '' } as const);
  return { trial, scores: new Map([...scores, ['better', score]]) };
}
