/**
 * Builds dist/: two bundles that need no node_modules, the pages that they fill, and the licences of everything in them.
 * `--check` builds elsewhere and fails when the committed dist differs.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { bundlePrograms } from './build/bundle.ts';
import { licenceText } from './licences.ts';
import { pageNames, pageOf } from './page.ts';

const ROOT = new URL('..', import.meta.url).pathname;
const DIST = join(ROOT, 'dist');

async function bundle(outdir: string): Promise<void> {
  await rm(outdir, { recursive: true, force: true });
  await mkdir(join(outdir, 'pages'), { recursive: true });
  const files = [...(await bundlePrograms(ROOT, outdir)), ...(await buildPages(join(outdir, 'pages')))];
  await writeFile(join(outdir, 'licenses.txt'), await licenceText(ROOT, packagesOf(files)));
}

/** Pages are files of their own: a run that shows none does not read one. Gives the files that are in them. */
async function buildPages(outdir: string): Promise<string[]> {
  const inEach = await Promise.all(
    (await pageNames()).map(async (name) => {
      const { html, metafile } = await pageOf(`src/page/${name}/main.ts`);
      await writeFile(join(outdir, `${name}.html`), html);
      return Object.values(metafile.outputs).flatMap(({ inputs }) =>
        Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
      );
    }),
  );
  return inEach.flat();
}

/** Folders of the packages that files are from, from the root, in order. */
function packagesOf(files: readonly string[]): string[] {
  const folders = files.flatMap((path) => /node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

async function differences(left: string, right: string): Promise<string[]> {
  const names = [...new Set([...(await listing(left)), ...(await listing(right))])].sort();
  const same = await Promise.all(
    names.map(async (name) => (await contents(left, name)) === (await contents(right, name))),
  );
  return names.filter((_, index) => !same[index]);
}

async function listing(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

async function contents(folder: string, name: string): Promise<string | undefined> {
  return readFile(join(folder, name), 'utf8').catch(() => undefined);
}

if (process.argv.includes('--check')) {
  const fresh = await mkdtemp(join(tmpdir(), 'prompt-ratchet-build-'));
  await bundle(fresh);
  const stale = await differences(fresh, DIST);
  await rm(fresh, { recursive: true, force: true });
  if (stale.length > 0) {
    process.stderr.write(`dist/ is not what src/ builds: ${stale.join(', ')}. Run: npm run build\n`);
    process.exitCode = 1;
  }
} else {
  await bundle(DIST);
}
