/** Renders the README's pictures from the product: the demo's comment, and the page of a report of 60 cases. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { marked } from 'marked';
import type { Page } from 'playwright-core';
import { renderHtml } from '../src/render/html.ts';
import { launchChromium, openFile } from '../test/support/browser.ts';
import { largeReport } from '../test/support/large-report.ts';
import { pageOf } from './page.ts';
import { page } from './preview-page.ts';

const IMAGES = resolve('docs/images');
const folder = mkdtempSync(join(tmpdir(), 'prompt-ratchet-images-'));
const browser = await launchChromium();

interface Shot {
  size: { width: number; height: number };
  fullPage?: boolean;
  /** Done before the picture is taken. */
  prepare?(page: Page): Promise<unknown>;
}

async function shoot(html: string, name: string, { size, fullPage = false, prepare }: Shot) {
  const file = join(folder, `${name}.html`);
  writeFileSync(file, html);
  await using open = await openFile(browser, file, { viewport: size });
  await prepare?.(open.page);
  await open.page.screenshot({ path: join(IMAGES, `${name}.png`), fullPage });
}

try {
  const { status, stderr } = spawnSync(process.execPath, ['dist/cli.js', 'demo', '--out', folder], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The demo failed: ${stderr}`);
  const comment = marked.parse(readFileSync(join(folder, 'comment.md'), 'utf8'), { async: false });
  await shoot(page(comment, { theme: 'light', open: false }), 'comment', {
    size: { width: 900, height: 600 },
    fullPage: true,
  });
  const { html } = await pageOf('src/page/report/main.ts');
  await shoot(renderHtml(largeReport(60), html), 'report', {
    size: { width: 1100, height: 860 },
    prepare: (open) => open.getByRole('combobox', { name: 'Score drawn' }).selectOption({ label: 'tone' }),
  });
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`Wrote the pictures in ${IMAGES}\n`);
