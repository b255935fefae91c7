/** Where something is wrong in a file of the user's. Lines and columns count from 1. */
export interface Place {
  path: string;
  line?: number | undefined;
  column?: number | undefined;
}

/** Every error a person can meet, with what it means. The reference page is generated from this table. */
export const ERROR_CODES = {
  E_USAGE: 'The command line or an action input is not understood.',
  E_NO_CONFIG: 'No suite file matches the configured pattern at head or at base.',
  E_CONFIG_SYNTAX: 'A suite file is not well-formed YAML.',
  E_CONFIG_INVALID: 'A suite file has an unknown key, a missing key or a value of the wrong kind.',
  E_DUPLICATE_SUITE: 'Two suite files have the same suite name.',
  E_PATH_OUTSIDE: 'A path is absolute, leaves the repository, or leads through a symbolic link or submodule.',
  E_PROMPTFOO: 'A promptfoo config has something that is never run here, or that has no equivalent.',
  E_FILE_MISSING: 'A file that a suite names does not exist at that commit.',
  E_FILE_TOO_LARGE: 'A file is larger than the limit for its kind.',
  E_FILE_NOT_TEXT: 'A file is not valid UTF-8 text, or is a Git LFS pointer.',
  E_PROMPT_INVALID: 'A prompt file cannot be read in its format.',
  E_INCLUDE:
    'A template includes a file that is not there, that includes it in turn, or whose name only rendering tells.',
  E_NO_MODEL: 'Neither the suite nor the prompt file names a model.',
  E_MODEL_CONFIG:
    'A value that a suite takes from another file is missing, of the wrong kind or looks like a secret, or that file is malformed.',
  E_DATASET_INVALID: 'A dataset has a malformed row or two cases with the same id.',
  E_DATASET_EMPTY: 'A dataset has no cases, or the suite names none and the prompt file has no testData.',
  E_NO_SCORERS: 'A suite has no scorer that decides: none at all, or informational ones only.',
  E_SCORER_INVALID: 'A scorer cannot be used: a bad pattern, schema or evaluator.',
  E_COMMAND_INVALID:
    'A command cannot be split into program and arguments, or may not have a variable it asks for.',
  E_COMMAND_REFUSED: 'A suite runs code of the repository, and the event does not vouch for that code.',
  E_CANNOT_PROVE: 'A non-inferiority gate has too few cases to ever show that nothing got worse.',
  E_UNDEFINED_VARIABLE: 'A template names a variable that the case does not have.',
  E_NOT_A_REPOSITORY: 'The working directory is not inside a Git repository, or Git is not installed.',
  E_UNKNOWN_REF: 'A ref does not name a commit in this clone.',
  E_NO_MERGE_BASE: 'Base and head share no commit in this clone.',
  E_GIT: 'Git failed.',
  E_EVENT: 'The event payload cannot be used.',
  E_NO_ENDPOINT: 'A provider has no base URL in the environment.',
  E_NO_KEY: 'A provider has no key in the environment.',
  E_RECORDING: 'A recording cannot be read or written.',
  E_LABEL_INVALID: 'A line of a label file is no label.',
  E_LABEL_FILE: 'A label file cannot be read or written.',
  E_LABEL_IMPORT: 'A file of ratings from elsewhere cannot be read.',
  E_NOTHING_TO_LABEL: 'A report has no output that a person could judge.',
  E_NOT_RECORDED: 'A replay has no answer for a request.',
  E_REPORT_INVALID: 'A report file does not follow the report schema.',
  E_OUTPUT: 'A result file cannot be written.',
  E_INTERNAL: 'Something that cannot happen has happened: a defect of this tool.',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** An error as data: it goes into the report and is put into words only when rendered. */
export interface Problem {
  code: ErrorCode;
  /** What is wrong, in one sentence. */
  message: string;
  /** What mends it: a YAML fragment or a command where there is one. */
  help: string;
  place?: Place | undefined;
}

/** A {@link Problem} on its way up. Carries the cause, if there is one, for debugging. */
export class RatchetError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, cause?: unknown) {
    super(problem.message, cause === undefined ? undefined : { cause });
    this.name = 'RatchetError';
    this.problem = problem;
  }

  get code(): ErrorCode {
    return this.problem.code;
  }
}

/** Several problems found at once, so that a person mends them in one go. `problems` is never empty. */
export class RatchetErrors extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => problem.message).join('\n'));
    this.name = 'RatchetErrors';
    this.problems = problems;
  }
}

/** The problems an error stands for; `undefined` when it is none of ours. */
export function problemsOf(error: unknown): readonly Problem[] | undefined {
  if (error instanceof RatchetError) return [error.problem];
  if (error instanceof RatchetErrors) return error.problems;
  return undefined;
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
