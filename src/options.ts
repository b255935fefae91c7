import * as z from 'zod';
import { type Problem, RatchetErrors } from './core/errors.ts';

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
    .default(['evals/*.yml'])
    .describe(
      'Globs of suite files, from the working directory, separated by commas. Default: `evals/*.yml`.',
    ),
  'working-directory': path
    .default('.')
    .describe(
      'Folder inside the repository from which `config` and `replay` start. Default: the current one.',
    ),
  base: ref
    .optional()
    .describe(
      'Ref to compare with; its merge base with head is taken. Default: the base of the pull request, else the default branch.',
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
    .describe('Trials under way at once, 1 to 512. Default: 8.'),
  replay: list
    .default([])
    .describe(
      'Globs of recordings in the repository. Answers come from them instead of from a model; a request that is not recorded is a failed trial.',
    ),
  'allow-untrusted-commands': z
    .enum(['true', 'false'], 'expected true or false')
    .default('false')
    .transform((text) => text === 'true')
    .describe(
      'Run command targets and command scorers even where the event does not vouch for their code, such as on pull requests from forks: their authors can then run what they like with the secrets of this job. `true` or `false`. Default: `false`.',
    ),
  'report-path': path
    .default('.prompt-ratchet/report.json')
    .describe(
      'Where the report is written, from the working directory. Default: `.prompt-ratchet/report.json`.',
    ),
});

export type Options = z.infer<typeof optionsSchema>;

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

function describe(issue: z.core.$ZodIssue): Problem {
  const name = String(issue.path[0] ?? '');
  return { code: 'E_USAGE', message: `${name}: ${issue.message}.`, help: helpOf(name) };
}

function helpOf(name: string): string {
  const member = Object.entries(optionsSchema.shape).find(([key]) => key === name)?.[1];
  return member?.description ?? 'prompt-ratchet --help lists the options.';
}
