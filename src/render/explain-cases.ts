import type { CaseReport, MeasuredSuite } from '../core/report.ts';
import { fisherExact } from '../stats/fisher.ts';
import { holm } from '../stats/multiplicity.ts';
import { terminalName } from './escape.ts';
import { number, stated } from './explain-numbers.ts';

type Confirmed = CaseReport & { confirmation: NonNullable<CaseReport['confirmation']> };

/**
 * What fresh trials said of each suspect: the p again from the passes where these are all that it hangs on, and Holm's
 * correction over all suspects of the run.
 */
export function explainConfirmations(suites: readonly MeasuredSuite[]): ReadonlyMap<MeasuredSuite, string[]> {
  const confirmed = suites.map((suite) => suite.cases.filter(isConfirmed));
  const all = confirmed.flat();
  const adjusted = holm(all.map(({ confirmation: { p } }) => p));
  const adjustedOf = new Map(all.map((row, index) => [row, adjusted[index]]));
  return new Map(
    suites.map((suite, index) => [
      suite,
      (confirmed[index] ?? []).map((row) => explainConfirmation(row, adjustedOf.get(row), all.length)),
    ]),
  );
}

function isConfirmed(row: CaseReport): row is Confirmed {
  return row.confirmation !== undefined;
}

function explainConfirmation(
  { id, confirmation }: Confirmed,
  adjusted: number | undefined,
  family: number,
): string {
  const { trials, base, head, p, pAdjusted, verdict } = confirmation;
  const passing = (share: number | undefined) =>
    share === undefined ? 'unknown' : `${number(share * 100)} %`;
  return `  case ${terminalName(id)}: ${trials} fresh trials a side, passing ${passing(base)} at base and ${passing(head)} at head, ${stated('p', passesP(confirmation), p)}, ${stated(`adjusted among ${family} (Holm)`, adjusted, pAdjusted)}: ${verdict}`;
}

const NONE_LOST = { base: 0, head: 0 };

/** Fisher's p of the passes; `undefined` where some trials could not be read, or where scores that never cross decide. */
function passesP({
  trials,
  base,
  head,
  verdict,
  lost = NONE_LOST,
}: Confirmed['confirmation']): number | undefined {
  if (base === undefined || head === undefined || verdict === 'unmeasured') return undefined;
  const [known, seen] = [trials - lost.base, trials - lost.head];
  const counts = [base * known, head * seen].map((count) => ({ near: Math.round(count), count }));
  if (counts.some(({ near, count }) => Math.abs(near - count) > 1e-9)) return undefined;
  const [before = 0, after = 0] = counts.map(({ near }) => near);
  if (before + after === 0 || before + after === known + seen) return undefined;
  const table = { base: { passes: before, n: known }, head: { passes: after, n: seen } };
  const p = (alternative: 'worse' | 'better') => fisherExact({ ...table, alternative });
  const [worse, better] = [p('worse'), p('better')];
  if (verdict === 'broke' || verdict === 'fails') return worse;
  if (verdict === 'fixed') return better;
  // A suspect that was acquitted: the report does not say of what.
  return undefined;
}
