import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isStream, writeResult } from '../adapters/files.ts';
import { messageOf } from '../core/errors.ts';
import type { Frontier } from '../core/optimize-report.ts';
import type { Report } from '../core/report.ts';
import { htmlParts, renderModels } from '../render/html.ts';
import { junitParts } from '../render/junit.ts';

/** Where the report's views are written; absent: beside the report, under its name. */
export interface ViewPaths {
  html?: string | undefined;
  junit?: string | undefined;
}

export interface WrittenViews {
  html?: string;
  junit?: string;
  /** What could not be written. The report and the decision stand without it. */
  warnings: readonly string[];
}

/**
 * Writes the report as a page and as JUnit XML. A path that somebody named has to work; one that was only assumed
 * must not take the run down.
 * @throws RatchetError E_OUTPUT for a path that was named
 */
export async function writeViews(
  report: Report,
  reportPath: string,
  named: ViewPaths,
  pagesFolder: string,
): Promise<WrittenViews> {
  const { write, warnings } = await writerBeside(reportPath);
  const html = await write(named.html, '.html', async () =>
    htmlParts(report, await readFile(join(pagesFolder, 'report.html'), 'utf8')),
  );
  const junit = await write(named.junit, '.junit.xml', async () => junitParts(report));
  return { ...(html === undefined ? {} : { html }), ...(junit === undefined ? {} : { junit }), warnings };
}

/**
 * Writes compared models as a page, like {@link writeViews}.
 * @throws RatchetError E_OUTPUT for a path that was named
 */
export async function writeModelsPage(
  frontier: Frontier,
  resultPath: string,
  named: string | undefined,
  pagesFolder: string,
): Promise<WrittenViews> {
  const { write, warnings } = await writerBeside(resultPath);
  const html = await write(named, '.html', async () => [
    renderModels(frontier, await readFile(join(pagesFolder, 'models.html'), 'utf8')),
  ]);
  return { ...(html === undefined ? {} : { html }), warnings };
}

async function writerBeside(resultPath: string) {
  // What goes into a pipe has nothing beside it.
  const stem = (await isStream(resultPath)) ? undefined : resultPath.replace(/\.json$/i, '');
  const warnings: string[] = [];
  const write = async (path: string | undefined, ending: string, render: () => Promise<Iterable<string>>) => {
    const target = path ?? (stem === undefined ? undefined : `${stem}${ending}`);
    if (target === undefined) return undefined;
    try {
      await writeResult(target, await render());
      return target;
    } catch (error) {
      if (path !== undefined) throw error;
      warnings.push(`${target} is not written: ${messageOf(error)}`);
      return undefined;
    }
  };
  return { write, warnings };
}
