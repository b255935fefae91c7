import { problemsFromIssues } from '../core/config/issues.ts';
import { schemaPath } from '../core/config/resolve-check.ts';
import { rubricFileSchema } from '../core/config/rubric.ts';
import type { PromptTargetFile, ScorerFile, SuiteFile } from '../core/config/schema.ts';
import type { ParsedSuiteFile } from '../core/config/suite-file.ts';
import { type Place, RatchetError, RatchetErrors } from '../core/errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { parseJson } from '../core/json-parse.ts';
import { lineIndex } from '../core/lines.ts';
import { normalizePath } from '../core/paths.ts';
import type { Case } from '../core/suite.ts';
import { parseYaml } from '../core/yaml.ts';
import type { Closure, FileReason } from './closure.ts';
import type { Parsers } from './parsers.ts';

/** A suite file and what reads the files that it names. */
export interface Loading {
  parsed: ParsedSuiteFile;
  closure: Closure;
  parsers: Parsers;
  /** Where files have gone since base, to say so when one is missing. */
  moves: ReadonlyMap<string, string> | Promise<ReadonlyMap<string, string>>;
}

/** A file's text. @throws RatchetError E_FILE_MISSING, with the place in the suite that asks for it */
export async function readNamed(
  { parsed, closure, moves }: Loading,
  path: string,
  { reason, key }: { reason: FileReason; key: readonly (string | number)[] },
): Promise<string> {
  const tree = closure.as(reason);
  const text = await tree.read(path, reason === 'dataset' ? 'data' : undefined);
  if (text !== undefined) return text;
  const moved = (await moves).get(path);
  throw new RatchetError({
    code: 'E_FILE_MISSING',
    message: `${path} does not exist ${tree.sha ? `at ${tree.sha.slice(0, 10)}` : 'in the work tree'}.${moved ? ` This change moved it to ${moved}.` : ''}`,
    help: moved
      ? `Name its new place in ${parsed.path}. Paths there start from the folder of the suite file.`
      : 'Paths in a suite file start from the folder of the suite file.',
    place: parsed.placeOf(key),
  });
}

/** The cases of a dataset: one file, or all that a pattern matches, in the order of their paths. */
export async function loadDataset(
  loading: Loading,
  written: string,
): Promise<{ path: string; cases: readonly Case[] }> {
  const { parsed, closure } = loading;
  const path = normalizePath(written, parsed.path);
  const about = { reason: 'dataset', key: ['dataset'] } as const;
  if (!/[*?[\]{}]/.test(written)) {
    return {
      path,
      cases: await loading.parsers.dataset({ path, text: await readNamed(loading, path, about) }),
    };
  }
  const paths = await closure.as('dataset').list(path);
  if (paths.length === 0) {
    throw new RatchetError({
      code: 'E_FILE_MISSING',
      message: `No file matches ${path}.`,
      help: 'Paths in a suite file start from the folder of the suite file.',
      place: parsed.placeOf(['dataset']),
    });
  }
  const files = await Promise.all(
    paths.map(async (file) => {
      const text = await readNamed(loading, file, about);
      return { file, cases: await loading.parsers.dataset({ path: file, text }) };
    }),
  );
  refuseTwice(files);
  return { path, cases: files.flatMap(({ cases }) => cases) };
}

function refuseTwice(files: readonly { file: string; cases: readonly Case[] }[]): void {
  const first = new Map<string, string>();
  for (const { file, cases } of files) {
    for (const { id } of cases) {
      const other = first.get(id);
      if (other !== undefined) {
        throw new RatchetError({
          code: 'E_DATASET_INVALID',
          message: `${other} and ${file} both have a case "${id}".`,
          help: 'Give one of them another `id`.',
          place: { path: file },
        });
      }
      first.set(id, file);
    }
  }
}

/** Values of the suite's own for variables that a case does not have; a `file` is read, JSON and YAML as data. */
export async function loadVariables(loading: Loading, { vars }: PromptTargetFile): Promise<JsonObject> {
  const { parsed } = loading;
  const entries = Object.entries(vars ?? {});
  return Object.fromEntries(
    await Promise.all(
      entries.map(async ([name, value]): Promise<[string, Json]> => {
        const file = fileOf(value);
        if (file === undefined) return [name, value];
        const path = normalizePath(file, parsed.path);
        const text = await readNamed(loading, path, {
          reason: 'variables',
          key: ['target', 'vars', name, 'file'],
        });
        if (!/\.(?:json|ya?ml)$/i.test(path)) return [name, text.replaceAll('\r\n', '\n').replace(/\n$/, '')];
        return [name, parseYaml({ path, text }, 'E_CONFIG_SYNTAX').value as Json];
      }),
    ),
  );
}

/** `{ file: path }`, and nothing else in it. */
function fileOf(value: Json): string | undefined {
  if (!isJsonObject(value) || Object.keys(value).length !== 1) return undefined;
  const file = value['file'];
  return typeof file === 'string' ? file : undefined;
}

/** The scorers with their rubrics read, where those stand in files of their own. */
export async function loadRubrics(loading: Loading): Promise<SuiteFile['scorers']> {
  const { scorers } = loading.parsed.file;
  return scorers && (await Promise.all(scorers.map((scorer, index) => loadRubric(loading, scorer, index))));
}

async function loadRubric(loading: Loading, scorer: ScorerFile, index: number): Promise<ScorerFile> {
  if (!('judge' in scorer) || scorer.judge !== 'rubric') return scorer;
  const { parsed } = loading;
  const { file, ...rest } = scorer;
  if (file === undefined) {
    if (scorer.criterion !== undefined && scorer.levels !== undefined) return scorer;
    throw rubricFault(
      parsed.placeOf(['scorers', index]),
      'needs `criterion` and `levels`, or a `file` with them',
    );
  }
  if (scorer.criterion !== undefined || scorer.levels !== undefined) {
    throw rubricFault(
      parsed.placeOf(['scorers', index, 'file']),
      'has a `file` and `criterion` or `levels` beside it',
    );
  }
  const path = normalizePath(file, parsed.path);
  const text = await readNamed(loading, path, { reason: 'rubric', key: ['scorers', index, 'file'] });
  const yaml = parseYaml({ path, text }, 'E_CONFIG_SYNTAX');
  const rubric = rubricFileSchema.safeParse(yaml.value);
  if (rubric.success) return { ...rest, ...rubric.data };
  throw new RatchetErrors(
    problemsFromIssues(rubric.error, {
      schema: rubricFileSchema,
      file: yaml,
      code: 'E_CONFIG_INVALID',
      help: RUBRIC_HELP,
    }),
  );
}

const RUBRIC_HELP = 'A rubric:\n  criterion: The answer is polite.\n  levels: [Rude., Neutral., Polite.]';

function rubricFault(place: Place, what: string): RatchetError {
  return new RatchetError({
    code: 'E_CONFIG_INVALID',
    message: `The judge ${what}.`,
    help: RUBRIC_HELP,
    place,
  });
}

/** JSON Schemas in files of their own, by the path as the suite writes it. */
export async function loadSchemas(loading: Loading): Promise<Map<string, JsonObject | boolean>> {
  const { parsed } = loading;
  const schemas = new Map<string, JsonObject | boolean>();
  for (const [index, scorer] of (parsed.file.scorers ?? []).entries()) {
    const written = schemaPath(scorer);
    if (written === undefined) continue;
    const path = normalizePath(written, parsed.path);
    const text = await readNamed(loading, path, { reason: 'schema', key: ['scorers', index, 'schema'] });
    schemas.set(written, parseSchema(text, path));
  }
  return schemas;
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
