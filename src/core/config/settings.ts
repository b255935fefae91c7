import * as z from 'zod';
import { RatchetErrors } from '../errors.ts';
import { parseYaml } from '../yaml.ts';
import { problemsFromIssues } from './issues.ts';

/** Where a repository says how runs are published. Read at base, like everything that decides. */
export const SETTINGS_PATH = '.github/prompt-ratchet.yml';

const branch = z
  .string()
  .regex(/^(?!-)(?!.*(?:\.\.|\/\/|@\{))[\w./-]{1,200}(?<![./])$/, 'expected the name of a branch');
const path = z
  .string()
  .max(1000)
  .regex(/^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[^\p{Cc}\\]+$/u, 'expected a path inside of the repository');

/** How a repository's runs are published. */
export const settingsSchema = z.strictObject({
  $schema: z.string().optional().describe('Address of the schema, for editors. Not used.'),
  comment: z
    .enum(['always', 'on-change', 'on-failure', 'never'])
    .default('on-change')
    .describe(
      'When a pull request gets a comment. `on-change`: when it touches a suite, or does not pass. `on-failure`: when the gate fails. One that is there already is kept up to date, except with `never`.',
    ),
  history: z
    .union([z.enum(['off', 'branch']), z.strictObject({ branch }), z.strictObject({ file: path })])
    .default('off')
    .describe(
      'Where each decision is appended to: `branch` (`prompt-ratchet-history`, a branch of its own; needs `contents: write`), `{ branch: NAME }`, `{ file: PATH }` (on the runner, to be kept as an artifact), or `off`.',
    ),
});

export type Settings = z.infer<typeof settingsSchema>;

/** What holds where a repository says nothing. */
export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({});

/**
 * Reads the settings' file.
 * @throws RatchetErrors E_CONFIG_SYNTAX, E_CONFIG_INVALID: every problem of the file, each with its line
 */
export function parseSettings(text: string): Settings {
  const yaml = parseYaml({ path: SETTINGS_PATH, text }, 'E_CONFIG_SYNTAX');
  const parsed = settingsSchema.safeParse(yaml.value ?? {});
  if (parsed.success) return parsed.data;
  const help = `The keys of ${SETTINGS_PATH}: ${Object.keys(settingsSchema.shape).join(', ')}.`;
  throw new RatchetErrors(
    problemsFromIssues(parsed.error, { schema: settingsSchema, file: yaml, code: 'E_CONFIG_INVALID', help }),
  );
}
