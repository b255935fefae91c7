import { writeResult } from '../adapters/files.ts';
import { messageOf } from '../core/errors.ts';
import { reportParts } from '../core/print-report.ts';
import { secretsOf } from '../core/redact.ts';
import type { Report } from '../core/report.ts';
import { renderComment } from '../render/comment.ts';
import { escapeLog } from '../render/escape.ts';
import { renderTerminal } from '../render/terminal.ts';
import { configuredPlace, type HistoryPlace, lookBack, openHistory } from './history.ts';
import { type Io, wantsColor, widthOf } from './io.ts';
import { reviewPathFor, writeReview } from './pages.ts';
import { writeViews } from './views.ts';

/** Where the files of a run on a terminal go, absolute. Those that are absent have no other place, or none at all. */
export interface ResultFiles {
  report: string;
  markdown?: string | undefined;
  /** What to write as a recording, and where. */
  recording?: { path: string; text: string } | undefined;
  html?: string | undefined;
  junit?: string | undefined;
  review?: string | undefined;
  history?: HistoryPlace | undefined;
}

/**
 * Writes what a run measured and shows it on the terminal. Gives the report as it was written.
 * @throws RatchetError E_OUTPUT for a place that was named
 */
export async function writeResults(
  measured: Report,
  files: ResultFiles,
  { directory, io }: { directory: string; io: Io },
): Promise<Report> {
  const report = await withCourse(measured, files.history, { directory, io });
  // First of all what everything else can be made from again.
  await writeResult(files.report, reportParts(report));
  const [markdown, page, recording, views] = await Promise.all([
    writeTo(files.markdown, () => `${renderComment(report)}\n`),
    writePage(report, files.review ?? reviewPathFor(files.report), io),
    writeTo(files.recording?.path, () => files.recording?.text ?? ''),
    writeViews(report, files.report, { html: files.html, junit: files.junit }, io.pagesFolder),
  ]);
  if (files.history !== undefined) await keep(report, files.history, { directory, io });
  io.stdout.write(
    renderTerminal(report, { width: widthOf(io.stdout), color: wantsColor(io.stdout, io.env) }),
  );
  const written = [files.report, markdown, page, recording, views.html, views.junit];
  const notes = [
    ...written.flatMap((path) => (path === undefined ? [] : [`Wrote ${path}`])),
    ...views.warnings,
  ];
  io.stderr.write(`${notes.map(escapeLog).join('\n')}\n`);
  return report;
}

async function writeTo(path: string | undefined, text: () => string): Promise<string | undefined> {
  if (path !== undefined) await writeResult(path, text());
  return path;
}

/** The page to label on, where there is something to label. */
async function writePage(report: Report, path: string | undefined, io: Io): Promise<string | undefined> {
  return path !== undefined && (await writeReview(report, { path, pagesFolder: io.pagesFolder }))
    ? path
    : undefined;
}

/** The report with the course of its suites, by the ledger that was named or that base names. */
async function withCourse(
  report: Report,
  named: HistoryPlace | undefined,
  { directory, io }: { directory: string; io: Io },
): Promise<Report> {
  const place = named ?? configuredPlace(report);
  if (!place) return report;
  try {
    return await lookBack(report, await openHistory(place, directory), secretsOf(io.env));
  } catch (error) {
    // A ledger that was named is appended to next: that says what is wrong with it.
    if (!named) io.stderr.write(`${escapeLog(`No earlier decisions are shown: ${messageOf(error)}`)}\n`);
    return report;
  }
}

/** Appends a decision to the ledger. What had nothing to decide is not kept. */
async function keep(
  report: Report,
  place: HistoryPlace,
  { directory, io }: { directory: string; io: Io },
): Promise<void> {
  const { draftOf, isHistoric } = await import('../core/history-draft.ts');
  if (!isHistoric(report)) return;
  const store = await openHistory(place, directory);
  const { hash } = await store.append(draftOf(report));
  io.stderr.write(`Appended to the history: ${hash}\n`);
}
