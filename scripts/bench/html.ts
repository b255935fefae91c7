/**
 * How long the HTML report of 10,000 cases takes to open and to filter in headless Chromium. Opening is from the
 * start of the navigation to the first frame with the table in it; filtering, which begins a second later, from a key
 * to the frame that shows it.
 * Fails when opening takes 2 s or more, or a filter 100 ms or more.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { renderHtml } from '../../src/render/html.ts';
import { launchChromium, openFile } from '../../test/support/browser.ts';
import { largeReport } from '../../test/support/large-report.ts';
import { pageOf } from '../page.ts';

const CASES = 10_000;
const RUNS = 5;
const LIMITS = { open: 2000, filter: 100 } as const;

/** What a person types and clicks, one after the other. */
const FILTERS: Readonly<Record<string, string>> = {
  'first letter': type('r'),
  'a word in the outputs': type('receipt'),
  'two words': type('receipt parcels'),
  'an id': type('case-04999'),
  'no match': type('no such thing'),
  'all again': type(''),
  'one outcome': "document.querySelector('.chip.broke').click()",
  'sorted by delta': "document.querySelector('[role=columnheader].delta button').click()",
};

function type(words: string): string {
  return `{ const field = document.querySelector('input[type=search]');
    field.value = ${JSON.stringify(words)}; field.dispatchEvent(new Event('input')); }`;
}

/** Milliseconds from an action to the end of the frame that shows its result. */
async function timed(page: Page, action: string): Promise<number> {
  return page.evaluate<number>(`new Promise((done) => {
    const start = performance.now();
    ${action};
    requestAnimationFrame(() => { const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => done(performance.now() - start); port2.postMessage(0); });
  })`);
}

/** Milliseconds from the navigation to the page's first frame, whose table the script has filled by then. */
const OPENED = `new Promise((done) => {
  const painted = () => performance.getEntriesByName('first-contentful-paint')[0];
  const look = () => painted() && document.querySelector('.rows .row') ? done(painted().startTime) : requestAnimationFrame(look);
  look();
})`;

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const folder = await mkdtemp(join(tmpdir(), 'prompt-ratchet-bench-'));
const browser = await launchChromium();
try {
  const path = join(folder, 'report.html');
  const html = renderHtml(largeReport(CASES), (await pageOf('src/page/report/main.ts')).html);
  await writeFile(path, html);
  const times = new Map<string, number[]>();
  const note = (name: string, time: number) => times.set(name, [...(times.get(name) ?? []), time]);
  for (let run = 0; run < RUNS; run += 1) {
    await using open = await openFile(browser, path, { viewport: { width: 1280, height: 900 } });
    note('open', await open.page.evaluate<number>(OPENED));
    // The search gets ready while the page is idle, which is before anybody has found the field.
    await open.page.waitForTimeout(1000);
    for (const [name, action] of Object.entries(FILTERS)) note(name, await timed(open.page, action));
  }
  process.stdout.write(
    `${CASES} cases, ${(Buffer.byteLength(html) / 1e6).toFixed(1)} MB, Chromium ${browser.version()}, median of ${RUNS} (slowest)\n`,
  );
  for (const [name, values] of times) {
    const limit = name === 'open' ? LIMITS.open : LIMITS.filter;
    const good = median(values) < limit;
    if (!good) process.exitCode = 1;
    process.stdout.write(
      `${good ? 'ok  ' : 'SLOW'} ${name.padEnd(24)} ${median(values).toFixed(0).padStart(5)} ms (${Math.max(...values).toFixed(0)}), limit ${limit}\n`,
    );
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
