import type { Place, Problem } from '../errors.ts';
import { RatchetErrors } from '../errors.ts';
import { parseYaml } from '../yaml.ts';
import { problemsFromIssues } from './issues.ts';
import { type SuiteFile, suiteFileSchema } from './schema.ts';

/** A suite file, parsed, with its defaults still to be applied. `name` is always there. */
export interface ParsedSuiteFile {
  path: string;
  name: string;
  file: SuiteFile;
  /** Where a key of the file stands. */
  placeOf(key: readonly (string | number)[]): Place;
}

/**
 * Reads a suite file.
 * @throws RatchetErrors E_CONFIG_SYNTAX, E_CONFIG_INVALID: every problem of the file at once, each with its line
 */
export function parseSuiteFile(source: { path: string; text: string }): ParsedSuiteFile {
  const yaml = parseYaml(source, 'E_CONFIG_SYNTAX');
  const parsed = suiteFileSchema.safeParse(yaml.value);
  if (!parsed.success) {
    throw new RatchetErrors(
      problemsFromIssues(parsed.error, {
        schema: suiteFileSchema,
        file: yaml,
        code: 'E_CONFIG_INVALID',
        help: HELP,
      }),
    );
  }
  return {
    path: source.path,
    name: parsed.data.name ?? stemOf(source.path),
    file: parsed.data,
    placeOf: (key) => yaml.placeOf(key),
  };
}

const HELP =
  'docs/reference/config.md lists every key; `# yaml-language-server: $schema=…/schema.json` on the first line gives completion in editors.';

/** File name without folder and endings: `evals/triage.yml` → `triage`. */
function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.replace(/\.ya?ml$/i, '');
}

/** Problems of suites that share a name; a name is what pairs base and head, so it has to be unique on each side. */
export function duplicateNames(suites: readonly ParsedSuiteFile[]): { path: string; problem: Problem }[] {
  const first = new Map<string, string>();
  return suites.flatMap(({ name, path }) => {
    const other = first.get(name);
    if (other === undefined) {
      first.set(name, path);
      return [];
    }
    return [{ path, problem: duplicateName({ name, path }, other) }];
  });
}

/** The problem of a suite whose name another one has already. */
export function duplicateName({ name, path }: { name: string; path: string }, other: string): Problem {
  return {
    code: 'E_DUPLICATE_SUITE',
    message: `The suite name "${name}" is already taken by ${other}.`,
    help: `Give one of them another name:\n  name: ${name}-2`,
    place: { path, line: 1, column: 1 },
  };
}
