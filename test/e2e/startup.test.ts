import { readFileSync } from 'node:fs';
import { mkdtempDisposable, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOpenaiDouble, type OpenaiDouble } from '../support/openai-double.ts';
import { createRepository, type Repository } from '../support/repository.ts';
import { runAction, runCli } from '../support/runner.ts';
import { changePrompt, pullRequest, SUITE, startOnMain } from './scenario.ts';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));
const LOG = new URL('../support/module-log.mjs', import.meta.url).href;

interface ReadModule {
  url: string;
  /** Of its text. */
  bytes: number;
}

let repository: Repository;
let provider: OpenaiDouble;
let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;
let log: string;

beforeEach(async () => {
  [repository, provider, folder] = await Promise.all([
    createRepository(),
    createOpenaiDouble(),
    mkdtempDisposable(join(tmpdir(), 'prompt-ratchet-modules-')),
  ]);
  log = join(folder.path, 'modules');
});

afterEach(async () => {
  await Promise.all([repository, provider, folder].map((one) => one[Symbol.asyncDispose]()));
});

const logging = () => ({ NODE_OPTIONS: `--import=${LOG}`, PROMPT_RATCHET_TEST_MODULES: log });

function readSoFar(): ReadModule[] {
  return readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ReadModule);
}

/** Of the built files that were read, their paths in dist. */
const built = (modules: readonly ReadModule[]) =>
  modules.flatMap(({ url }) => /\/dist\/(.*)$/.exec(url)?.[1] ?? []);

/** What the action has read when its first request arrives, which waits for that. */
async function readToFirstRequest(suite: string): Promise<ReadModule[]> {
  const base = await startOnMain(repository, suite);
  const head = await changePrompt(repository);
  let first: ReadModule[] | undefined;
  provider.answer = () => {
    first ??= readSoFar();
    return 'yes';
  };
  const { exitCode, stdout } = await runAction({
    cwd: repository.path,
    event: pullRequest(base, head),
    openaiDouble: provider,
    inputs: { 'github-token': '' },
    env: logging(),
  });
  expect(exitCode, stdout).toBe(0);
  return first ?? [];
}

const bytesOf = (modules: readonly ReadModule[]) =>
  modules.filter(({ url }) => url.includes('/dist/')).reduce((sum, { bytes }) => sum + bytes, 0);

describe('up to its first request the action reads', () => {
  it('one file of what every run needs, and beside it only what this run needs: 720 kB in all', async () => {
    const modules = await readToFirstRequest(SUITE);
    const names = built(modules).map((path) => path.replace(/(?:-[\w-]{8})?\.js$/, ''));
    expect(names.sort()).toEqual([
      'action',
      'chunks/cached',
      'chunks/context',
      // Read because no suite states the price, and the cost is told before the first call.
      'chunks/proxy',
      'chunks/public-prices',
      'chunks/rolldown-runtime',
      'chunks/sdk',
      'chunks/segments',
      'chunks/start',
      'chunks/store',
    ]);
    expect(bytesOf(modules)).toBeLessThan(720_000);
    // Importing it brings Node's other HTTP client along, which costs more than the request does.
    expect(modules.map(({ url }) => url)).not.toContain('node:http');
  });

  it('no price list where the suite states the price', async () => {
    const price = '  model: small-1\n  price: { input: 1, output: 2 }\n';
    const modules = await readToFirstRequest(SUITE.replace('  model: small-1\n', price));
    expect(built(modules).join()).not.toContain('public-prices');
    expect(bytesOf(modules)).toBeLessThan(600_000);
  });

  it.each([
    ['the CSV reader', 'CSV_QUOTE_NOT_CLOSED'],
    ['the API of GitHub', 'GET /repos/{owner}/{repo}'],
    ['the regex engine', 'missing closing )'],
    ['the reader of XML', 'unclosed tag'],
    ['the parser of JavaScript', 'JSXElement'],
    ['templates with logic', 'endfor'],
    ['JUnit reports', '<testsuite'],
  ])('nothing of %s', async (_what, mark) => {
    const holding = await filesWith(mark);
    expect(holding.length).toBeGreaterThan(0);
    expect(holding.filter((name) => READ.test(name))).toEqual([]);
  });
});

describe('dist has', () => {
  it.each([
    ['the sentences of the reference', 'Largest tolerated drop of a mean score.'],
    ['what no price takes of the price list', 'context_window'],
  ])('none of %s', async (_what, mark) => {
    expect(await filesWith(mark)).toEqual([]);
  });

  it('schemas that compile no code', async () => {
    expect(await filesWith('.jitless=!0')).toHaveLength(1);
  });
});

/** The files that the first test names. */
const READ = /^(?:action|cached|context|public-prices|rolldown-runtime|sdk|start|store)\b/;

async function filesWith(mark: string): Promise<string[]> {
  const names = (await readdir(DIST, { recursive: true })).filter((name) => name.endsWith('.js'));
  const texts = await Promise.all(names.map((name) => readFile(join(DIST, name), 'utf8')));
  return names.filter((_, index) => texts[index]?.includes(mark)).map((name) => basename(name));
}

describe('`--version` reads', () => {
  it('one file', async () => {
    const { stdout } = await runCli(['--version'], { cwd: repository.path, env: logging() });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(built(readSoFar())).toEqual(['cli.js']);
  });
});
