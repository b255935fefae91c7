import { resolveSuite } from '../core/config/resolve.ts';
import { duplicateNames, type ParsedSuiteFile, parseSuiteFile } from '../core/config/suite-file.ts';
import { type Problem, problemsOf, RatchetError, RatchetErrors } from '../core/errors.ts';
import { normalizePath } from '../core/paths.ts';
import type { Suite } from '../core/suite.ts';
import type { Tree } from '../ports.ts';
import { splitAddress } from '../prompts/address.ts';
import { loadPrompt } from '../prompts/format.ts';
import { type Closure, recordReads, type SuiteFile } from './closure.ts';
import {
  type Loading,
  loadDataset,
  loadRubrics,
  loadSchemas,
  loadVariables,
  readNamed,
} from './load-parts.ts';

/** A suite at one ref, or what is wrong with it, and the files it is made of. One broken suite leaves the others alone. */
export type LoadedSuite = { name: string; path: string; files?: readonly SuiteFile[] | undefined } & (
  | { ok: true; suite: Suite }
  | { ok: false; problems: readonly Problem[] }
);

/**
 * Reads and parses every suite that the globs match in a tree, sorted by path. `moves` says where files have gone since
 * base, so that a suite that still names the old place can be told the new one.
 */
export async function loadSuites(
  tree: Tree,
  globs: readonly string[],
  moves: Loading['moves'] = new Map(),
): Promise<LoadedSuite[]> {
  const paths = [...new Set((await Promise.all(globs.map((glob) => tree.list(glob)))).flat())].sort();
  const files = await Promise.all(
    paths
      .filter((path) => !/\.prompt\.ya?ml$/i.test(path))
      .map(async (path) => {
        const closure = recordReads(tree);
        return { closure, ...(await attempt(path, () => readSuiteFile(tree, closure, path))) };
      }),
  );
  const parsed = files.flatMap((file) => (file.ok ? [file.value] : []));
  const duplicates = new Map(duplicateNames(parsed).map(({ path, problem }) => [path, problem]));
  const loaded = await Promise.all(
    files.map(async (file): Promise<LoadedSuite> => {
      if (!file.ok) return broken(file.path, file.path, file.problems, file.closure);
      const { name, path } = file.value;
      const duplicate = duplicates.get(path);
      if (duplicate) return broken(name, path, [duplicate], file.closure);
      const suite = await attempt(path, () =>
        loadSuite({ parsed: file.value, closure: file.closure, moves }),
      );
      return suite.ok
        ? { ok: true, name, path, suite: suite.value, files: file.closure.files() }
        : broken(name, path, suite.problems, file.closure);
    }),
  );
  // A YAML dataset may lie beside the suites: a file that a suite reads, or names, is not a suite itself.
  const named = new Set([
    ...parsed.flatMap((suite) => namedFiles(suite)),
    ...loaded.flatMap(({ path, files: own = [] }) =>
      own.map((file) => file.path).filter((file) => file !== path),
    ),
  ]);
  const unread = new Set(files.flatMap((file) => (file.ok ? [] : [file.path])));
  return loaded.filter(({ path }) => !(unread.has(path) && named.has(path)));
}

function broken(name: string, path: string, problems: readonly Problem[], closure: Closure): LoadedSuite {
  return { ok: false, name, path, problems, files: closure.files() };
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

async function readSuiteFile(tree: Tree, closure: Closure, path: string): Promise<ParsedSuiteFile> {
  const text = await closure.as('suite').read(path);
  if (text !== undefined) return parseSuiteFile({ path, text });
  throw new RatchetError({
    code: 'E_FILE_MISSING',
    message: `${path} does not exist ${tree.sha ? `at ${tree.sha.slice(0, 10)}` : 'in the work tree'}.`,
    help: 'Name another pattern in `config`.',
    place: { path },
  });
}

async function loadSuite(loading: Loading): Promise<Suite> {
  const { parsed, closure } = loading;
  const { file, path } = parsed;
  const { file: promptFile, symbol } = splitAddress(file.target.prompt);
  const promptPath = normalizePath(promptFile, path);
  const address = `${promptPath}${symbol === undefined ? '' : `#${symbol}`}`;
  const [prompt, dataset, variables, schemas, scorers] = await Promise.all([
    readNamed(loading, promptPath, { reason: 'prompt', key: ['target', 'prompt'] }).then((text) =>
      loadPrompt({ path: address, text }, (included) => closure.as('include').read(included)),
    ),
    file.dataset === undefined ? undefined : loadDataset(loading, file.dataset),
    loadVariables(loading),
    loadSchemas(loading),
    loadRubrics(loading),
  ]);
  const defaults = { ...prompt.defaults, ...variables };
  const suite = resolveSuite(
    { ...parsed, file: { ...file, ...(scorers ? { scorers } : {}) } },
    {
      promptPath: address,
      prompt: Object.keys(defaults).length > 0 ? { ...prompt, defaults } : prompt,
      datasetPath: dataset?.path,
      dataset: dataset?.cases,
      schemas,
    },
  );
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

/** What a suite names, whether or not it could be read. */
function namedFiles({ file, path }: ParsedSuiteFile): string[] {
  const ofScorers = (file.scorers ?? []).flatMap((scorer) => {
    if ('judge' in scorer) return scorer.file ?? [];
    return scorer.check === 'json-schema' && typeof scorer.schema === 'string' ? scorer.schema : [];
  });
  return [splitAddress(file.target.prompt).file, file.dataset, ...ofScorers].flatMap((written) => {
    if (written === undefined) return [];
    try {
      return [normalizePath(written, path)];
    } catch {
      return [];
    }
  });
}
