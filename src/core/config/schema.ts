import * as z from 'zod';
import type { Json } from '../json.ts';
import { commandScorerKeys, commandTargetSchema } from './command-schema.ts';

const json: z.ZodType<Json> = z.json();
const text = z.string().min(1).max(100_000);
const word = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9 ._/-]{0,79}$/, 'expected letters, digits, spaces and . _ / -, at most 80');
const modelName = z
  .string()
  .regex(/^[!-~]{1,200}$/, 'expected a model name without spaces, at most 200 characters');
const fraction = z.number().min(0).max(1);
const provider = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected lower-case letters, digits and -')
  .describe(
    'Who is asked. Names the environment variables that hold base URL and key: `my-host` reads `MY_HOST_BASE_URL` and `MY_HOST_API_KEY`. Default: `openai`.',
  );
const parameters = z
  .record(z.string(), json)
  .describe(
    "Further members of the request under the API's own names, such as `temperature` or `max_tokens`.",
  );
const price = z
  .strictObject({
    input: z.number().min(0).describe('US dollars for a million input tokens.'),
    output: z.number().min(0).describe('US dollars for a million output tokens.'),
  })
  .describe('What the model costs, where the built-in price list does not know it or is wrong for you.');
const ignoreCase = z.boolean().describe('Compare without regard to upper and lower case. Default: false.');

const scorerBase = {
  name: word
    .optional()
    .describe('Name in tables and in `min-score`. Default: the kind of scorer, numbered if needed.'),
  threshold: fraction
    .optional()
    .describe(
      'A trial passes this scorer when its score is at least this. Default: 1 for checks, 0.5 for judges.',
    ),
  'max-drop': fraction
    .optional()
    .describe("Largest tolerated drop of this scorer's mean score. Default: the policy's `max-drop`."),
  severity: z
    .enum(['fail', 'warn', 'info'])
    .optional()
    .describe(
      'What a regression makes of the decision; with `info` the scorer is shown and decides nothing. Default: fail.',
    ),
};

const value = text.describe(
  'A template over the variables of the case, `expected` and `output`. Default: `{{expected}}`.',
);

const check = z.discriminatedUnion('check', [
  z.strictObject({
    check: z.literal('exact').describe('The output equals the value.'),
    ...scorerBase,
    value: value.optional(),
    'ignore-case': ignoreCase.optional(),
    trim: z.boolean().optional().describe('Ignore white space around output and value. Default: true.'),
  }),
  z.strictObject({
    check: z
      .enum(['contains', 'starts-with', 'ends-with'])
      .describe('The output has the value in it, first or last.'),
    ...scorerBase,
    value: value.optional(),
    'ignore-case': ignoreCase.optional(),
  }),
  z.strictObject({
    check: z
      .literal('regex')
      .describe('The pattern matches somewhere in the output. Linear-time engine (RE2 syntax).'),
    ...scorerBase,
    pattern: text.describe('The pattern, in RE2 syntax: no back-references and no look-around.'),
    'ignore-case': ignoreCase.optional(),
  }),
  z.strictObject({
    check: z.literal('json-schema').describe('The output is JSON that follows the schema.'),
    ...scorerBase,
    schema: z
      .union([z.string().min(1), z.record(z.string(), json)])
      .describe(
        'The schema itself, or the path of a JSON file that holds it, from the folder of the suite file.',
      ),
  }),
]);

const judge = z.discriminatedUnion('judge', [
  z.strictObject({
    judge: z
      .literal('rubric')
      .describe('A model places the output on a scale of anchored levels, reasons first.'),
    ...scorerBase,
    model: modelName.describe('The model that judges.'),
    provider: provider.optional(),
    parameters: parameters.optional(),
    price: price.optional(),
    criterion: text.describe('What is judged, in one sentence. A template over the variables of the case.'),
    levels: z
      .array(text)
      .min(2)
      .max(10)
      .describe('What each level looks like, worst first. Level i of n scores i/(n−1).'),
  }),
]);

const command = z.strictObject({ ...commandScorerKeys, ...scorerBase });

const policy = z.strictObject({
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
    .describe('Tags. A case with one of them has to pass every scorer at head.'),
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
  'on-inconclusive': z
    .enum(['pass', 'warn', 'fail'])
    .optional()
    .describe('What a verdict that the data cannot decide makes of the decision. Default: warn.'),
  'on-unmeasured': z
    .enum(['warn', 'fail'])
    .optional()
    .describe(
      'What missing measurements (no key, provider down, judge unreadable) make of the decision. Default: fail.',
    ),
});

/** A suite file as the user writes it. Every default that is not said here is applied by {@link SUITE_DEFAULTS}. */
export const suiteFileSchema = z.strictObject({
  $schema: z.string().optional().describe('Address of the schema, for editors. Not used.'),
  name: word.optional().describe('Identity of the suite. Default: the file name without its ending.'),
  description: z.string().max(2000).optional().describe('For people. Not used.'),
  target: z
    .union([
      z.strictObject({
        prompt: text.describe('Path of the prompt file, from the folder of the suite file.'),
        provider: provider.optional(),
        model: modelName.optional().describe('The model. Default: the one that the prompt file names.'),
        parameters: parameters.optional(),
        price: price.optional(),
      }),
      commandTargetSchema.extend({ price: price.optional() }),
    ])
    .describe('The thing under test: a prompt with a model, or a command.'),
  dataset: text
    .optional()
    .describe('Path of the dataset (JSONL, JSON, YAML or CSV). Default: the `testData` of the prompt file.'),
  scorers: z
    .array(z.union([check, judge, command]))
    .min(1)
    .max(50)
    .optional()
    .describe('What scores an output. Default: the `evaluators` of the prompt file.'),
  trials: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe('How often each case is run at base and at head. Default: 3, or 1 where the temperature is 0.'),
  policy: policy.optional().describe('What decides whether the pull request may merge.'),
});

export type SuiteFile = z.infer<typeof suiteFileSchema>;
export type ScorerFile = NonNullable<SuiteFile['scorers']>[number];
export type PolicyFile = NonNullable<SuiteFile['policy']>;

/** The values of everything a suite file leaves out. */
export const SUITE_DEFAULTS = {
  provider: 'openai',
  value: '{{expected}}',
  checkThreshold: 1,
  judgeThreshold: 0.5,
  trials: 3,
  trialsAtZeroTemperature: 1,
  gate: 'regression',
  maxDrop: 0.05,
  confirmTrials: 8,
  onInconclusive: 'warn',
  onUnmeasured: 'fail',
} as const;
