import type * as z from 'zod';
import type { ErrorCode, Place, Problem } from '../errors.ts';
import { didYouMean } from '../suggest.ts';

type Path = readonly (string | number)[];

/** What is needed of a parsed file to say where an issue is. */
export interface Placed {
  value: unknown;
  placeOf(path: Path): Place;
}

/**
 * Puts a schema's issues into words with their places, one problem for each thing to mend.
 *
 * Of a union's branches the one speaks whose discriminator the user wrote: "scorer `exact`: unknown key"
 * helps, "matches none of 6 alternatives" does not.
 */
export function problemsFromIssues(
  error: z.ZodError,
  options: { schema: z.ZodType; file: Placed; code: ErrorCode; help: string },
): Problem[] {
  return error.issues.flatMap((issue) => describe(issue, [], options));
}

interface Options {
  schema: z.ZodType;
  file: Placed;
  code: ErrorCode;
  help: string;
}

function describe(issue: z.core.$ZodIssue, prefix: Path, options: Options): Problem[] {
  const path = [...prefix, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey(key, path, options));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const [kind] = issue.errors.map((errors) => errors[0]);
    // No branch takes a value of this type, for the same reason.
    if (kind && issue.errors.every(([first]) => isWrongType(first) && first?.message === kind.message)) {
      return describe(kind, path, options);
    }
    const branch = speakingBranch(issue.errors, valueAt(options.file.value, path));
    if (branch) return branch.flatMap((inner) => describe(inner, path, options));
    return [problem(path, alternatives(issue.errors), options)];
  }
  return [problem(path, sentence(issue, valueAt(options.file.value, path)), options)];
}

function isWrongType(issue: z.core.$ZodIssue | undefined): boolean {
  return issue?.code === 'invalid_type' && issue.path.length === 0;
}

function unknownKey(key: string, path: Path, options: Options): Problem {
  const known = knownKeys(options.schema, path, options.file.value);
  const meant = didYouMean(key, known);
  const hint = meant
    ? ` Did you mean "${meant}"?`
    : known.length > 0
      ? ` Known here: ${known.join(', ')}.`
      : '';
  const where = path.length > 0 ? `${pathText(path)}: ` : '';
  const { code, help, file } = options;
  return {
    code,
    message: `${where}"${key}" is not a known key.${hint}`,
    help,
    place: file.placeOf([...path, key]),
  };
}

function problem(path: Path, what: string, { file, code, help }: Options): Problem {
  const where = path.length > 0 ? `${pathText(path)}: ` : '';
  return { code, message: `${where}${what}`, help, place: file.placeOf(path) };
}

function pathText(path: Path): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
}

function sentence(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value'))
    return 'is missing.';
  if (issue.code === 'invalid_value') return wrongWord(issue.values.map(String), value);
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options)) {
    return wrongWord(issue.options.map(String), value);
  }
  if (issue.code === 'invalid_type') return `expected ${kindName(issue.expected)}, found ${kindOf(value)}.`;
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}${unitOf(issue.origin)}.`;
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}${unitOf(issue.origin)}.`;
  return `${issue.message}.`;
}

function wrongWord(known: readonly string[], value: unknown): string {
  const meant = typeof value === 'string' ? didYouMean(value, known) : undefined;
  const found = typeof value === 'string' ? `"${value}"` : kindOf(value);
  return `expected one of ${known.join(', ')}; found ${found}.${meant ? ` Did you mean "${meant}"?` : ''}`;
}

function unitOf(origin: string): string {
  return origin === 'string' ? ' characters long' : origin === 'array' ? ' items long' : '';
}

