import type { Frontier } from '../core/optimize-report.ts';
import type { Report } from '../core/report.ts';
import { fillPage, pageParts } from './page.ts';

/** The report as one HTML file: the built page `dist/pages/report.html` with the report inside. */
export function renderHtml(report: Report, page: string): string {
  return [...htmlParts(report, page)].join('');
}

/** {@link renderHtml} in parts. */
export function htmlParts(report: Report, page: string): Generator<string> {
  return pageParts(page, report);
}

/** Compared models as one HTML file: the built page `dist/pages/models.html` with the frontier inside. */
export function renderModels(frontier: Frontier, page: string): string {
  return fillPage(page, frontier);
}
