import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');

/** Folders that hold no effect: what they import from Node is listed here and nothing else. */
const PURE = ['core', 'stats', 'prompts', 'render', 'scorers', 'judges', 'human', 'optimize'];
const PURE_NODE_IMPORTS = new Set(['node:crypto']);
/** Who may import whom, by first folder under src. Files directly in src are listed by name. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  stats: [],
  core: ['stats'],
  prompts: ['core'],
  scorers: ['core', 'prompts'],
  judges: ['core', 'prompts', 'scorers'],
  human: ['core', 'stats'],
  optimize: ['core', 'stats'],
  render: ['core', 'stats', 'ports.ts'],
  page: ['core', 'human', 'render', 'stats'],
  'ports.ts': ['core'],
  stages: ['core', 'human', 'stats', 'prompts', 'scorers', 'judges', 'optimize', 'ports.ts'],
  'pipeline.ts': ['core', 'prompts', 'stages', 'ports.ts'],
  'optimize-pipeline.ts': ['core', 'optimize', 'pipeline.ts', 'ports.ts', 'prompts', 'stages', 'stats'],
  adapters: ['core', 'human', 'ports.ts', 'stages'],
  'options.ts': ['core'],
  'version.ts': [],
  'compose-calibrate.ts': ['adapters', 'compose.ts', 'core', 'stages'],
  'compose.ts': ['adapters', 'core', 'options.ts', 'pipeline.ts', 'ports.ts', 'stages', 'version.ts'],
  'compose-discover.ts': ['adapters', 'compose.ts', 'core', 'stages'],
  'compose-judges.ts': ['adapters', 'core', 'stages'],
  'compose-optimize.ts': [
    'adapters',
    'compose.ts',
    'core',
    'optimize-pipeline.ts',
    'options.ts',
    'ports.ts',
    'stages',
    'version.ts',
  ],
  shells: [
    'adapters',
    'core',
    'human',
    'render',
    'compose-calibrate.ts',
    'compose-discover.ts',
    'compose-judges.ts',
    'compose-optimize.ts',
    'compose.ts',
    'options.ts',
    'ports.ts',
    'version.ts',
  ],
  'cli.ts': ['shells'],
  'action.ts': ['shells'],
};
const CEILING = 250;

interface Source {
  path: string;
  text: string;
  imports: string[];
}

async function sources(): Promise<Source[]> {
  const names = (await readdir(SRC, { recursive: true })).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.d.ts'),
  );
  return Promise.all(
    names.sort().map(async (path) => {
      const text = await readFile(join(SRC, path), 'utf8');
      const imports = [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => match[1] ?? '');
      return { path, text, imports };
    }),
  );
}

const placeOf = (path: string) => path.split('/')[0] ?? path;
const files = await sources();

describe('the structure', () => {
  it('lets imports point inward only', () => {
    const wrong = files.flatMap(({ path, imports }) =>
      imports
        .filter((name) => name.startsWith('.'))
        .map((name) => relative(SRC, resolve(SRC, dirname(path), name)))
        .filter(
          (target) =>
            placeOf(target) !== placeOf(path) && !MAY_IMPORT[placeOf(path)]?.includes(placeOf(target)),
        )
        .map((target) => `${path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('keeps effects out of the pure folders', () => {
    const wrong = files
      .filter(({ path }) => PURE.includes(placeOf(path)))
      .flatMap(({ path, text, imports }) => [
        ...imports
          .filter((name) => name.startsWith('node:') && !PURE_NODE_IMPORTS.has(name))
          .map((name) => `${path}: ${name}`),
        ...(
          /\bMath\.random\(|\bDate\.now\(|\bnew Date\(\)|\bprocess\.(?:env|argv|cwd|exit|std|on)|\bfetch\(|\bsetTimeout\(|\bconsole\./.exec(
            text,
          ) ?? []
        ).map((effect) => `${path}: ${effect}`),
      ]);
    expect(wrong).toEqual([]);
  });

  it('knows every place under src', () => {
    expect(
      [...new Set(files.map(({ path }) => placeOf(path)))].filter((place) => !MAY_IMPORT[place]),
    ).toEqual([]);
  });

  it('has no file over the ceiling, no default export and no barrel', () => {
    const wrong = files.flatMap(({ path, text }) => [
      ...(text.split('\n').length > CEILING ? [`${path}: ${text.split('\n').length} lines`] : []),
      ...(/^export default/m.test(text) ? [`${path}: default export`] : []),
      ...(/^export (\*|\{[^}]*\}) from/m.test(text) ? [`${path}: re-export`] : []),
    ]);
    expect(wrong).toEqual([]);
  });

  it('uses nothing that the build leaves out', () => {
    // JSON Schema is written from the source, by `npm run docs`: the built files cannot do it.
    expect(files.filter(({ text }) => /toJSONSchema/.test(text)).map(({ path }) => path)).toEqual([]);
    const described = files.filter(({ path }) => path.startsWith('core/config/'));
    expect(described.filter(({ text }) => /\.description\b/.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it('silences no check but the one about control characters, and says why', () => {
    const silenced =
      /@ts-(?:ignore|expect-error|nocheck)|\bas any\b|biome-ignore (?!lint\/suspicious\/(?:noControlCharactersInRegex|noThenProperty): \w)/;
    expect(files.filter(({ text }) => silenced.test(text)).map(({ path }) => path)).toEqual([]);
  });
});

describe('what is stated twice', () => {
  it('is the same: the version', async () => {
    const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    const { VERSION } = await import('../src/version.ts');
    expect(VERSION).toBe(manifest.version);
  });

  it('is the same: the options and the inputs of action.yml', async () => {
    const { parse } = await import('yaml');
    const { ACTION_INPUTS } = await import('../src/options.ts');
    const action = parse(await readFile(join(ROOT, 'action.yml'), 'utf8')) as {
      inputs: Record<string, unknown>;
    };
    expect(Object.keys(action.inputs)).toEqual([...ACTION_INPUTS, 'github-token']);
    expect(Object.keys(action.inputs).length).toBeLessThanOrEqual(10);
  });
});

describe('the documents', () => {
  it('name only files that exist', async () => {
    const { existsSync } = await import('node:fs');
    const pages = [
      'README.md',
      'CONTRIBUTING.md',
      'SECURITY.md',
      ...(await readdir(join(ROOT, 'docs'), { recursive: true }))
        .filter((name) => name.endsWith('.md'))
        .map((name) => `docs/${name}`),
    ];
    const missing: string[] = [];
    for (const page of pages) {
      const text = await readFile(join(ROOT, page), 'utf8');
      const named = [...text.matchAll(/(?<![\w./-])(?:src|test|scripts|docs|demo|dist)\/[\w./-]*[\w/]/g)].map(
        ([path]) => path,
      );
      const linked = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) =>
        join(dirname(page), match[1] ?? ''),
      );
      missing.push(
        ...[...named, ...linked]
          .filter((path) => !existsSync(join(ROOT, path)))
          .map((path) => `${page}: ${path}`),
      );
    }
    expect(missing).toEqual([]);
  });
});
