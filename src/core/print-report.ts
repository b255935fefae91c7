import type { Report } from './report.ts';

/** A report as the text of its file: for people to look into, or, of very many cases, without the space that takes. */
export function printReport(report: Report): string {
  const isLarge = report.suites.some((suite) => 'cases' in suite && suite.cases.some(({ brief }) => brief));
  return `${JSON.stringify(report, null, isLarge ? undefined : 2)}\n`;
}
