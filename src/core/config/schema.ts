import * as z from 'zod';
import { check } from './checks.ts';
import { commandScorerKeys, commandTargetSchema } from './command-schema.ts';
import { judge } from './judges.ts';
import { optimizeSchema } from './optimize-schema.ts';
import { fraction, price, scorerBase, text, trials, word } from './parts.ts';
import { targetSchema } from './target-schema.ts';

const command = z.strictObject({ ...commandScorerKeys, ...scorerBase });
const judges = z.strictObject({
  uncalibrated: z
    .enum(['gate', 'info'])
    .optional()
    .describe(
      'What a judge with too few labels may do. `gate`: decide, marked as uncalibrated. `info`: be shown only. Default: gate.',
    ),
  youden: z
    .number()
    .min(0.3)
    .max(1)
    .optional()
    .describe("Smallest Youden's J (sensitivity + specificity − 1) against people's labels. Default: 0.6."),
  ac1: fraction.optional().describe("Smallest Gwet's AC1 against people's labels. Default: 0.6."),
  labels: z
    .int()
    .min(2)
    .max(100_000)
    .optional()
    .describe('Fewest labelled outputs before either is said. Default: 30.'),
  correction: z
    .enum(['gate', 'show'])
    .optional()
    .describe(
      'What labels may do to the verdict of a trusted judge. `gate`: correct its margin and, from 20 labels of this pull request, its difference. `show`: both are shown only. Default: gate.',
    ),
});

const policy = z.strictObject({
  judges: judges
    .optional()
    .describe(
      'What a judge has to reach against people’s labels (`labels/` beside the suite file, as they stand at base). One below it is informational.',
    ),
  gate: z
    .enum(['regression', 'non-inferiority'])
    .optional()
    .describe(
      '`regression`: a proven regression blocks. `non-inferiority`: whatever is not shown to be no worse than `max-drop` blocks; a suite too small to ever show it is refused before the first call. Default: regression.',
    ),
  'max-drop': fraction
    .optional()
    .describe(
      'Largest tolerated drop of a mean score. A proven drop of at least this blocks. Default: 0.05.',
    ),
  'min-score': z
    .union([fraction, z.record(z.string(), fraction)])
    .optional()
    .describe('Smallest mean score at head: one number for every scorer, or one by scorer name.'),
  'must-pass': z
    .array(word)
    .max(50)
    .optional()
    .describe(
      'Tags. A case with one of them has to pass every scorer at head. See `on-failing-before`. A tag that no case has is a warning.',
    ),
  'max-cost-increase': z
    .number()
    .min(0)
    .optional()
    .describe('Largest tolerated relative increase of the mean cost of a trial: 0.2 is +20 %.'),
  'max-latency-increase': z
    .number()
    .min(0)
    .optional()
    .describe(
      'Largest tolerated relative increase of latency: 0.5 is +50 %. Blocks when the increase is proven.',
    ),
  'max-error-rate': fraction.optional().describe('Largest tolerated share of trials that fail at head.'),
  'confirm-trials': z
    .int()
    .min(0)
    .max(50)
    .optional()
    .describe(
      'A case that seems broken or fixed is run so many times more on both sides, and blocks when it is proven broken. 0: no case blocks by itself. Default: 8.',
    ),
  'fail-fast': z
    .boolean()
    .optional()
    .describe(
      'Whether a suite of 40 cases or more stops as soon as a regression is proven. Its other cases are then not run. Default: true.',
    ),
  'on-inconclusive': z
    .enum(['pass', 'warn', 'fail'])
    .optional()
    .describe('What a verdict that the data cannot decide makes of the decision. Default: warn.'),
  'on-failing-before': z
    .enum(['warn', 'fail'])
    .optional()
    .describe(
      'What a must-pass case that fails at head, and failed at base already, makes of the decision. Default: warn.',
    ),
  'on-unmeasured': z
    .enum(['warn', 'fail'])
    .optional()
    .describe(
      'What missing measurements (no key, provider down, judge unreadable) make of the decision. Default: fail.',
    ),
  'removed-cases': z
    .enum(['protect', 'warn', 'fail'])
    .optional()
    .describe(
      'Cases that a pull request removes. `protect`: they are run all the same and decide. `fail`: so they do, and removing them blocks. `warn`: they are run and shown only. Default: protect.',
    ),
  'edited-cases': z
    .enum(['protect', 'warn', 'fail'])
    .optional()
    .describe(
      'Cases whose variables, `expected`, tags or cluster a pull request changes, the same way: with `protect` they decide as they stood at base. Adding variables or tags is no such edit. Default: protect.',
    ),
  'removed-suite': z
    .enum(['warn', 'fail'])
    .optional()
    .describe(
      'What removing this suite makes of the decision. Default: fail where its prompt still exists, else warn.',
    ),
});

const { weight: _weight, ...combinedBase } = scorerBase;

/** A suite file as the user writes it. Every default that is not said here is applied by `SUITE_DEFAULTS`. */
export const suiteFileSchema = z.strictObject({
  $schema: z.string().optional().describe('Address of the schema, for editors. Not used.'),
  name: word.optional().describe('Identity of the suite. Default: the file name without its ending.'),
  description: z.string().max(2000).optional().describe('For people. Not used.'),
  target: z
    .union([targetSchema, commandTargetSchema.extend({ price: price.optional() })])
    .describe('The thing under test: a prompt with a model, or a command.'),
  dataset: text
    .optional()
    .describe(
      'Path of the dataset (JSONL, JSON, YAML or CSV), or a glob of several. Default: the `testData` of the prompt file.',
    ),
  scorers: z
    .array(z.union([check, judge, command]))
    .min(1)
    .max(50)
    .optional()
    .describe('What scores an output. Default: the `evaluators` of the prompt file.'),
  combine: z
    .strictObject({
      method: z
        .enum(['weighted-mean', 'all', 'min'])
        .describe(
          '`weighted-mean`: by `weight`. `all`: 1 when every scorer passes its threshold, else 0. `min`: the lowest score.',
        ),
      ...combinedBase,
      threshold: fraction
        .optional()
        .describe(
          'A trial passes when the combination is at least this. Default: 1 for `all`, 0.5 otherwise.',
        ),
    })
    .optional()
    .describe(
      'One score of the suite made of the others, as one more scorer: compared and gated like them. Let the others have `severity: info` if it alone is to decide; informational scorers are still combined.',
    ),
  trials: trials
    .optional()
    .describe(
      'How often each case is run at base and at head: a number, or `{ min: 2, max: 6 }` to let the noise of the first trials decide how many more all cases get. Default: 3, or 1 where the temperature is 0.',
    ),
  policy: policy.optional().describe('What decides whether the pull request may merge.'),
  optimize: optimizeSchema
    .optional()
    .describe(
      'What a search for a better target may do. With it, the action in `mode: optimize` takes the suite.',
    ),
});

export type SuiteFile = z.infer<typeof suiteFileSchema>;
export type PromptTargetFile = z.infer<typeof targetSchema>;
export type ScorerFile = NonNullable<SuiteFile['scorers']>[number];
export type PolicyFile = NonNullable<SuiteFile['policy']>;
