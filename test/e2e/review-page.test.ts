import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { criterionOf } from '../../src/core/criterion.ts';
import { outputKey } from '../../src/human/label.ts';
import { readLabels } from '../../src/human/label-file.ts';
import { standingLabels } from '../../src/human/standing.ts';
import { writeReview } from '../../src/shells/pages.ts';
import { axeViolations, canBrowse, launchChromium, openPage } from '../support/browser.ts';
import { REVIEW_JUDGE, reviewReport } from '../support/review-report.ts';

const pagesFolder = resolve(import.meta.dirname, '../../dist/pages');

describe.skipIf(!canBrowse())('the review page', () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    browser = await launchChromium();
    folder = await mkdtemp(join(tmpdir(), 'prompt-ratchet-review-'));
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function pageFor(report = reviewReport(30), name = 'review.html'): Promise<string> {
    const place = join(folder, name);
    expect(await writeReview(report, { path: place, pagesFolder })).toBe(true);
    return pathToFileURL(place).href;
  }

  async function begin(
    context: BrowserContext,
    url: string,
    set = 0,
  ): Promise<Awaited<ReturnType<typeof openPage>>> {
    const opened = await openPage(context);
    await opened.page.goto(url);
    await opened.page.getByLabel('Your login').fill('ada');
    await opened.page.getByLabel('What to judge').selectOption(String(set));
    await opened.page.getByRole('button', { name: 'Begin' }).click();
    return opened;
  }

  const count = (page: Page) => page.locator('.count').textContent();

  /** Votes for the answer that says when the parcel arrives, which is base's. */
  async function vote(page: Page): Promise<void> {
    const a = await page.locator('.output pre').first().textContent();
    await page.keyboard.press(a?.includes('two days') ? '1' : '2');
  }

  test('labels 20 pairs by keyboard, closes mid-way, resumes and exports', async () => {
    const context = await browser.newContext({ acceptDownloads: true });
    const url = await pageFor();
    const { page, complaints } = await begin(context, url);
    await expect.poll(() => count(page)).toBe('0 of 22 judged');
    // Neither before nor between votes is there a word of the judge's about what is shown.
    expect(await page.locator('main').textContent()).not.toContain('The judge says');
    expect(await page.evaluate('document.activeElement.id')).toBe('question');
    await vote(page);
    await page.keyboard.press('n');
    await page.keyboard.type('s and 2 are letters of a note');
    await page.keyboard.press('Escape');
    await vote(page);
    await page.keyboard.press('u');
    expect(await page.getByRole('status').textContent()).toContain('Taken back');
    await page.keyboard.press('n');
    await page.keyboard.type('second thoughts');
    await page.keyboard.press('Escape');
    await page.keyboard.press('3');
    await page.keyboard.press('s');
    await page.keyboard.press('d');
    await expect.poll(() => page.getByRole('region', { name: 'Differences', exact: true }).count()).toBe(1);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowRight');
    for (let done = 2; done < 10; done++) await vote(page);
    expect(await count(page)).toBe('10 of 22 judged, 1 skipped');
    await page.close();

    const again = await begin(context, url);
    await expect.poll(() => count(again.page)).toBe('10 of 22 judged, 1 skipped');
    expect(await again.page.getByRole('status').textContent()).toContain('10 judged before');
    for (let done = 10; done < 21; done++) await vote(again.page);
    await expect.poll(() => again.page.locator('h2#question').textContent()).toBe('All judged');
    await again.page.getByRole('button', { name: 'Show what was skipped' }).click();
    await again.page.keyboard.press('4');
    await expect.poll(() => again.page.locator('main').textContent()).toContain('22 of 22 judged');
    expect(await again.page.locator('main').textContent()).toMatch(
      /2 answers came twice; you said the same on [012]/,
    );
    expect(await axeViolations(again.page)).toEqual([]);
    const [download] = await Promise.all([
      again.page.waitForEvent('download'),
      again.page.getByRole('button', { name: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('support.jsonl');
    const text = await readFile(await download.path(), 'utf8');
    expect(await again.page.getByLabel('Your labels as JSON lines').inputValue()).toBe(text);
    const { labels, problems } = readLabels({ path: 'support.jsonl', text });
    expect(problems).toEqual([]);
    expect(labels).toHaveLength(22);
    const { pairs, repeats } = standingLabels(labels, criterionOf(REVIEW_JUDGE));
    expect(pairs).toHaveLength(20);
    expect(repeats).toHaveLength(2);
    expect(pairs.filter(({ note }) => note === 'second thoughts')).toHaveLength(1);
    for (const label of pairs) {
      // Of the one that was taken back the judge's verdict had been shown.
      expect(label).toMatchObject({ rater: 'ada', blind: label.note === undefined, criterion: 'helpful' });
      expect(label.probability).toBeGreaterThan(0);
      expect(label.seconds).toBeGreaterThanOrEqual(0);
      const index = Number(label.case.slice('case-'.length));
      const vars = { message: `Where is my order ${index}?`, locale: 'en' };
      const base = outputKey(
        vars,
        `Thank you for writing about order ${index}. We sent the parcel back to you; it arrives in two days.`,
      );
      expect([label.a, label.b]).toContain(base);
      if (label.verdict === 'a' || label.verdict === 'b') expect(label[label.verdict]).toBe(base);
    }
    // Sides are mixed: neither end is always A.
    expect(new Set(pairs.map(({ verdict }) => verdict))).toEqual(new Set(['a', 'b', 'tie', 'both-bad']));
    expect([...complaints, ...again.complaints]).toEqual([]);
    await context.close();
  });

  test('shows the judge after the vote only, and takes a vote after that for not blind', async () => {
    const context = await browser.newContext({ acceptDownloads: true });
    const { page } = await begin(context, await pageFor());
    let shown = '';
    for (let done = 0; done < 22 && !shown.includes('The judge says'); done++) {
      await vote(page);
      shown = (await page.getByRole('status').textContent()) ?? '';
    }
    expect(shown).toMatch(
      /^Saved: [AB] is better\. The judge says: (?:[AB] is better|Tie) \(A [01]\.00, B [01]\.00\)\.$/,
    );
    expect(await page.locator('.agreement').textContent()).toMatch(
      /^You and the judge agree on [01] of 1\.$/,
    );
    await page.keyboard.press('ArrowLeft');
    expect(await page.locator('main').textContent()).toContain('The judge says');
    await page.keyboard.press('4');
    await page.getByRole('button', { name: 'Export and end' }).click();
    await page.getByRole('button', { name: 'Copy' }).click();
    const text = await page.getByLabel('Your labels as JSON lines').inputValue();
    const { labels } = readLabels({ path: 'x', text });
    expect(labels.at(-1)).toMatchObject({ blind: false, verdict: 'both-bad' });
    expect(labels.slice(0, -1).every((label) => label.kind === 'pair' && label.blind)).toBe(true);
    // Taken back after it was exported, it needs a line of its own.
    await page.getByRole('button', { name: 'Undo the last' }).click();
    await page.getByRole('button', { name: 'Export and end' }).click();
    await page.getByRole('button', { name: 'Copy' }).click();
    const after = readLabels({
      path: 'x',
      text: await page.getByLabel('Your labels as JSON lines').inputValue(),
    });
    expect(after.labels.slice(0, labels.length)).toEqual(labels);
    expect(after.labels.slice(labels.length).map(({ kind }) => kind)).toEqual(['withdrawn', 'pair']);
    await context.close();
  });

  test('passes or fails single outputs by letter and by level, and opens others by choice', async () => {
    const context = await browser.newContext();
    const { page, complaints } = await begin(context, await pageFor(), 1);
    await page.keyboard.press('p');
    await page.keyboard.press('f');
    await page.keyboard.press('2');
    await page.getByRole('button', { name: 'Export and end' }).click();
    await page.locator('summary').click();
    await page.locator('.choices button').first().click();
    await page.keyboard.press('3');
    await page.getByRole('button', { name: 'Export and end' }).click();
    await page.getByRole('button', { name: 'Copy' }).click();
    const { labels } = readLabels({
      path: 'x',
      text: await page.getByLabel('Your labels as JSON lines').inputValue(),
    });
    expect(labels.map((label) => label.kind === 'output' && label.verdict)).toEqual(['pass', 'fail', 0.5, 1]);
    expect(labels.map((label) => label.kind === 'output' && label.probability !== undefined)).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('is usable on a phone and by a screen reader', async () => {
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      isMobile: true,
      hasTouch: true,
    });
    const { page, complaints } = await openPage(context);
    await page.goto(await pageFor());
    expect(await axeViolations(page)).toEqual([]);
    await page.getByLabel('Your login').fill('ada');
    await page.getByRole('button', { name: 'Begin' }).tap();
    expect(await axeViolations(page)).toEqual([]);
    const wide = () => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    expect(await wide()).toBeLessThanOrEqual(0);
    const shots = process.env['SCREENSHOTS'];
    if (shots) await page.screenshot({ path: join(shots, 'review-phone.png') });
    await page.getByRole('button', { name: 'Differences' }).tap();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Help' }).tap();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Close' }).tap();
    await page.getByRole('button', { name: 'A is better' }).tap();
    expect(await count(page)).toBe('1 of 22 judged');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await axeViolations(page)).toEqual([]);
    if (shots) {
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.keyboard.press('d');
      await page.screenshot({ path: join(shots, 'review-desk.png') });
    }
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('leaves hostile outputs inert', async () => {
    const hostile = JSON.parse(
      await readFile(resolve(import.meta.dirname, '../fixtures/hostile.json'), 'utf8'),
    ) as Record<string, string>;
    const outputs = [
      ...Object.values(hostile),
      '</script><script>alert(1)</script>',
      '<!--<script>',
      '\u2028alert(1)\u2029',
      '<img src=x onerror=alert(1)>'.repeat(50),
    ];
    const context = await browser.newContext();
    const { page, complaints } = await begin(
      context,
      await pageFor(reviewReport(outputs.length, outputs), 'hostile.html'),
    );
    for (let done = 0; done < 20; done++) {
      await page.keyboard.press('d');
      expect(await page.locator('.output pre').count()).toBe(2);
      expect(await page.locator('.outputs img, .outputs script, .diff img, .diff script').count()).toBe(0);
      await page.keyboard.press('3');
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
});
