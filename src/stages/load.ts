import { resolveSuite } from '../core/config/resolve.ts';
import type { ScorerFile } from '../core/config/schema.ts';
import { duplicateName, duplicateNames, type ParsedSuiteFile } from '../core/config/suite-file.ts';
import { type Place, type Problem, problemsOf, RatchetError, RatchetErrors } from '../core/errors.ts';
import { isJsonObject, type JsonObject } from '../core/json.ts';
import { parseJson } from '../core/json-parse.ts';
import { lineIndex } from '../core/lines.ts';
import { normalizePath } from '../core/paths.ts';
import type { Suite } from '../core/suite.ts';
import type { Tree } from '../ports.ts';
import { splitAddress } from '../prompts/address.ts';
import { isPromptfooConfig } from '../prompts/promptfoo/detect.ts';
import { createParsers, type Parsers } from './parsers.ts';

/** A suite at one ref, or what is wrong with it. One broken suite leaves the others alone. */
export type LoadedSuite =
  | { ok: true; name: string; path: string; suite: Suite }
  | { ok: false; name: string; path: string; problems: readonly Problem[] };

/** Reads and parses every suite that the globs match in a tree, sorted by path. */
export async function loadSuites(
  tree: Tree,
  globs: readonly string[],
  parsers: Parsers = createParsers(),
): Promise<LoadedSuite[]> {
  const paths = await matching(tree, globs);
  const texts = await Promise.all(
    paths
      .filter((path) => !/\.prompt\.ya?ml$/i.test(path))
      .map((path) => attempt(path, async () => ({ path, text: await readNamed(tree, path, path) }))),
  );
  const isForeign = (file: Attempt<{ path: string; text: string }>) =>
    file.ok && isPromptfooConfig(file.value);
  const foreign = await loadForeign(
    tree,
    texts.flatMap((file) => (file.ok && isForeign(file) ? [file.value] : [])),
  );
  const files = await Promise.all(
    texts
      .filter((file) => !isForeign(file))
      .map((file) => (file.ok ? attempt(file.value.path, async () => parsers.suiteFile(file.value)) : file)),
  );
  const parsed = files.flatMap((file) => (file.ok ? [file.value] : []));
  const named = new Set([...parsed.flatMap((suite) => namedFiles(suite)), ...foreign.named]);
  const duplicates = new Map(duplicateNames(parsed).map(({ path, problem }) => [path, problem]));
  const loaded = await Promise.all(
    files.map(async (file): Promise<LoadedSuite | undefined> => {
      // A YAML dataset may lie beside the suites: a file that a suite names is not a suite itself.
      if (!file.ok) return named.has(file.path) ? undefined : broken(file.path, file.path, file.problems);
      const { name, path } = file.value;
      const duplicate = duplicates.get(path);
      if (duplicate) return broken(name, path, [duplicate]);
      const suite = await attempt(path, () => loadSuite(tree, file.value, parsers));
      return suite.ok ? { ok: true, name, path, suite: suite.value } : broken(name, path, suite.problems);
    }),
  );
  const own = loaded.filter((suite) => suite !== undefined);
  return [...own, ...refuseTaken(foreign.suites, own)];
}

/** Paths that one of the globs matches, and none of those that begin with `!`, sorted. */
async function matching(tree: Tree, globs: readonly string[]): Promise<string[]> {
  const list = async (patterns: readonly string[]) =>
    (await Promise.all(patterns.map((glob) => tree.list(glob)))).flat();
  // `!(a|b)` is a pattern like any other.
  const isExclusion = (glob: string) => /^!(?!\()/.test(glob);
  const wanted = await list(globs.filter((glob) => !isExclusion(glob)));
  const unwanted = new Set(await list(globs.filter(isExclusion).map((glob) => glob.slice(1))));
  return [...new Set(wanted)].filter((path) => !unwanted.has(path)).sort();
}

/** The suites of configs in other tools' formats, and the files that they name. */
async function loadForeign(
  tree: Tree,
  sources: readonly { path: string; text: string }[],
): Promise<{ suites: LoadedSuite[]; named: string[] }> {
  if (sources.length === 0) return { suites: [], named: [] };
  const { loadPromptfoo } = await import('./load-promptfoo.ts');
  const loaded = await Promise.all(sources.map((source) => loadPromptfoo(tree, source)));
  return {
    suites: loaded.flatMap(({ suites }) => suites),
    named: loaded.flatMap(({ named }) => [...named]),
  };
}

/** A name pairs base with head: one that another suite has already cannot be used. */
function refuseTaken(suites: readonly LoadedSuite[], own: readonly LoadedSuite[]): LoadedSuite[] {
  const taken = new Map(own.map(({ name, path }) => [name, path]));
  return suites.map((suite) => {
    const other = taken.get(suite.name);
    if (other === undefined) {
      taken.set(suite.name, suite.path);
      return suite;
    }
    return broken(suite.name, suite.path, [duplicateName(suite, other)]);
  });
}

function broken(name: string, path: string, problems: readonly Problem[]): LoadedSuite {
  return { ok: false, name, path, problems };
}

type Attempt<Value> = { ok: true; value: Value } | { ok: false; path: string; problems: readonly Problem[] };

async function attempt<Value>(path: string, work: () => Promise<Value>): Promise<Attempt<Value>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    const problems = problemsOf(error);
    if (!problems) throw error;
    return { ok: false, path, problems };
  }
}

