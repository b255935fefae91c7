import type { Report } from '../core/report.ts';
import { type Annotation, renderAnnotations } from './annotations.ts';
import { renderDocument } from './document.ts';
import { cut } from './visible.ts';
import { headline } from './words.ts';

/** Shown in one line of the merge box. */
const TITLE_LIMIT = 119;
const SUMMARY_LIMIT = 65_535 - 200;

/** The report as the output of a check run. */
export function renderCheck(report: Report): {
  title: string;
  summary: string;
  annotations: readonly Annotation[];
} {
  return {
    title: cut(headline(report), TITLE_LIMIT),
    annotations: renderAnnotations(report),
    summary: renderDocument(report, {
      limit: SUMMARY_LIMIT,
      size: (text) => text.length,
      cases: 40,
      elsewhere: 'the job summary and in the report file',
    }),
  };
}
