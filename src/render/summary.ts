import type { Report } from '../core/report.ts';
import { renderDocument } from './document.ts';

/** GitHub drops a step's summary above 1 MiB; a little is kept free for what the action itself adds. */
export const SUMMARY_LIMIT = 1024 * 1024 - 16 * 1024;

/** The report as a job summary: the comment's sections, with more cases in detail. */
export function renderSummary(report: Report): string {
  const encoder = new TextEncoder();
  return renderDocument(report, {
    limit: SUMMARY_LIMIT,
    size: (text) => encoder.encode(text).length,
    cases: 200,
    elsewhere: 'the report file',
  });
}
