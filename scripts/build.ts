/**
 * Builds dist/: two bundles that need no node_modules, the pages that they fill, and the licences of everything in them.
 * `--check` builds elsewhere and fails when the committed dist differs.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { licenceText } from './licences.ts';
import { pageNames, pageOf } from './page.ts';

const ROOT = new URL('..', import.meta.url).pathname;
const DIST = join(ROOT, 'dist');

async function bundle(outdir: string): Promise<void> {
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { action: 'src/action.ts', cli: 'src/cli.ts' },
    outdir,
    bundle: true,
    // What is imported on use lies in files of its own: starting up must not read what it does not need.
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    platform: 'node',
    format: 'esm',
    target: 'node22',
    charset: 'utf8',
    // Half the bytes to read and parse at every start. Whoever reviews, reviews src/ and lets CI compare.
    minify: true,
    legalComments: 'none',
    // The same source as modules, which are read once; as CommonJS they would be read twice, and nothing left out.
    alias: { yaml: join(ROOT, 'node_modules/yaml/browser/index.js') },
    plugins: [withoutUnusedParts, withoutOtherResources, pricesAsJson],
    metafile: true,
    logLevel: 'warning',
    // Some packages are CommonJS inside and ask for Node's own modules at run time.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
  const pages = await buildPages(join(outdir, 'pages'));
  const packages = [...new Set([metafile, ...pages].flatMap(packagesOf))].sort();
  await writeFile(join(outdir, 'licenses.txt'), await licenceText(ROOT, packages));
}

/** Pages are files of their own: a run that shows none does not read one. */
async function buildPages(outdir: string): Promise<Metafile[]> {
  await mkdir(outdir);
  return Promise.all(
    (await pageNames()).map(async (name) => {
      const { html, metafile } = await pageOf(`src/page/${name}/main.ts`);
      await writeFile(join(outdir, `${name}.html`), html);
      return metafile;
    }),
  );
}

/**
 * Lets the bundler drop what is not used of packages that do not say that importing them does nothing.
 * Without it two functions of @actions/core bring a whole HTTP client, and its start-up, along.
 */
const withoutUnusedParts: Plugin = {
  name: 'without-unused-parts',
  setup({ onResolve, resolve }) {
    const seen = Symbol();
    onResolve({ filter: /.*/ }, async ({ path, pluginData, kind, ...rest }) => {
      if (pluginData === seen || kind === 'entry-point') return undefined;
      const resolved = await resolve(path, { ...rest, kind, pluginData: seen });
      return /node_modules\/(@actions|undici|tunnel)\//.test(resolved.path)
        ? { ...resolved, sideEffects: false }
        : resolved;
    });
  },
};

/**
 * Puts empty classes in the place of the parts of the SDK that nothing here asks for: other resources of the API, and
 * what runs streams and tools. The SDK's client makes one of each resource when it is made, so that no bundler can
 * leave them out by itself; they are most of what starting up would read.
 */
const withoutOtherResources: Plugin = {
  name: 'without-other-resources',
  setup({ onLoad }) {
    const asked = /\/resources\/(?:index|shared)\.mjs$/;
    const unasked =
      /node_modules\/openai\/(?:resources\/.*|lib\/(?:.*Runner|.*Stream|chat-completions\/.*)|helpers\/.*|auth\/.*)\.mjs$/;
    onLoad({ filter: unasked }, async ({ path }) => {
      if (asked.test(path)) return undefined;
      const text = await readFile(path, 'utf8');
      const direct = [...text.matchAll(/^export (?:class|const|function) (\w+)/gm)].map(
        (match) => match[1] ?? '',
      );
      const listed = [...text.matchAll(/^export \{([^}]*)\}/gm)].flatMap((match) =>
        (match[1] ?? '').split(','),
      );
      const names = listed
        .map((name) => name.trim().split(' as ').at(-1) ?? '')
        .filter((name) => /^\w+$/.test(name));
      return {
        contents: [...new Set([...direct, ...names])].map((name) => `export class ${name} {}`).join('\n'),
      };
    });
  },
};

/**
 * Turns the price list, half a megabyte of object literals, into one text that is parsed as JSON: a run that states its
 * cost before the first call has to read it, and JSON is read several times faster than code. What no price needs is
 * left out.
 */
const pricesAsJson: Plugin = {
  name: 'prices-as-json',
  setup({ onLoad }) {
    onLoad({ filter: /node_modules\/@pydantic\/genai-prices\/dist\/index\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const [literal] = /^const \w+ = \[\n[\s\S]*?\n\](?=[,;])/.exec(text) ?? [];
      const name = /^const (\w+)/.exec(literal ?? '')?.[1];
      if (literal === undefined || name === undefined) throw new Error('The price list has another shape.');
      const value: unknown = new Function(`${literal}; return ${name};`)();
      const unread = new Set(['extractors', 'pricing_urls', 'description', 'price_comments']);
      const json = JSON.stringify(value, (key, member: unknown) => (unread.has(key) ? undefined : member));
      return {
        contents: `const ${name} = JSON.parse(${JSON.stringify(json)})${text.slice(literal.length)}`,
      };
    });
  },
};

/** Folders of the packages whose files are in the bundles, as esbuild counted them. */
function packagesOf(metafile: Metafile): string[] {
  const inBundle = Object.values(metafile.outputs).flatMap((output) =>
    Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  const folders = inBundle.flatMap((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
  return [...new Set(folders)];
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
