import * as z from 'zod';
import { type Problem, RatchetErrors } from './core/errors.ts';
import { budgetSetting, CACHE_DEFAULTS, cacheSetting } from './core/settings.ts';

/** A list written with commas or line breaks, as action inputs and flags give it. */
const list = z.string().transform((text) =>
  text
    .split(/[\n,]/)
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
const path = z.string().min(1).max(4096);
const ref = z.string().min(1).max(512);

/**
 * What a person can set, once for both shells: an action input and a flag of the same name mean the same.
 * Everything arrives as text; an empty text is as good as none.
 */
export const optionsSchema = z.strictObject({
  config: list
    .default(['evals/*.yml', 'evals/judges/*.yml'])
    .describe(
      'Globs of suite files, of labelled cases for judges, or of promptfoo configs as they are, from the working directory, separated by commas; one that begins with `!` takes files out. Default: `evals/*.yml, evals/judges/*.yml`.',
    ),
  mode: z
    .enum(['compare', 'publish', 'optimize'])
    .default('compare')
    .describe(
      '`compare`: judge a change. `publish`: post the report that another job or run has written, with a write token and without keys (docs/two-jobs.md). `optimize`: search for a better target of every suite that has `optimize` settings, and open a pull request with what is proven; for `workflow_dispatch` and `schedule`. Default: `compare`.',
    ),
  'working-directory': path
    .default('.')
    .describe(
      'Folder inside the repository from which `config` and `replay` start. Default: the current one.',
    ),
  scope: z
    .string()
    .trim()
    .max(100)
    .regex(/^[^\p{Cc}]+$/u, 'expected one line of text')
    .optional()
    .describe(
      'Name of what this run is about. Runs with a scope share one comment, each with a part and a check of its own, so that several runs on one pull request do not overwrite each other. Default: the `working-directory`, if it is not the root.',
    ),
  base: ref
    .optional()
    .describe(
      'Ref to compare with; its merge base with head is taken. Default: the base of the pull request or merge queue, what a push replaced, else the default branch; on the default branch itself, the last tag or the commit before.',
    ),
  head: ref
    .optional()
    .describe(
      'Ref to judge. Default: the head of the pull request; on a command line, the work tree as it is.',
    ),
  concurrency: z.coerce
    .number('expected a whole number')
    .int('expected a whole number')
    .min(1)
    .max(512)
    .default(8)
    .describe('Calls under way at once, over all providers, 1 to 512. Default: 8.'),
  replay: list
    .default([])
    .describe(
      'Globs of recordings in the repository. Answers come from them instead of from a model; where one is missing, nothing is decided, and it is said which.',
    ),
  budget: budgetSetting
    .default({})
    .describe(
      "What the run may use at most: any of `max-cost=5` (US dollars), `max-calls=2000` and `max-minutes=20`, separated by commas. What was measured until then is reported, and a run that was stopped does not pass. A call is one question to a model or one run of a target's command, retries and reused answers not counted; a command's cost counts once it has said it. Default: no limit.",
    ),
  cache: cacheSetting
    .default(CACHE_DEFAULTS)
    .describe(
      'Answers are kept and used again for the same request: `max-age=12h` and `max-mb=256` bound how old and how many; `off` asks for everything anew. Default: `max-age=12h, max-mb=256`.',
    ),
  'report-path': path
    .default('.prompt-ratchet/report.json')
    .describe(
      'Where the report is written, from the working directory. Default: `.prompt-ratchet/report.json`.',
    ),
});

export type Options = z.infer<typeof optionsSchema>;

/** Options that are flags and no inputs of the action: there the event says what is judged, and an output where the report is. */
const COMMAND_LINE_ONLY: readonly string[] = ['head', 'report-path'];

/** What the action takes, in the order of action.yml: an action with more inputs than fit on a screen is not read. */
export const ACTION_INPUTS: readonly string[] = Object.keys(optionsSchema.shape).filter(
  (name) => !COMMAND_LINE_ONLY.includes(name),
);

/**
 * Parses what was set. Absent and empty values take their defaults.
 * @throws RatchetErrors E_USAGE, one problem for each value that is not understood
 */
export function parseOptions(raw: Readonly<Record<string, string | undefined>>): Options {
  const given = Object.fromEntries(
    Object.entries(raw).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = optionsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new RatchetErrors(parsed.error.issues.map(describe));
}

/** What was set away from its default and decides what is compared, as flags take it. */
export function repeatedOptions(options: Options): Record<string, string> | undefined {
  const defaults = optionsSchema.parse({});
  const shown = (value: string | readonly string[]) => (typeof value === 'string' ? value : value.join(','));
  const set = (['config', 'working-directory', 'replay'] as const)
    .map((name) => [name, shown(options[name]), shown(defaults[name])] as const)
    .filter(([, value, usual]) => value !== usual);
  return set.length === 0 ? undefined : Object.fromEntries(set.map(([name, value]) => [name, value]));
}

/** The run's scope: what was set, or the folder that it is about. */
export function scopeOf({ scope, 'working-directory': folder }: Options): string | undefined {
  // A place on one machine says nothing about what was run.
  if (scope === undefined && /^(?:\/|[A-Za-z]:)/.test(folder)) return undefined;
  return scope ?? (folder.replace(/^(?:\.\/)+|\/+$/g, '').replace(/^\.$/, '') || undefined);
}

function describe(issue: z.core.$ZodIssue): Problem {
  const name = String(issue.path[0] ?? '');
  return { code: 'E_USAGE', message: `${name}: ${issue.message}.`, help: helpOf(name) };
}

function helpOf(name: string): string {
  const member = Object.entries(optionsSchema.shape).find(([key]) => key === name)?.[1];
  return member?.description ?? 'prompt-ratchet --help lists the options.';
}
