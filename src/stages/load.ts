import { isJudgeFile } from '../core/config/is-judge-file.ts';
import { referencedFiles } from '../core/config/model-settings.ts';
import { resolveSuite } from '../core/config/resolve.ts';
import { schemaPath } from '../core/config/resolve-check.ts';
import { duplicateName, duplicateNames, type ParsedSuiteFile } from '../core/config/suite-file.ts';
import { type Problem, problemsOf, RatchetError, RatchetErrors } from '../core/errors.ts';
import { normalizePath } from '../core/paths.ts';
import type { Suite } from '../core/suite.ts';
import type { Tree } from '../ports.ts';
import { splitAddress } from '../prompts/address.ts';
import { isPromptfooConfig } from '../prompts/promptfoo/detect.ts';
import { precheck } from '../scorers/precheck.ts';
import { type Closure, recordReads, type SuiteFile } from './closure.ts';
import { type Loading, loadDataset, loadRubrics, loadSchemas } from './load-parts.ts';
import { loadTarget, scorerFingerprints } from './load-target.ts';
import { createParsers, type Parsers } from './parsers.ts';
import { together } from './together.ts';

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
  { parsers = createParsers(), moves = new Map() }: { parsers?: Parsers; moves?: Loading['moves'] } = {},
): Promise<LoadedSuite[]> {
  const paths = await matching(tree, globs);
  const texts = await Promise.all(
    paths
      .filter((path) => !/\.prompt\.ya?ml$/i.test(path))
      .map(async (path) => {
        const closure = recordReads(tree);
        return { closure, ...(await attempt(path, () => readSuiteFile(tree, closure, path))) };
      }),
  );
  const foreign = await loadForeign(
    texts.flatMap((file) => (file.ok && isPromptfooConfig(file.value) ? [file] : [])),
  );
  const judged = await loadJudgeFiles(
    texts.flatMap((file) => (file.ok && isJudgeFile(file.value.text) ? [file] : [])),
    { parsers, moves },
  );
  const files = await Promise.all(
    texts
      .filter((file) => !(file.ok && (isPromptfooConfig(file.value) || isJudgeFile(file.value.text))))
      .map(async (file) =>
        file.ok
          ? {
              closure: file.closure,
              ...(await attempt(file.value.path, async () => parsers.suiteFile(file.value))),
            }
          : file,
      ),
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
        loadSuite({ parsed: file.value, closure: file.closure, moves, parsers }),
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
    ...foreign.named,
  ]);
  const unread = new Set(files.flatMap((file) => (file.ok ? [] : [file.path])));
  const own = loaded.filter(({ path }) => !(unread.has(path) && named.has(path)));
  const ours = [...own, ...refuseTaken(judged, own)];
  return [...ours, ...refuseTaken(foreign.suites, ours)];
}

/** The suites that files of labelled cases are. */
async function loadJudgeFiles(
  files: readonly { closure: Closure; value: Source }[],
  options: Pick<Loading, 'parsers' | 'moves'>,
): Promise<LoadedSuite[]> {
  if (files.length === 0) return [];
  const [{ loadJudgeSuite }, { parseJudgeFile }] = await Promise.all([
    import('./load-judge-file.ts'),
    import('../core/config/judge-file.ts'),
  ]);
  return Promise.all(
    files.map(async ({ closure, value }): Promise<LoadedSuite> => {
      const parsed = await attempt(value.path, async () => parseJudgeFile(value));
      if (!parsed.ok) return broken(value.path, value.path, parsed.problems, closure);
      const { name, path } = parsed.value;
      const suite = await attempt(path, () => loadJudgeSuite(parsed.value, { ...options, closure }));
      return suite.ok
        ? { ok: true, name, path, suite: suite.value, files: closure.files() }
        : broken(name, path, suite.problems, closure);
    }),
  );
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
  files: readonly { closure: Closure; value: Source }[],
): Promise<{ suites: LoadedSuite[]; named: string[] }> {
  if (files.length === 0) return { suites: [], named: [] };
  const { loadPromptfoo } = await import('./load-promptfoo.ts');
  const loaded = await Promise.all(files.map(({ closure, value }) => loadPromptfoo(closure, value)));
  return {
    suites: loaded.flatMap(({ suites }) => suites),
    named: loaded.flatMap(({ named }) => [...named]),
  };
}

/** A name pairs base with head: one that another suite has already cannot be used. */
function refuseTaken(suites: readonly LoadedSuite[], own: readonly LoadedSuite[]): LoadedSuite[] {
  const taken = new Map(own.map(({ name, path }) => [name, path]));
  return suites.map((suite) => {
    const { name, path, files } = suite;
    const other = taken.get(name);
    if (other !== undefined) return { ok: false, name, path, problems: [duplicateName(suite, other)], files };
    taken.set(name, path);
    return suite;
  });
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

interface Source {
  path: string;
  text: string;
}

async function readSuiteFile(tree: Tree, closure: Closure, path: string): Promise<Source> {
  const text = await closure.as('suite').read(path);
  if (text !== undefined) return { path, text };
  throw new RatchetError({
    code: 'E_FILE_MISSING',
    message: `${path} does not exist ${tree.sha ? `at ${tree.sha.slice(0, 10)}` : 'in the work tree'}.`,
    help: 'Name another pattern in `config`.',
    place: { path },
  });
}

async function loadSuite(loading: Loading): Promise<Suite> {
  const { parsed } = loading;
  const { file } = parsed;
  const [target, scorerCode, dataset, schemas, scorers] = await together([
    loadTarget(loading),
    scorerFingerprints(loading),
    file.dataset === undefined ? undefined : loadDataset(loading, file.dataset),
    loadSchemas(loading),
    loadRubrics(loading),
  ]);
  const suite = resolveSuite(
    { ...parsed, file: { ...file, ...(scorers ? { scorers } : {}) } },
    { ...target, datasetPath: dataset?.path, dataset: dataset?.cases, schemas, scorerCode },
  );
  await checkScorers(suite);
  return suite;
}

/** Finds out now what would fail on every case later: bad patterns, paths and schemas. */
async function checkScorers(suite: Suite): Promise<void> {
  const own = suite.cases.flatMap((row) =>
    Object.values(row.scorers ?? {}).flatMap((set) =>
      set.parts.flatMap((part) =>
        'scorer' in part ? [{ scorer: part.scorer, of: `Case ${row.id}: ` }] : [],
      ),
    ),
  );
  for (const { scorer, of } of [...suite.scorers.map((one) => ({ scorer: one, of: '' })), ...own]) {
    try {
      if (scorer.kind === 'check') await precheck(scorer);
      if (scorer.kind === 'judge' && scorer.judge === 'custom')
        (await import('../judges/custom.ts')).precheckCustom(scorer);
    } catch (error) {
      const problems = problemsOf(error);
      if (!problems) throw error;
      const about = (message: string) => `${of}Scorer "${scorer.name}": ${message}`;
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
  const ofScorers = (file.scorers ?? []).map((scorer) =>
    'judge' in scorer ? (scorer.judge === 'rubric' ? scorer.file : undefined) : schemaPath(scorer),
  );
  const { target } = file;
  const ofTarget = 'prompt' in target ? [splitAddress(target.prompt).file, ...referencedFiles(target)] : [];
  return [...ofTarget, file.dataset, ...ofScorers].flatMap((written) => {
    if (written === undefined) return [];
    try {
      return [normalizePath(written, path)];
    } catch {
      return [];
    }
  });
}
