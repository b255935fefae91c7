import * as z from 'zod';
import type { Json } from '../json.ts';
import { APIS } from '../model.ts';

export const json: z.ZodType<Json> = z.json();
export const text = z.string().min(1).max(100_000);
export const word = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9 ._/-]{0,79}$/, 'expected letters, digits, spaces and . _ / -, at most 80');
export const modelName = z
  .string()
  .regex(/^[!-~]{1,200}$/, 'expected a model name without spaces, at most 200 characters');
export const fraction = z.number().min(0).max(1);
export const provider = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected lower-case letters, digits and -')
  .describe(
    'Who is asked. Names the environment variables that hold base URL and key: `my-host` reads `MY_HOST_BASE_URL` and `MY_HOST_API_KEY`. Default: `openai`.',
  );
export const api = z
  .enum(APIS)
  .describe(
    'The API that is asked: `chat` (Chat Completions, which every provider has) or `responses`. Default: `responses` for a prompt file in its format, else `chat`.',
  );
export const parameters = z
  .record(z.string(), json)
  .describe(
    "Further members of the request under the API's own names, such as `temperature` or `max_tokens`.",
  );
/** How often each case is run: a number, or a range. A spread cannot be seen in fewer than two trials. */
export const trials = z.union([
  z.int().min(1).max(100),
  z
    .strictObject({
      min: z.int().min(2).max(100).describe('Trials that every case gets.'),
      max: z.int().min(2).max(100).describe('Trials that a case gets at most.'),
    })
    .refine(({ min, max }) => min <= max, { error: 'expected `min` to be at most `max`', path: ['max'] }),
]);
export const price = z
  .strictObject({
    input: z.number().min(0).describe('US dollars for a million input tokens.'),
    output: z.number().min(0).describe('US dollars for a million output tokens.'),
  })
  .describe('What the model costs, where the built-in price list does not know it or is wrong for you.');
export const ignoreCase = z
  .boolean()
  .describe('Compare without regard to upper and lower case. Default: false.');

export const scorerBase = {
  name: word
    .optional()
    .describe('Name in tables and in `min-score`. Default: the kind of scorer, numbered if needed.'),
  threshold: fraction
    .optional()
    .describe(
      'A trial passes this scorer when its score is at least this. Default: 1 for checks, 0.5 for judges.',
    ),
  weight: z
    .number()
    .min(0)
    .max(1000)
    .optional()
    .describe("Its share in the suite's `combine`, or among the case's own checks. 0: left out. Default: 1."),
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

export const value = text.describe(
  'A template over the variables of the case, `expected` and `output`. Default: `{{expected}}`.',
);
