import type { Report } from '../core/report.ts';
import { renderDocument } from './document.ts';

/** GitHub takes 65,536 characters; the rest is for the line by which the comment is found again. */
export const COMMENT_LIMIT = 65_536 - 200;

/** The report as a pull-request comment, without the marker line. */
export function renderComment(report: Report, limit: number = COMMENT_LIMIT): string {
  return renderDocument(report, {
    limit: Math.min(limit, COMMENT_LIMIT),
    size: (text) => text.length,
    cases: 40,
    labels: true,
    elsewhere: 'the job summary and in the report file',
  });
}