async function loadSuite(tree: Tree, parsed: ParsedSuiteFile, parsers: Parsers): Promise<Suite> {
  const { file, path } = parsed;
  const read = (written: string) => readNamed(tree, normalizePath(written, path), path);
  const { file: promptFile, symbol } = splitAddress(file.target.prompt);
  const promptPath = `${normalizePath(promptFile, path)}${symbol === undefined ? '' : `#${symbol}`}`;
  const datasetPath = file.dataset === undefined ? undefined : normalizePath(file.dataset, path);
  const [prompt, dataset] = await Promise.all([
    read(promptFile).then((text) => parsers.prompt({ path: promptPath, text })),
    file.dataset === undefined || datasetPath === undefined
      ? undefined
      : read(file.dataset).then((text) => parsers.dataset({ path: datasetPath, text })),
  ]);
  const schemas = new Map<string, JsonObject | boolean>();
  for (const scorer of file.scorers ?? []) {
    if ('check' in scorer && scorer.check === 'json-schema' && typeof scorer.schema === 'string') {
      schemas.set(scorer.schema, parseSchema(await read(scorer.schema), normalizePath(scorer.schema, path)));
    }
  }
  const suite = resolveSuite(parsed, { promptPath, prompt, datasetPath, dataset, schemas });
  await checkScorers(suite);
  return suite;
}

/** Finds out now what would fail on every case later: bad patterns and schemas. */
async function checkScorers(suite: Suite): Promise<void> {
  for (const scorer of suite.scorers) {
    if (scorer.kind !== 'check') continue;
    try {
      if (scorer.check === 'regex') {
        (await import('../scorers/regex.ts')).compilePattern(scorer.pattern, scorer.ignoreCase);
      }
      if (scorer.check === 'json-schema')
        (await import('../scorers/json-schema.ts')).checkSchema(scorer.schema);
    } catch (error) {
      const problems = problemsOf(error);
      if (!problems) throw error;
      const about = (message: string) => `Scorer "${scorer.name}": ${message}`;
      throw new RatchetErrors(
        problems.map((problem) => ({
          ...problem,
          message: about(problem.message),
          place: problem.place ?? { path: suite.path },
        })),
      );
    }
  }
}

function parseSchema(text: string, path: string): JsonObject | boolean {
  const parsed = parseJson(text);
  if (!parsed.ok)
    throw schemaError(`is not JSON: ${parsed.message}`, { path, ...lineIndex(text)(parsed.offset) });
  if (typeof parsed.value === 'boolean' || isJsonObject(parsed.value)) return parsed.value;
  throw schemaError('is not a JSON object', { path });
}

function schemaError(what: string, place: Place): RatchetError {
  return new RatchetError({
    code: 'E_SCORER_INVALID',
    message: `The schema ${place.path} ${what}.`,
    help: 'A JSON Schema is a JSON object.',
    place,
  });
}

/** A file's text. @throws RatchetError E_FILE_MISSING, naming the suite that asks for it */
async function readNamed(tree: Tree, path: string, suitePath: string): Promise<string> {
  const text = await tree.read(path);
  if (text !== undefined) return text;
  throw new RatchetError({
    code: 'E_FILE_MISSING',
    message: `${path} does not exist ${tree.sha ? `at ${tree.sha.slice(0, 10)}` : 'in the work tree'}.`,
    help: 'Paths in a suite file start from the folder of the suite file.',
    place: { path: suitePath },
  });
}

function namedFiles({ file, path }: ParsedSuiteFile): string[] {
  const schemas = (file.scorers ?? []).flatMap((scorer: ScorerFile) =>
    'check' in scorer && scorer.check === 'json-schema' && typeof scorer.schema === 'string'
      ? [scorer.schema]
      : [],
  );
  return [splitAddress(file.target.prompt).file, file.dataset, ...schemas].flatMap((written) => {
    if (written === undefined) return [];
    try {
      return [normalizePath(written, path)];
    } catch {
      return [];
    }
  });
}
