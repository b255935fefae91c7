import { access } from 'node:fs/promises';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where a Chromium is; `undefined`: the tests that need one say so and are skipped. */
export async function chromiumPath(): Promise<string | undefined> {
  const named = process.env['CHROMIUM_PATH'];
  for (const path of named ? [named] : PLACES) {
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  process.stderr.write('No Chromium here: tests of pages are skipped. Name one with CHROMIUM_PATH.\n');
  return undefined;
}

export async function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
}

/** What a page must not do: break its own policy, fail, or ask anything of the network. */
export interface Watched {
  page: Page;
  violations: string[];
}

export async function watched(context: BrowserContext): Promise<Watched> {
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const violations: string[] = [];
  page.on('pageerror', (error) => violations.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.text().includes('Content Security Policy')) {
      violations.push(`console: ${message.text()}`);
    }
  });
  page.on('dialog', (dialog) => {
    violations.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!/^(?:file:|blob:|data:|http:\/\/127\.0\.0\.1:)/.test(url)) violations.push(`request: ${url}`);
  });
  return { page, violations };
}

/** What axe finds wrong with the page as it stands. */
export async function axeViolations(page: Page): Promise<string[]> {
  // Through the debugger, which the page's policy does not bind.
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: runner } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations } = await runner.run({ resultTypes: ['violations'] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}
