import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageOf } from '../../scripts/page.ts';
import type { Report } from '../../src/core/report.ts';
import { renderHtml } from '../../src/render/html.ts';
import { canBrowse, launchChromium, NO_CHROMIUM, openFile } from '../support/browser.ts';
import { hostileReport } from '../support/hostile-report.ts';
import { largeReport } from '../support/large-report.ts';
import { faults, live } from '../support/page-checks.ts';
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
      'Course over decisions',
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

  it('shows what was sent when somebody asks for it, with the words marked that differ', async () => {
    await using open = await show(report(mixed), { hash: '#case=support/refund-3' });
    const request = open.page.locator('details.request');
    expect(await request.locator('pre').count()).toBe(0);
    await request.locator('summary').click();
    await expect
      .poll(() => request.locator('h5').allTextContents())
      .toEqual([
        ...['Model', 'Parameters', 'System message', 'User message'],
        ...['Model', 'Parameters', 'System message', 'User message'],
      ]);
    expect(await request.locator('del').allTextContents()).toContain('kind');
    expect(await request.locator('ins').allTextContents()).toEqual(['-mini', '.7', 'brief']);
    expect(await request.locator('pre').last().textContent()).toContain('the annual plan eight days ago');
    expect(await faults(open.page)).toEqual([]);
    await open.page.evaluate('location.hash = "#case=extract/same-0"');
    await expect.poll(() => open.page.locator('dialog.case-dialog h2').textContent()).toBe('same-0');
    expect(await open.page.locator('details.request').count()).toBe(0);
    expect(open.complaints).toEqual([]);
  });

  it('draws the course of a suite over earlier decisions, and of suites that were not run on demand', async () => {
    await using open = await show({ ...report(mixed), history: { ...history(mixed), faults: 2 } });
    const support = open.page.locator('.suite-box', { hasText: 'gpt-4.1 → gpt-4.1-mini' }).first();
    const course = support.locator('figure', { hasText: 'Course over decisions' });
    expect(await course.getByRole('img').getAttribute('aria-label')).toBe(
      'policy in 10 decisions, from 2026-02-02 to 2026-02-11: 93.0 % at first, 85.8 % at last.',
    );
    expect(await course.locator('.decided').count()).toBe(10);
    expect(await course.locator('.passed, .warned, .blocked, .accepted, .now').count()).toBe(11);
    expect(await course.locator('.decided title').nth(7).textContent()).toBe(
      '2026-02-09 09:30 · pull request 18 · aaaaaa7 · 96.0 % → 90.0 % · unchanged · accepted by a maintainer',
    );
    expect(await course.locator('figcaption').textContent()).toBe(
      'Disc: passed. Ring: passed with a warning. Cross: blocked. Diamond: accepted by a maintainer. The circle is around this run. Dashed: base.',
    );
    await course.locator('summary').click();
    await expect.poll(() => course.locator('tbody tr').count()).toBe(10);
    expect(await course.locator('tbody tr').first().textContent()).toContain('blocked (this run)');
    await support.getByRole('combobox').selectOption({ label: 'tone' });
    expect(await course.locator('.judge-change').count()).toBe(1);
    expect(await course.locator('.course').last().getAttribute('d')).toMatch(/^M[^M]+M[^M]+$/);
    const others = open.page.getByText('Suites that were not run: how they did before');
    expect(await open.page.getByText('translate: exact').count()).toBe(0);
    await others.click();
    await expect.poll(() => open.page.getByText('translate: exact').count()).toBe(1);
    expect(await open.page.locator('.problem', { hasText: 'ledger' }).textContent()).toContain('2 faults');
    expect(await faults(open.page)).toEqual([]);
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
    const corpus = JSON.parse(readFileSync('test/fixtures/hostile.json', 'utf8')) as Record<string, string>;
    const all = hostileReport(Object.values(corpus).join(' '));
    const reports = [report(hostile), all, ...fc.sample(anyReport, { numRuns: 6, seed: 7 })];
    for (const each of reports) {
      await using open = await show(each);
      await open.page.evaluate(
        'document.querySelectorAll("details").forEach((each) => { each.open = true; })',
      );
      const count = await open.page.locator('.rows .row:not(.none)').count();
      for (let at = 0; at < Math.min(4, count); at += 1) {
        await open.page.locator('.rows .row').nth(at).click();
        await open.page.locator('.raw summary').click();
        const request = open.page.locator('.request summary');
        if ((await request.count()) > 0) await request.click();
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

function history(found: Report | undefined): NonNullable<Report['history']> {
  const known = report(found).history;
  if (!known) throw new Error('The scenario has no history.');
  return known;
}
