import { questionOf, type SuiteDifference } from './change.ts';
import { tiesOf } from './judge-facts.ts';
import type { MeasuredCase, MeasuredSuite, MeasuredTrial } from './measurement.ts';
import type { Policy, ScorerSpec, Suite } from './suite.ts';

/** What would decide if the pull request were merged already: shown beside base's gate, which does decide. */
export interface HeadGate {
  policy: Policy;
  scorers: readonly HeadScorer[];
}

/** A scorer of head's, and the name under which the trials have its scores: base's own, where both ask the same. */
export interface HeadScorer {
  spec: ScorerSpec;
  scoredAs: string;
}

/** Head's gate, where it differs from base's or where head took cases away. Nothing is asked twice for it. */
export function headGateOf(options: {
  base: Suite;
  head: Suite;
  difference: SuiteDifference;
  /** Head's scorers that ask something new, with the names they are planned under. */
  added: readonly { spec: ScorerSpec; name: string }[];
}): { headGate?: HeadGate } {
  const { base, head, difference, added } = options;
  const { edited, removed } = difference.drift;
  if (difference.gateChanges.length + edited.length + removed.length === 0) return {};
  const planned = new Map(added.map(({ spec, name }) => [spec, name]));
  const asked = new Map(base.scorers.toReversed().map((spec) => [questionOf(spec), spec.name]));
  const scorers = head.scorers.map((spec) => ({
    spec,
    scoredAs: planned.get(spec) ?? asked.get(questionOf(spec)) ?? spec.name,
  }));
  return { headGate: { policy: head.policy, scorers } };
}

/** A suite as head's own gate sees it: head's cases, all of which count, scored by head's scorers. */
export function underHeadGate(suite: MeasuredSuite): MeasuredSuite {
  const { planned, cases } = suite;
  const { headGate, difference } = planned;
  if (!headGate || !difference) return suite;
  const { policy, scorers } = headGate;
  const rescored = ({ trial, scores }: MeasuredTrial): MeasuredTrial => ({
    trial,
    scores: new Map(
      scorers.flatMap(({ spec, scoredAs }) => {
        const score = scores.get(scoredAs);
        return score === undefined ? [] : [[spec.name, score] as const];
      }),
    ),
  });
  const own = cases
    .filter((row) => row.planned.origin !== 'removed' && row.planned.origin !== 'replaced')
    .map((row): MeasuredCase => {
      const mustPass = row.planned.case.tags.some((tag) => policy.mustPass.includes(tag));
      const { base, head } = row.sides;
      return {
        planned: { ...row.planned, origin: 'kept', mustPass },
        sides: {
          ...(base ? { base: base.map(rescored) } : {}),
          ...(head ? { head: head.map(rescored) } : {}),
        },
        ...(row.fresh && policy.confirmTrials > 0
          ? {
              fresh: {
                suspicion: row.fresh.suspicion,
                sides: {
                  base: row.fresh.sides.base.map(rescored),
                  head: row.fresh.sides.head.map(rescored),
                },
              },
            }
          : {}),
      };
    });
  const drift = { ...difference.drift, added: [], edited: [], removed: [] };
  return {
    ...suite,
    cases: own,
    planned: {
      ...planned,
      difference: { ...difference, gateChanges: [], drift },
      policy,
      scorers: scorers.map(({ spec }) => ({ spec, gating: spec.severity !== 'info', ...tiesOf(spec) })),
      cases: own.map((row) => row.planned),
    },
  };
}
