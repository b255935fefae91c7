import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import axe from 'axe-core';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Chromium as the system has it: the one that `CHROMIUM` names, or the first on the PATH. */
export function chromiumPath(): string | undefined {
  const given = process.env['CHROMIUM'];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return [
    ...(given ? [given] : []),
    ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
  ].find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Said where browser tests are skipped. */
export const NO_CHROMIUM =
  'There is no Chromium: install it (apt-get install chromium) or name it with CHROMIUM to run these tests.';

/** Whether browser tests are to run. With `REQUIRE_CHROMIUM` they run, and fail, where there is none. */
export function canBrowse(): boolean {
  return chromiumPath() !== undefined || Boolean(process.env['REQUIRE_CHROMIUM']);
}

/** A headless Chromium without a network. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) throw new Error(NO_CHROMIUM);
  return chromium.launch({ executablePath, args: ['--disable-background-networking', '--disable-gpu'] });
}

export interface OpenPage extends AsyncDisposable {
  page: Page;
  /** Everything that went wrong or was refused: errors, what the policy stopped, requests for anything but the file. */
  complaints: string[];
}

/** Opens a file as a person does, and listens for complaints. */
export async function openFile(
  browser: Browser,
  path: string,
  options: BrowserContextOptions & { hash?: string } = {},
): Promise<OpenPage> {
  const { hash = '', ...rest } = options;
  const context = await browser.newContext(rest);
  const opened = await openPage(context, (url) => url.split('#')[0] === `file://${path}`);
  await opened.page.goto(`file://${path}${hash}`);
  return { ...opened, [Symbol.asyncDispose]: () => context.close() };
}

/** Addresses of this machine alone: what was opened, what a page made itself, and a server of ours. */
const LOCAL = /^(?:file:|blob:|data:|http:\/\/127\.0\.0\.1:)/;

/** A page that complains of errors and warnings, of what its policy stops, of dialogs, and of requests that go elsewhere. */
export async function openPage(
  context: BrowserContext,
  isAllowed: (url: string) => boolean = (url) => LOCAL.test(url),
): Promise<Pick<OpenPage, 'page' | 'complaints'>> {
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!isAllowed(request.url())) complaints.push(`request: ${request.url()}`);
  });
  await page.addInitScript(
    `addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      console.error('policy: ' + violatedDirective + ' ' + blockedURI));`,
  );
  return { page, complaints };
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
