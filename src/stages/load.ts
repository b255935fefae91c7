import { resolveSuite } from '../core/config/resolve.ts';
import { namedByWords, resolveCommand, watchOf } from '../core/config/resolve-command.ts';
import type { ScorerFile } from '../core/config/schema.ts';
import { duplicateNames, type ParsedSuiteFile, parseSuiteFile } from '../core/config/suite-file.ts';
import { parseDataset } from '../core/dataset/dataset.ts';
import { type Place, type Problem, problemsOf, RatchetError, RatchetErrors } from '../core/errors.ts';
import { isJsonObject, type JsonObject } from '../core/json.ts';
import { parseJson } from '../core/json-parse.ts';
import { lineIndex } from '../core/lines.ts';
import { normalizePath } from '../core/paths.ts';
import type { Prompt, Suite } from '../core/suite.ts';
import type { Tree } from '../ports.ts';
import { splitAddress } from '../prompts/address.ts';
import { loadPrompt } from '../prompts/format.ts';

/** A suite at one ref, or what is wrong with it. One broken suite leaves the others alone. */
export type LoadedSuite =
  | { ok: true; name: string; path: string; suite: Suite }
  | { ok: false; name: string; path: string; problems: readonly Problem[] };

/** Reads and parses every suite that the globs match in a tree, sorted by path. */
export async function loadSuites(tree: Tree, globs: readonly string[]): Promise<LoadedSuite[]> {
  const paths = [...new Set((await Promise.all(globs.map((glob) => tree.list(glob)))).flat())].sort();
  const files = await Promise.all(
    paths
      .filter((path) => !/\.prompt\.ya?ml$/i.test(path))
      .map((path) => attempt(path, () => readSuiteFile(tree, path))),
  );
  const parsed = files.flatMap((file) => (file.ok ? [file.value] : []));
  const named = new Set(parsed.flatMap((suite) => namedFiles(suite)));
  const duplicates = new Map(duplicateNames(parsed).map(({ path, problem }) => [path, problem]));
  const loaded = await Promise.all(
    files.map(async (file): Promise<LoadedSuite | undefined> => {
      // A YAML dataset may lie beside the suites: a file that a suite names is not a suite itself.
      if (!file.ok) return named.has(file.path) ? undefined : broken(file.path, file.path, file.problems);
      const { name, path } = file.value;
      const duplicate = duplicates.get(path);
      if (duplicate) return broken(name, path, [duplicate]);
      const suite = await attempt(path, () => loadSuite(tree, file.value));
      return suite.ok ? { ok: true, name, path, suite: suite.value } : broken(name, path, suite.problems);
    }),
  );
  return loaded.filter((suite) => suite !== undefined);
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

async function readSuiteFile(tree: Tree, path: string): Promise<ParsedSuiteFile> {
  return parseSuiteFile({ path, text: await readNamed(tree, path, path) });
}

async function loadSuite(tree: Tree, parsed: ParsedSuiteFile): Promise<Suite> {
  const { file, path } = parsed;
  const read = (written: string) => readNamed(tree, normalizePath(written, path), path);
  const datasetPath = file.dataset === undefined ? undefined : normalizePath(file.dataset, path);
  const [target, scorerCode, dataset] = await Promise.all([
    loadTarget(tree, parsed, read),
    scorerFingerprints(tree, parsed),
    file.dataset === undefined || datasetPath === undefined
      ? undefined
      : read(file.dataset).then((text) => parseDataset({ path: datasetPath, text })),
  ]);
  const schemas = new Map<string, JsonObject | boolean>();
  for (const scorer of file.scorers ?? []) {
    if ('check' in scorer && scorer.check === 'json-schema' && typeof scorer.schema === 'string') {
      schemas.set(scorer.schema, parseSchema(await read(scorer.schema), normalizePath(scorer.schema, path)));
    }
  }
  const suite = resolveSuite(parsed, { ...target, datasetPath, dataset, schemas, scorerCode });
  await checkScorers(suite);
  return suite;
}

/** The prompt, read and parsed; or what stands for the files of a command. */
async function loadTarget(
  tree: Tree,
  { file: { target }, path }: ParsedSuiteFile,
  read: (written: string) => Promise<string>,
): Promise<{ promptPath: string; prompt: Prompt } | { code: string }> {
  if ('command' in target) {
    return { code: await tree.fingerprint(resolveCommand(target, path).folder, watchOf(target, path)) };
  }
  const { file, symbol } = splitAddress(target.prompt);
  const promptPath = `${normalizePath(file, path)}${symbol === undefined ? '' : `#${symbol}`}`;
  return { promptPath, prompt: await loadPrompt({ path: promptPath, text: await read(file) }) };
}

/** What stands for the files of each command scorer. */
async function scorerFingerprints(tree: Tree, { file, path }: ParsedSuiteFile): Promise<Map<number, string>> {
  const found = (file.scorers ?? []).map(async (scorer, index) => {
    if (!('command' in scorer)) return [];
    const command = resolveCommand(scorer, path);
    const watch = watchOf(scorer, path);
    // The files that the command names; words that are no path of a file match nothing. Escaped: names, not patterns.
    const named = namedByWords(command).map((name) => name.replaceAll(/[[\]{}()*?!+@]/g, '[$&]'));
    const globs = watch.length > 0 ? watch : named;
    return globs.length === 0 ? [] : [[index, await tree.fingerprint('', globs)] as const];
  });
  return new Map((await Promise.all(found)).flat());
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
  const prompt = 'prompt' in file.target ? splitAddress(file.target.prompt).file : undefined;
  return [prompt, file.dataset, ...schemas].flatMap((written) => {
    if (written === undefined) return [];
    try {
      return [normalizePath(written, path)];
    } catch {
      return [];
    }
  });
}
