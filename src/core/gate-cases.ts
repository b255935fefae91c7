import type { CaseReport, Confirmation, GateReason, MeasuredSuite } from './report.ts';
import type { Policy } from './suite.ts';
import type { Variant } from './trial.ts';

/** Cases that fresh trials prove broken; and those of which they cannot say it, because they failed. */
export function brokenCases({ name, cases }: MeasuredSuite, policy: Policy): GateReason[] {
  const others = cases.filter((row) => !row.mustPass);
  const having = (verdict: Confirmation['verdict']) =>
    others.filter((row) => row.confirmation?.verdict === verdict);
  const open = others.filter((row) => row.confirmation?.open);
  return [
    ...blocking('case-broken', having('broke'), having('unmeasured'), { suite: name, policy }),
    ...(open.length > 0
      ? [
          {
            code: 'unmeasured',
            severity: 'warn',
            kind: 'unmeasured',
            suite: name,
            cases: open.map(({ id }) => id),
          } as const,
        ]
      : []),
  ];
}

/**
 * A case with a must-pass tag has to pass at head: by its fresh trials where it has some, else by its first ones.
 * Without its scores nobody knows. One that failed at base already is said apart, because this change did not break it.
 */
export function mustPass({ name, cases }: MeasuredSuite, policy: Policy): GateReason[] {
  const watched = cases.filter((row) => row.mustPass && row.head && isWatched(row));
  const unknown = watched.filter((row) => passesAtHead(row) === undefined);
  const failing = watched.filter((row) => passesAtHead(row) === false);
  const before = failing.filter(failedBefore);
  return [
    ...blocking(
      'must-pass',
      failing.filter((row) => !before.includes(row)),
      unknown,
      { suite: name, policy },
    ),
    ...(before.length > 0
      ? [
          {
            code: 'failing-before',
            severity: policy.onFailingBefore ?? 'warn',
            kind: 'quality',
            suite: name,
            cases: before.map(({ id }) => id),
          } as const,
        ]
      : []),
  ];
}

/** A tag that no case has protects none: misspelt, it would do so silently. */
export function unusedTags({ name, cases }: MeasuredSuite, policy: Policy): GateReason[] {
  const standing = cases.filter(({ origin, protected: kept }) => origin !== 'removed' || kept === true);
  const used = new Set(standing.flatMap(({ tags }) => tags));
  const tags = policy.mustPass.filter((tag) => !used.has(tag));
  return tags.length > 0
    ? [{ code: 'must-pass-unused', severity: 'warn', kind: 'notice', suite: name, tags }]
    : [];
}

/** Only of a case that stands alike at base: editing one so that both sides fail must not make it harmless. */
function failedBefore(row: CaseReport): boolean {
  const { origin, protected: kept, confirmation, base } = row;
  if ((origin !== 'kept' && !kept) || confirmation?.verdict === 'broke') return false;
  const retried = retriedShare(row, 'base');
  // One that passed every other time was not failing yet.
  return retried === undefined ? base?.passes === false : retried < 0.5;
}

/** What only base has is watched where it is protected and the change could have done something to it. */
function isWatched({ origin, protected: kept, identical }: CaseReport): boolean {
  return origin === 'removed' || origin === 'replaced' ? kept === true && !identical : true;
}

function blocking(
  code: 'must-pass' | 'case-broken',
  failing: readonly CaseReport[],
  unknown: readonly CaseReport[],
  { suite, policy }: { suite: string; policy: Policy },
): GateReason[] {
  const about = (rows: readonly CaseReport[]) => ({ suite, cases: rows.map(({ id }) => id) });
  return [
    ...(failing.length > 0 ? [{ code, severity: 'fail', kind: 'quality', ...about(failing) } as const] : []),
    ...(unknown.length > 0
      ? [
          {
            code: 'unmeasured',
            severity: policy.onUnmeasured,
            kind: 'unmeasured',
            ...about(unknown),
          } as const,
        ]
      : []),
  ];
}

/** Whether a case passes at head; `undefined` when what is missing could tip it either way. */
function passesAtHead(row: CaseReport): boolean | undefined {
  const share = retriedShare(row, 'head');
  const { confirmation } = row;
  if (confirmation === undefined) return row.head?.passes;
  // Fresh trials that say nothing do not vouch for first ones that pass.
  if (share === undefined) return row.head?.passes === false ? false : undefined;
  const lost = confirmation.lost?.head ?? 0;
  const passed = Math.round(share * (confirmation.trials - lost));
  if (passed * 2 > confirmation.trials) return true;
  return (passed + lost) * 2 > confirmation.trials ? undefined : false;
}

/** Share of a side's fresh trials that passed, where they can be read. */
function retriedShare({ confirmation }: CaseReport, variant: Variant): number | undefined {
  return confirmation && confirmation.verdict !== 'unmeasured' ? confirmation[variant] : undefined;
}
