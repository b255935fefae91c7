import { jsonParts } from './json-parts.ts';
import type { Report } from './report.ts';

/** A report as the text of its file: for people to look into, or, of very many cases, without the space that takes. */
export function printReport(report: Report): string {
  return [...reportParts(report)].join('');
}

/** {@link printReport} in parts, so that the text of very many cases never stands in memory as a whole. */
export function* reportParts(report: Report): Generator<string> {
  const isLarge = report.suites.some((suite) => 'cases' in suite && suite.cases.some(({ brief }) => brief));
  if (isLarge) yield* jsonParts(report);
  else yield JSON.stringify(report, null, 2);
  yield '\n';
}