const KINDS: Readonly<Record<string, string>> = {
  object: 'a map',
  record: 'a map',
  array: 'a list',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

function kindName(expected: string): string {
  return KINDS[expected] ?? expected;
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing (null)';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string' ? 'text' : `a ${typeof value}`;
}

/** The branch whose discriminator key the value has; failing that, the only one that got past its type. */
function speakingBranch(
  branches: readonly (readonly z.core.$ZodIssue[])[],
  value: unknown,
): readonly z.core.$ZodIssue[] | undefined {
  const discriminated = branches.filter((branch) => {
    const first = branch[0];
    const unmatched = branch.length === 1 && first?.code === 'invalid_union' && 'discriminator' in first;
    return (
      !unmatched ||
      (typeof value === 'object' && value !== null && Object.hasOwn(value, String(first?.path[0])))
    );
  });
  const typed = discriminated.filter(
    (branch) => !branch.some((issue) => isWrongType(issue)) && !lacksCommand(branch, value),
  );
  if (typed.length <= 1) return typed[0];
  // Plain maps have no discriminator: the one speaks to which the fewest of the written keys are strange.
  const keys = typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
  const strange = typed.map((branch) =>
    branch.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 0), 0),
  );
  const fewest = Math.min(...strange);
  const closest = typed.filter((_branch, index) => strange[index] === fewest);
  return closest.length === 1 && fewest < keys ? closest[0] : undefined;
}

/** A command has no word for its kind: that it is one is said by the key alone. */
function lacksCommand(branch: readonly z.core.$ZodIssue[], value: unknown): boolean {
  return branch.some(({ path: [key] }) => key === 'command') && valueAt(value, ['command']) === undefined;
}

function alternatives(branches: readonly (readonly z.core.$ZodIssue[])[]): string {
  const firsts = branches.flatMap((branch) => branch.slice(0, 1));
  const discriminators = firsts.flatMap((issue) =>
    issue.code === 'invalid_union' &&
    'discriminator' in issue &&
    'options' in issue &&
    Array.isArray(issue.options)
      ? [`${String(issue.discriminator)}: (${issue.options.join(', ')})`]
      : issue.path[0] === 'command'
        ? ['command']
        : [],
  );
  if (discriminators.length > 0) return `needs ${discriminators.join(' or ')}.`;
  const expected = firsts.flatMap((issue) =>
    issue.code === 'invalid_type' ? [kindName(issue.expected)] : [],
  );
  return expected.length > 0 ? `expected ${expected.join(' or ')}.` : 'is not of any accepted kind.';
}

function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const part of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined;
    at = Reflect.get(at, part);
  }
  return at;
}

/** Keys that the schema knows at a path. In a union, those of the branches that the value's discriminator selects. */
function knownKeys(schema: z.ZodType, path: Path, value: unknown): string[] {
  const { def } = schema as unknown as { def: SchemaDef };
  if (def.innerType) return knownKeys(def.innerType, path, value);
  if (def.options) {
    const fitting = def.options.filter((option) => path.length > 0 || selects(option, value));
    return [
      ...new Set(
        (fitting.length > 0 ? fitting : def.options).flatMap((option) => knownKeys(option, path, value)),
      ),
    ];
  }
  const [head, ...rest] = path;
  if (head === undefined) return Object.keys(def.shape ?? {});
  const next = def.shape && typeof head === 'string' ? def.shape[head] : def.element;
  return next ? knownKeys(next, rest, valueAt(value, [head])) : [];
}

/** The parts of a zod definition that the walk needs; which are there depends on the kind of schema. */
interface SchemaDef {
  innerType?: z.ZodType;
  options?: readonly z.ZodType[];
  shape?: Readonly<Record<string, z.ZodType>>;
  element?: z.ZodType;
  values?: readonly unknown[];
  entries?: Readonly<Record<string, unknown>>;
}

function selects(option: z.ZodType, value: unknown): boolean {
  const { def } = option as unknown as { def: SchemaDef };
  if (def.options) return def.options.some((inner) => selects(inner, value));
  return Object.entries(def.shape ?? {}).some(([key, member]) => {
    const inner = (member as unknown as { def: SchemaDef }).def;
    const allowed = inner.values ?? (inner.entries ? Object.values(inner.entries) : undefined);
    return allowed?.includes(valueAt(value, [key])) ?? false;
  });
}
