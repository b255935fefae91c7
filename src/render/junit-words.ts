import type { CaseReport } from '../core/report.ts';
import { score } from './numbers.ts';
import { failuresOf, meanOf } from './select.ts';
import { confirmationWords } from './terms.ts';
import { cut } from './visible.ts';

/** UTF-16 units of a message that the file keeps of each failure. */
const MESSAGE_LIMIT = 500;

/** What fresh trials said about a case. */
export function confirmation({ confirmation: found }: CaseReport): string {
  return found === undefined ? '' : confirmationWords(found);
}

/** A line for each score at base and head, and one for each thing that is missing. */
export function scoreLines({ base, head }: CaseReport): string[] {
  const scorers = new Set([base, head].flatMap((side) => Object.keys(side?.means ?? {})));
  const failures = [base, head].flatMap((side, at) =>
    failuresOf(side).map(
      ({ words, message, scorer }) =>
        `${at === 0 ? 'base' : 'head'}: ${scorer === undefined ? '' : `${scorer}: `}${words} ${cut(message, MESSAGE_LIMIT)}`,
    ),
  );
  return [
    ...[...scorers].map(
      (scorer) => `${scorer}: ${score(meanOf(base, scorer))} → ${score(meanOf(head, scorer))}`,
    ),
    ...failures,
  ];
}
