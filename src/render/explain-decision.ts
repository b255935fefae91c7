import type { Report } from '../core/report.ts';
import { terminalName } from './escape.ts';
import { heldAgainst } from './explain-numbers.ts';
import { listed } from './terms.ts';

/** Cases that a line names. */
const NAMED = 10;

/** Every reason of the decision with what it is about, its number and the limit it was held against. */
export function explainDecision({ decision }: Report): string[] {
  return decision.reasons.map(({ severity, kind, code, suite, scorer, cases = [], actual, limit }) => {
    const about = [code, suite, scorer].flatMap((word) => (word ? [terminalName(word)] : [])).join(' ');
    const named = listed(
      cases.map((id) => terminalName(id)),
      NAMED,
    );
    return `  ${severity.padEnd(4)} ${kind.padEnd(10)} ${about}${heldAgainst(actual, limit)}${named ? ` (${named})` : ''}`;
  });
}
