import type { Json } from '../../core/json.ts';
import type { CaseReport, MeasuredSuite, Report, SideReport } from '../../core/report.ts';
import { isMeasured, meanOf } from '../../render/select.ts';

/** A case as the table shows it. */
export interface Row {
  /** Place in the report. */
  index: number;
  /** What stands behind `#case=` in a link to it. */
  key: string;
  suite: MeasuredSuite;
  case: CaseReport;
  /** Mean over the gating scorers; absent where one lacks a score. */
  base: number | undefined;
  head: number | undefined;
  delta: number | undefined;
}

/** Every case that the report holds, in its order. */
export function rowsOf({ suites }: Report): Row[] {
  const seen = new Map<string, number>();
  const rows: Row[] = [];
  for (const suite of suites.filter(isMeasured)) {
    const scorers = suite.comparisons.filter(({ gating }) => gating).map(({ scorer }) => scorer);
    for (const each of suite.cases) {
      const name = caseKey(suite.name, each.id);
      const nth = (seen.get(name) ?? 0) + 1;
      seen.set(name, nth);
      rows.push({
        index: rows.length,
        // An edited case stands in the report twice: as it was and as it is.
        key: nth === 1 ? name : `${name}/${nth}`,
        suite,
        case: each,
        base: meanScore(each.base, scorers),
        head: meanScore(each.head, scorers),
        delta: each.delta,
      });
    }
  }
  return rows;
}

/** A case's address in the page: suite and id, each encoded. */
export function caseKey(suite: string, id: string): string {
  return [suite, id].map((part) => encodeURIComponent(part.toWellFormed())).join('/');
}

function meanScore(side: SideReport | undefined, scorers: readonly string[]): number | undefined {
  if (side === undefined) return undefined;
  let sum = 0;
  let count = 0;
  for (const scorer of scorers) {
    const value = meanOf(side, scorer);
    if (value === undefined) return undefined;
    sum += value;
    count += 1;
  }
  return count === 0 ? undefined : sum / count;
}

/** Everything of a case that a search looks through, in lower case. */
export function searchText({ suite, case: each }: Row): string {
  let text = `${suite.name}\n${each.id}\n${each.origin}\n${each.tags.join('\n')}\n${flat(each.vars)}\n${flat(each.expected)}`;
  for (const side of [each.base, each.head]) {
    for (const trial of side?.trials ?? []) {
      text += trial.ok ? `\n${trial.output}` : `\n${trial.code}\n${trial.message}`;
      if (!trial.ok) continue;
      for (const score of trial.scores) text += `\n${score.ok ? score.reason : score.message}`;
    }
  }
  return text.toLowerCase();
}

/** The names and values of what a case was given, as text; JSON is written only for what is nested. */
function flat(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([name, inner]) => `${name} ${typeof inner === 'string' ? inner : JSON.stringify(inner)}`)
    .join('\n');
}
