import * as z from 'zod';

const text = z.string().min(1).max(10_000);
const commandLine = z.union([text, z.array(z.string().max(10_000)).min(1).max(200)]);
const seconds = z.number().min(0.1).max(3600);
const watch = z.array(text).min(1).max(100);

/** What every command of a suite can be told. */
export const commandKeys = {
  setup: commandLine
    .optional()
    .describe('Run once in every copy of the repository before the first call, such as `npm ci`.'),
  'working-directory': text
    .optional()
    .describe(
      'Folder in which it runs, from the folder of the suite file. Default: the root of the repository.',
    ),
  env: z
    .array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, 'expected the name of an environment variable'))
    .max(100)
    .optional()
    .describe(
      'Names of environment variables that it gets beside PATH, HOME, the locale and the like. Those of the workflow itself (`GITHUB_…`, `ACTIONS_…`, `INPUT_…`, `RUNNER_…`) are never passed. Default: none.',
    ),
  timeout: seconds.optional().describe('Seconds that one call may take. Default: 60.'),
  'setup-timeout': seconds.optional().describe('Seconds that the set-up may take. Default: 600.'),
};

/** A target that is a command. */
export const commandTargetSchema = z.strictObject({
  command: commandLine.describe(
    'The program to run, as a list of words, or as one text that is split at white space; quotes hold words together. There is no shell.',
  ),
  mode: z
    .enum(['once', 'lines'])
    .optional()
    .describe(
      '`once`: run for every trial, with `{"input": …, "vars": {…}}` on standard input. `lines`: kept running; every line in is such an object with an `id`, every line out is `{"id": …, "output": …}`, in any order. Default: once.',
    ),
  answer: z
    .enum(['text', 'json'])
    .optional()
    .describe(
      'With `once`: standard output is the output (`text`), or a JSON object with `output` and, if you like, `model`, `usage: {input_tokens, output_tokens}` and `cost_usd` (`json`). Default: text.',
    ),
  processes: z
    .int()
    .min(1)
    .max(64)
    .optional()
    .describe('With `lines`: most processes at once on each side. Default: 4.'),
  parallel: z
    .int()
    .min(1)
    .max(64)
    .optional()
    .describe(
      'With `lines`: requests that a process is given at once. More than 1 is for programs that work on several. Default: 1.',
    ),
  ...commandKeys,
  watch: watch
    .optional()
    .describe(
      'Globs of the files whose change touches the suite, from the folder of the suite file; `!` before one leaves files out. Default: every file in the working directory, so that no change is missed.',
    ),
});

/** The keys of a scorer that is a command, beside those of every scorer. */
export const commandScorerKeys = {
  command: commandLine.describe(
    'The user\'s own scorer: a program that gets `{"input": …, "output": …, "expected": …, "vars": {…}}` on standard input. Split like a target\'s command.',
  ),
  answer: z
    .enum(['json', 'exit-code'])
    .optional()
    .describe(
      '`json`: it prints `{"score": 0..1, "reason": "…"}`. `exit-code`: 0 scores 1; 1 with nothing on standard error scores 0; all else is an error. Default: json.',
    ),
  ...commandKeys,
  watch: watch
    .optional()
    .describe(
      'Globs of the files that the scorer is made of, from the folder of the suite file. A change in them is a change of the gate. Default: the files that the command names.',
    ),
};

/** The values of what a command leaves out. */
export const COMMAND_DEFAULTS = {
  mode: 'once',
  answer: 'text',
  scorerAnswer: 'json',
  processes: 4,
  parallel: 1,
  timeoutSeconds: 60,
  setupTimeoutSeconds: 600,
} as const;
