import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import fc from 'fast-check';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageOf } from '../../scripts/page.ts';
import type { Report } from '../../src/core/report.ts';
import { renderHtml } from '../../src/render/html.ts';
import { canBrowse, launchChromium, NO_CHROMIUM, openFile } from '../support/browser.ts';
import { largeReport } from '../support/large-report.ts';
import { anyReport } from '../support/report-arbitrary.ts';
import { scenarios } from '../support/scenarios.ts';

if (!canBrowse()) process.stderr.write(`${NO_CHROMIUM}\n`);

describe.skipIf(!canBrowse())('the report page in Chromium', { timeout: 120_000 }, () => {
  let browser: Browser;
  let folder: string;
  let page: string;
  let files = 0;

  beforeAll(async () => {
    [browser, folder, { html: page }] = await Promise.all([
      launchChromium(),
      mkdtemp(join(tmpdir(), 'prompt-ratchet-page-')),
      pageOf('src/page/report/main.ts'),
    ]);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function show(report: Report, options: Parameters<typeof openFile>[2] = {}) {
    files += 1;
    const path = join(folder, `report-${files}.html`);
    await writeFile(path, renderHtml(report, page));
    return openFile(browser, path, options);
  }
  const { 'mixed-suites': mixed, hostile } = scenarios();

  it('shows the decision first, without a complaint, from a file', async () => {
    await using open = await show(report(mixed));
    expect(await open.page.locator('h1').textContent()).toContain('Blocked: policy of support regressed');
    expect(await open.page.title()).toContain('Blocked: policy of support regressed');
    expect(await open.page.locator('figure h4').allTextContents()).toEqual([
      'How far cases moved',
      'Base against head',
      'Quality and cost',
      'Quality and latency',
      'How far cases moved',
      'Base against head',
      'Quality and latency',
    ]);
    expect(open.complaints).toEqual([]);
  });

  it.each(['light', 'dark'] as const)(
    'has no fault that axe finds, %s, with and without a case open',
    async (colorScheme) => {
      await using open = await show(report(mixed), { colorScheme });
      expect(await faults(open.page)).toEqual([]);
      await open.page.locator('.rows .row').first().click();
      expect(await faults(open.page)).toEqual([]);
      await open.page.keyboard.press('Escape');
      await open.page.keyboard.press('?');
      expect(await faults(open.page)).toEqual([]);
    },
  );

  it('has no fault that axe finds on a phone, and nothing sticks out', async () => {
    await using open = await show(report(mixed), { viewport: { width: 360, height: 740 } });
    expect(await faults(open.page)).toEqual([]);
    const [inner, outer] = await open.page.evaluate<[number, number]>(
      '[document.documentElement.scrollWidth, innerWidth]',
    );
    expect(inner).toBeLessThanOrEqual(outer);
  });

  it('is worked with the keyboard alone', async () => {
    await using open = await show(largeReport(200));
    const { keyboard } = open.page;
    const focused = () =>
      open.page.evaluate<string>(
        'document.activeElement.getAttribute("role") || document.activeElement.tagName',
      );
    const marked = () => open.page.locator('.rows [aria-selected="true"]').getAttribute('data-at');
    await keyboard.press('/');
    expect(await focused()).toBe('INPUT');
    await keyboard.type('case-000 k');
    expect(await open.page.getByRole('status').textContent()).toMatch(/^\d+ of 200 cases$/);
    await keyboard.press('Enter');
    expect(await focused()).toBe('grid');
    await keyboard.press('j');
    await keyboard.press('j');
    await keyboard.press('k');
    expect(await marked()).toBe('1');
    await keyboard.press('Enter');
    const dialog = open.page.locator('dialog.case-dialog');
    const first = await dialog.locator('h2').textContent();
    expect(decodeURIComponent(new URL(open.page.url()).hash)).toBe(`#case=support/${first}`);
    await keyboard.press('j');
    expect(await dialog.locator('h2').textContent()).not.toBe(first);
    await keyboard.press('k');
    expect(await dialog.locator('h2').textContent()).toBe(first);
    await keyboard.press('Escape');
    expect(await dialog.isVisible()).toBe(false);
    expect(await focused()).toBe('grid');
    expect(new URL(open.page.url()).hash).toBe('');
    await keyboard.press('End');
    await keyboard.press('?');
    expect(await open.page.locator('dialog.help').isVisible()).toBe(true);
    await keyboard.press('Escape');
    expect(await open.page.locator('dialog.help').isVisible()).toBe(false);
    expect(open.complaints).toEqual([]);
  });

  it('keeps 10,000 cases out of the document but for those in sight, and shows the last when scrolled there', async () => {
    await using open = await show(largeReport(10_000));
    const rows = open.page.locator('.rows .row');
    expect(await rows.count()).toBeLessThan(100);
    await open.page.locator('.grid').focus();
    await open.page.keyboard.press('End');
    await expect.poll(() => rows.last().getAttribute('aria-rowindex')).toBe('10001');
    expect(await rows.count()).toBeLessThan(100);
    await open.page.getByRole('button', { name: 'Δ' }).click();
    const first = await rows.first().locator('.delta').textContent();
    await open.page.getByRole('button', { name: 'Δ' }).click();
    expect(first).toMatch(/^−/);
    expect(await rows.first().locator('.delta').textContent()).toMatch(/^\+/);
    expect(await open.page.locator('[aria-sort="descending"]').textContent()).toContain('Δ');
  });

  it('filters by outcome, suite, words and what is clicked in a plot', async () => {
    await using open = await show(report(mixed));
    const status = open.page.getByRole('status');
    const all = await status.textContent();
    await open.page.getByRole('button', { name: 'fixed' }).click();
    expect(await open.page.locator('.rows .row').count()).toBe(2);
    await open.page.getByRole('combobox', { name: 'Suite' }).selectOption({ label: 'extract' });
    expect(await open.page.locator('.rows .row').count()).toBe(1);
    await open.page.getByRole('button', { name: 'fixed' }).click();
    await open.page.getByRole('combobox', { name: 'Suite' }).selectOption({ label: 'All suites' });
    await open.page.getByRole('searchbox').fill('no such words anywhere');
    expect(await open.page.locator('.rows').textContent()).toBe('No case matches.');
    await open.page.getByRole('searchbox').fill('');
    expect(await status.textContent()).toBe(all);
    await open.page.locator('rect.bar.down').first().click();
    expect(await status.textContent()).toMatch(/^1 of /);
    await open.page.getByRole('button', { name: 'from the plot' }).click();
    expect(await status.textContent()).toBe(all);
  });

  it('opens the case that the address names, marks the words that differ and shows the record on demand', async () => {
    await using open = await show(report(mixed), { hash: '#case=support/refund-3' });
    const dialog = open.page.locator('dialog.case-dialog');
    expect(await dialog.locator('h2').textContent()).toBe('refund-3');
    expect(await dialog.locator('del').count()).toBeGreaterThan(0);
    expect(await dialog.locator('ins').count()).toBeGreaterThan(0);
    expect(await dialog.locator('.raw pre').count()).toBe(0);
    await dialog.locator('.raw summary').click();
    await expect.poll(() => dialog.locator('.raw pre').textContent()).toContain('"id": "refund-3"');
    const texts = await dialog.locator('.side').first().locator('.output').textContent();
    const select = dialog.getByRole('combobox', { name: 'Trial at base' });
    await select.selectOption({ index: 2 });
    expect(await dialog.locator('.side').first().textContent()).not.toBe(texts);
    await open.page.evaluate('location.hash = "#case=extract/two-totals"');
    await expect.poll(() => dialog.locator('h2').textContent()).toBe('two-totals');
    expect(open.complaints).toEqual([]);
  });

  it('says what kept the run from being done, and what the change edits, word by word', async () => {
    await using failed = await show(report(scenarios()['run-failed']));
    const [problem] = report(scenarios()['run-failed']).problems;
    expect(await failed.page.locator('.problem').first().textContent()).toContain(
      problem?.message.slice(0, 40),
    );
    const edited = largeReport(5);
    const suite = edited.suites[0];
    if (suite?.state !== 'touched') throw new Error('The suite is touched.');
    suite.changes = [
      {
        kind: 'message',
        what: 'system message',
        lines: { added: 1, removed: 1 },
        base: 'Be kind.',
        head: 'Be brief.',
      },
    ];
    await using open = await show(edited);
    await open.page.getByText('system message +1 −1 lines').last().click();
    await expect.poll(() => open.page.locator('.suite-box del').allTextContents()).toEqual(['kind']);
    expect(await open.page.locator('.suite-box ins').allTextContents()).toEqual(['brief']);
    expect(await faults(open.page)).toEqual([]);
  });

  it('prints what it filtered, all rows of it, and moves nothing for those who asked for that', async () => {
    await using open = await show(largeReport(150), { reducedMotion: 'reduce' });
    await open.page.emulateMedia({ media: 'print' });
    await open.page.evaluate('dispatchEvent(new Event("beforeprint"))');
    expect(await open.page.locator('.rows .row').count()).toBe(150);
    expect(await open.page.getByRole('searchbox').isVisible()).toBe(false);
    await open.page.emulateMedia({ media: 'screen' });
    await open.page.evaluate('dispatchEvent(new Event("afterprint"))');
    await expect.poll(() => open.page.locator('.rows .row').count()).toBeLessThan(100);
    expect(
      await open.page.evaluate('getComputedStyle(document.querySelector("rect.bar")).transitionDuration'),
    ).toBe('0s');
  });

  it('shows hostile text as text: nothing of it lives, asks for anything or leads anywhere', async () => {
    const reports = [report(hostile), ...fc.sample(anyReport, { numRuns: 6, seed: 7 })];
    for (const each of reports) {
      await using open = await show(each);
      await open.page.evaluate(
        'document.querySelectorAll("details").forEach((each) => { each.open = true; })',
      );
      const count = await open.page.locator('.rows .row:not(.none)').count();
      for (let at = 0; at < Math.min(4, count); at += 1) {
        await open.page.locator('.rows .row').nth(at).click();
        await open.page.locator('.raw summary').click();
        expect(await live(open.page)).toEqual([]);
        await open.page.keyboard.press('Escape');
      }
      expect(await live(open.page)).toEqual([]);
      expect(open.complaints).toEqual([]);
    }
  });

  it('refuses what somebody put into the file afterwards', async () => {
    files += 1;
    const path = join(folder, `report-${files}.html`);
    const edited = renderHtml(report(mixed), page).replace(
      '<div id="app">',
      '<script>document.title = "owned"</script><div id="app" onclick="x()">',
    );
    await writeFile(path, edited);
    await using open = await openFile(browser, path);
    expect(await open.page.title()).toContain('Blocked');
    expect(open.complaints.join('\n')).toContain('script-src');
  });
});

function report(found: Report | undefined): Report {
  if (!found) throw new Error('There is no such scenario.');
  return found;
}

/** What axe finds, in short. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{ violations: axe.Result[] }>('axe.run(document)');
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  );
}

/** Elements and attributes that a report must not be able to bring. */
async function live(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`[...document.querySelectorAll('*')].flatMap((each) => {
    const name = each.localName;
    const known = name === 'script' ? !each.src && document.scripts.length === 2
      : name === 'style' ? each.parentNode === document.head
      : name === 'a' ? /^#case=[\\w.!~*'()%/-]*$/.test(each.getAttribute('href')) || each.textContent === 'workflow run'
      : !['img', 'iframe', 'object', 'embed', 'form', 'base', 'link', 'video', 'audio', 'template', 'foreignObject', 'use', 'image'].includes(name);
    const handlers = each.getAttributeNames().filter((attribute) => /^(on|style$|src|formaction)/.test(attribute) && !(attribute === 'style' && each.closest('.rows')));
    return [...(known ? [] : [each.outerHTML.slice(0, 200)]), ...handlers.map((attribute) => name + ' ' + attribute)];
  })`);
}
