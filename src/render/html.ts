import type { Report } from '../core/report.ts';
import { fillPage } from './page.ts';

/** The report as one HTML file: the built page `dist/pages/report.html` with the report inside. */
export function renderHtml(report: Report, page: string): string {
  return fillPage(page, report);
}
