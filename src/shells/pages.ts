import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeResult } from '../adapters/files.ts';
import type { Report } from '../core/report.ts';
import { reviewData } from '../human/review-data.ts';
import { fillPage } from '../render/page.ts';

/** Where the page to label on is written unless another place is named: beside the report, where that is a file. */
export function reviewPathFor(reportPath: string): string | undefined {
  return reportPath.endsWith('.json') ? join(dirname(reportPath), 'review.html') : undefined;
}

/** Writes the page on which people label what a run put out; `false`: there is nothing to label. */
export async function writeReview(
  report: Report,
  { path, pagesFolder, size }: { path: string; pagesFolder: string; size?: number | undefined },
): Promise<boolean> {
  const data = reviewData(report, { size });
  if (!data) return false;
  await writeResult(path, fillPage(await readFile(join(pagesFolder, 'review.html'), 'utf8'), data));
  return true;
}
