import { jsonParts } from './json-parts.ts';
import type { Report } from './report.ts';

/** A report as the text of its file: for people to look into, or, of many cases, without the space that takes. */
export function printReport(report: Report): string {
  return [...reportParts(report)].join('');
}

/** Nobody looks through more cases than this in a text. */
const READABLE = 200;

/** {@link printReport} in parts, so that the text of very many cases never stands in memory as a whole. */
export function* reportParts(report: Report): Generator<string> {
  const cases = report.suites.reduce((sum, suite) => sum + ('cases' in suite ? suite.cases.length : 0), 0);
  if (cases > READABLE) yield* jsonParts(report);
  else yield JSON.stringify(report, null, 2);
  yield '\n';
}
