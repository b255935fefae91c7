/**
 * Renders every sample report as a pull-request comment, so that a person can look at it:
 * `.prompt-ratchet/preview/*.html`, light and dark, and screenshots at two widths where Chromium is installed.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { renderComment } from '../src/render/comment.ts';
import { renderTerminal } from '../src/render/terminal.ts';
import { scenarios } from '../test/support/scenarios.ts';
import { page } from './preview-page.ts';

const FOLDER = resolve('.prompt-ratchet/preview');
const WIDTHS = { desktop: 900, phone: 400 } as const;
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

const CHROMIUM_FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--hide-scrollbars',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function chromium(...flags: readonly string[]): string | undefined {
  const profile = mkdtempSync(join(tmpdir(), 'preview-'));
  const run = spawnSync('chromium', [...CHROMIUM_FLAGS, `--user-data-dir=${profile}`, ...flags], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  rmSync(profile, { recursive: true, force: true });
  return run.status === 0 ? run.stdout : undefined;
}

/** A screenshot of the whole page: its height is measured first, because Chromium only shoots the window. */
function shoot(html: string, png: string, width: number): boolean {
  const measured = chromium('--dump-dom', `--window-size=${width},600`, `file://${html}`);
  const height = Number(/data-height="(\d+)"/.exec(measured ?? '')?.[1] ?? 0);
  if (height === 0) return false;
  return chromium(`--screenshot=${png}`, `--window-size=${width},${height}`, `file://${html}`) !== undefined;
}

const only = process.argv.slice(2);
const read = await markdownReader();
mkdirSync(FOLDER, { recursive: true });
let shots = 0;
for (const [name, report] of Object.entries(scenarios())) {
  if (only.length > 0 && !only.includes(name)) continue;
  const markdown = renderComment(report);
  const terminal = renderTerminal(report, { width: 100, color: true });
  writeFileSync(join(FOLDER, `${name}.md`), markdown);
  writeFileSync(join(FOLDER, `${name}.ansi`), terminal);
  for (const theme of THEMES) {
    for (const open of [false, true]) {
      const stem = join(FOLDER, `${name}-${theme}${open ? '-open' : ''}`);
      writeFileSync(`${stem}.html`, page(read(markdown), { theme, open }));
      for (const [device, width] of Object.entries(WIDTHS)) {
        if (shoot(`${stem}.html`, `${stem}-${device}.png`, width)) shots += 1;
      }
    }
  }
}
process.stdout.write(
  `Wrote ${FOLDER}${shots > 0 ? ` with ${shots} screenshots` : '; no screenshots, Chromium is not installed'}\n`,
);
