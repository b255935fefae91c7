import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { DATA_SLOT } from '../src/render/page.ts';

const ROOT = new URL('..', import.meta.url).pathname;

interface BuiltPage {
  /** The whole page but for its data. */
  html: string;
  metafile: Metafile;
}

/** Names of the folders of src/page that are a page: those with a `main.ts`. */
export async function pageNames(): Promise<string[]> {
  const files = await readdir(join(ROOT, 'src/page'), { recursive: true });
  return files
    .filter((path) => /^[^/]+\/main\.ts$/.test(path))
    .map(dirname)
    .sort();
}

/**
 * Builds a page, `src/page/<name>/main.ts` and the `style.css` beside it, into one file that needs nothing else:
 * it opens from a disk, and its policy lets nothing run or be fetched but this script and this style.
 */
export async function pageOf(entry: string, title = 'Prompt Ratchet'): Promise<BuiltPage> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { main: entry, style: join(dirname(entry), 'style.css') },
    outdir: 'page',
    write: false,
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: ['chrome120', 'firefox121', 'safari17'],
    charset: 'utf8',
    minify: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  const textOf = (name: string) => outputFiles.find(({ path }) => path.endsWith(name))?.text.trim() ?? '';
  const [script, style] = [textOf('main.js'), textOf('style.css')];
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<div id="app"><noscript>This page shows its data with a script. Allow scripts to read it.</noscript></div>
${DATA_SLOT}
<script>${script}</script>
</body>
</html>
`;
  return { html, metafile };
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
