import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageOf } from '../../scripts/page.ts';
import type { Frontier } from '../../src/core/optimize-report.ts';
import { renderModels } from '../../src/render/html.ts';
import { canBrowse, launchChromium, NO_CHROMIUM, openFile } from '../support/browser.ts';
import { faults, live } from '../support/page-checks.ts';
import { FRONTIER, modelPoint as point } from '../support/sample-frontier.ts';

if (!canBrowse()) process.stderr.write(`${NO_CHROMIUM}\n`);

describe.skipIf(!canBrowse())('the page of compared models in Chromium', { timeout: 120_000 }, () => {
  let browser: Browser;
  let folder: string;
  let page: string;

  beforeAll(async () => {
    [browser, folder, { html: page }] = await Promise.all([
      launchChromium(),
      mkdtemp(join(tmpdir(), 'prompt-ratchet-models-')),
      pageOf('src/page/models/main.ts'),
    ]);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function show(frontier: Frontier, options: Parameters<typeof openFile>[2] = {}) {
    const path = join(folder, 'models.html');
    await writeFile(path, renderModels(frontier, page));
    return openFile(browser, path, options);
  }

  it('shows each model in a table and on both frontiers, the line through what nothing beats', async () => {
    await using open = await show(FRONTIER);
    expect(await open.page.locator('h1').textContent()).toBe('4 models compared on triage');
    expect(await open.page.locator('tbody th').allTextContents()).toEqual([
      'large today',
      'mini',
      'slow',
      'nano',
    ]);
    expect(await open.page.locator('tbody tr').nth(1).textContent()).toBe(
      'mini89.0 %−2.0 pp (−6.0 to +2.0)$0.42900 ms● not beaten',
    );
    expect(await open.page.locator('tbody tr').nth(2).textContent()).toContain('beaten');
    const plots = open.page.getByRole('img');
    expect(await plots.nth(0).getAttribute('aria-label')).toBe(
      'Quality against cost of 1,000 trials: large (today) 91.0 % at $2.10; mini 89.0 % at $0.42; nano 74.0 % at $0.11; slow 86.0 % at $0.60.',
    );
    expect(await plots.nth(0).locator('.point text').allTextContents()).toEqual([
      'large (today)',
      'mini',
      'nano',
      'slow',
    ]);
    // From the cheapest over the two that are better and dearer.
    expect(await plots.nth(0).locator('.frontier').getAttribute('d')).toMatch(
      /^M[\d.,]+H[\d.]+V[\d.]+H[\d.]+V[\d.]+$/,
    );
    expect(await plots.nth(1).getAttribute('aria-label')).toContain('Quality against latency of a trial');
    expect(await open.page.locator('.problem').textContent()).toContain('2 of 120 cases');
    expect(open.complaints).toEqual([]);
  });

  it.each([
    ['light', 1280],
    ['dark', 360],
  ] as const)(
    'has no fault that axe finds and nothing that sticks out, %s at %i',
    async (colorScheme, width) => {
      await using open = await show(FRONTIER, { colorScheme, viewport: { width, height: 800 } });
      expect(await faults(open.page)).toEqual([]);
      const [inner, outer] = await open.page.evaluate<[number, number]>(
        '[document.documentElement.scrollWidth, innerWidth]',
      );
      expect(inner).toBeLessThanOrEqual(outer);
    },
  );

  it('draws what is known: without prices there is no frontier of cost', async () => {
    await using open = await show({
      ...FRONTIER,
      points: FRONTIER.points.map(({ costPerThousand: _, ...rest }) => rest),
    });
    expect(await open.page.locator('figure h2').allTextContents()).toEqual(['Quality and latency']);
  });

  it('shows hostile names as text', async () => {
    const hostile = Object.values(
      JSON.parse(readFileSync('test/fixtures/hostile.json', 'utf8')) as Record<string, string>,
    );
    await using open = await show({
      suite: hostile.join(' '),
      points: hostile.map((name, at) => point(name, at / hostile.length, 1 + at, 10 * at, at % 2 === 0)),
      problems: hostile.map((message) => ({ code: 'E_OPTIMIZE', message, help: message })),
    });
    expect(await open.page.locator('tbody tr').count()).toBe(hostile.length);
    expect(await live(open.page)).toEqual([]);
    expect(open.complaints).toEqual([]);
  });
});
