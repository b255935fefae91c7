/**
 * Renders every sample report as a pull-request comment and as a page, so that a person can look at it:
 * `.prompt-ratchet/preview/*.html`, light and dark, as mail, and screenshots at two widths where Chromium is installed.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Report } from '../src/core/report.ts';
import { renderComment } from '../src/render/comment.ts';
import { renderHtml, renderModels } from '../src/render/html.ts';
import { renderTerminal } from '../src/render/terminal.ts';
import { canBrowse, launchChromium, openFile } from '../test/support/browser.ts';
import { largeReport } from '../test/support/large-report.ts';
import { FRONTIER } from '../test/support/sample-frontier.ts';
import { scenarios } from '../test/support/scenarios.ts';
import { pageOf } from './page.ts';
import { mail, page } from './preview-page.ts';

const FOLDER = resolve('.prompt-ratchet/preview');
const WIDTHS = { desktop: 900, phone: 400 } as const;
const MAIL_WIDTH = 640;
const PAGE_WIDTHS = { desktop: 1280, phone: 390 } as const;
const THEMES = ['light', 'dark'] as const;

/** Markdown to HTML with whatever is installed: `marked`, or GitHub's own `cmark-gfm`. */
async function markdownReader(): Promise<(markdown: string) => string> {
  const name = 'marked';
  const library: unknown = await import(name).catch(() => undefined);
  if (isMarked(library)) return (markdown) => library.marked.parse(markdown, { async: false });
  const extensions = ['table', 'strikethrough', 'autolink', 'tasklist'].flatMap((extension) => [
    '-e',
    extension,
  ]);
  const run = (input: string) =>
    spawnSync('cmark-gfm', ['--unsafe', ...extensions], { input, encoding: 'utf8' });
  if (run('').status !== 0)
    throw new Error('Neither the package `marked` nor the program `cmark-gfm` is installed.');
  return (markdown) => run(markdown).stdout;
}

interface Marked {
  marked: { parse(markdown: string, options: { async: false }): string };
}

function isMarked(library: unknown): library is Marked {
  return typeof library === 'object' && library !== null && 'marked' in library;
}

/** A picture of the whole of a file. */
async function shoot(html: string, png: string, width: number): Promise<void> {
  if (!browser) return;
  await using open = await openFile(browser, html, { viewport: { width, height: 600 } });
  await open.page.screenshot({ path: png, fullPage: true });
  shots += 1;
}

/** The report's page as a person meets it: the file, and pictures of it, with and without a case open, and printed. */
async function previewPages(reports: Readonly<Record<string, Report>>): Promise<void> {
  const { html } = await pageOf('src/page/report/main.ts');
  for (const [name, report] of Object.entries(reports)) {
    const stem = join(FOLDER, `${name}-page`);
    writeFileSync(`${stem}.html`, renderHtml(report, html));
    if (!browser) continue;
    for (const colorScheme of THEMES) {
      for (const [device, width] of Object.entries(PAGE_WIDTHS)) {
        await using open = await openFile(browser, `${stem}.html`, {
          colorScheme,
          viewport: { width, height: 900 },
        });
        const picture = `${stem}-${colorScheme}-${device}`;
        await open.page.screenshot({ path: `${picture}.png`, fullPage: true });
        shots += 1;
        if ((await open.page.locator('.rows .row:not(.none)').count()) === 0) continue;
        await open.page.locator('.rows .row').first().click();
        await open.page.screenshot({ path: `${picture}-case.png` });
        shots += 1;
      }
    }
    await using open = await openFile(browser, `${stem}.html`);
    await open.page.pdf({ path: `${stem}.pdf` });
  }
}

/** The page of compared models. */
async function previewModels(): Promise<void> {
  const stem = join(FOLDER, 'models');
  writeFileSync(`${stem}.html`, renderModels(FRONTIER, (await pageOf('src/page/models/main.ts')).html));
  if (!browser) return;
  for (const colorScheme of THEMES) {
    for (const [device, width] of Object.entries(PAGE_WIDTHS)) {
      await using open = await openFile(browser, `${stem}.html`, {
        colorScheme,
        viewport: { width, height: 700 },
      });
      await open.page.screenshot({ path: `${stem}-${colorScheme}-${device}.png`, fullPage: true });
      shots += 1;
    }
  }
}

const only = process.argv.slice(2);
const browser = canBrowse() ? await launchChromium() : undefined;
let shots = 0;
const read = await markdownReader();
mkdirSync(FOLDER, { recursive: true });
const wanted = (reports: Readonly<Record<string, Report>>) =>
  Object.fromEntries(Object.entries(reports).filter(([name]) => only.length === 0 || only.includes(name)));
for (const [name, report] of Object.entries(wanted(scenarios()))) {
  const markdown = renderComment(report);
  const terminal = renderTerminal(report, { width: 100, color: true });
  writeFileSync(join(FOLDER, `${name}.md`), markdown);
  writeFileSync(join(FOLDER, `${name}.ansi`), terminal);
  writeFileSync(join(FOLDER, `${name}-mail.html`), mail(read(markdown)));
  await shoot(join(FOLDER, `${name}-mail.html`), join(FOLDER, `${name}-mail.png`), MAIL_WIDTH);
  for (const theme of THEMES) {
    for (const open of [false, true]) {
      const stem = join(FOLDER, `${name}-${theme}${open ? '-open' : ''}`);
      writeFileSync(`${stem}.html`, page(read(markdown), { theme, open }));
      for (const [device, width] of Object.entries(WIDTHS)) {
        await shoot(`${stem}.html`, `${stem}-${device}.png`, width);
      }
    }
  }
}
await previewPages(wanted({ ...scenarios(), large: largeReport(10_000) }));
if (only.length === 0 || only.includes('models')) await previewModels();
await browser?.close();
process.stdout.write(
  `Wrote ${FOLDER}${shots > 0 ? ` with ${shots} screenshots` : '; no screenshots, Chromium is not installed'}\n`,
);
