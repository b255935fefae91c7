import * as z from 'zod';
import type { Json } from '../json.ts';

export const json: z.ZodType<Json> = z.json();
export const text = z.string().min(1).max(100_000);
export const word = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9 ._/-]{0,79}$/, 'expected letters, digits, spaces and . _ / -, at most 80');
export const modelNameSchema = z
  .string()
  .regex(/^[!-~]{1,200}$/, 'expected a model name without spaces, at most 200 characters');
export const fraction = z.number().min(0).max(1);
export const providerSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected lower-case letters, digits and -')
  .describe(
    'Who is asked. Names the environment variables that hold base URL and key: `my-host` reads `MY_HOST_BASE_URL` and `MY_HOST_API_KEY`. Default: `openai`.',
  );
export const parameters = z
  .record(z.string(), json)
  .describe(
    "Further members of the request under the API's own names, such as `temperature` or `max_tokens`.",
  );
export const price = z
  .strictObject({
    input: z.number().min(0).describe('US dollars for a million input tokens.'),
    output: z.number().min(0).describe('US dollars for a million output tokens.'),
  })
  .describe('What the model costs, where the built-in price list does not know it or is wrong for you.');

const from = z
  .string()
  .min(1)
  .max(4096)
  .describe(
    'Path of a JSON, YAML, TOML or .env file, from the folder of the suite file. Read at base and at head.',
  );
const key = z
  .string()
  .regex(
    /^(?:"[^"]+"|[^".]+)(?:\.(?:"[^"]+"|[^".]+))*$/,
    'expected names with dots between them, such as llm.model',
  )
  .max(1000)
  .describe(
    'Where the value stands in the file: `llm.model`, `models.0.name`, or the name of a variable of an .env file. A name with dots in it stands in double quotes. A key that looks like that of a secret is refused.',
  );
const keySource = z.strictObject({ from, key });
const tool = z.record(z.string(), json);
const responseFormat = z.record(z.string(), json);

/** One model of a file that several suites share. */
export const modelEntrySchema = z.strictObject({
  model: modelNameSchema,
  provider: providerSchema.optional(),
  parameters: parameters.optional(),
  tools: z.array(tool).max(500).optional(),
  'response-format': responseFormat.optional(),
  price: price.optional(),
});

export type ModelEntry = Partial<z.infer<typeof modelEntrySchema>>;

/** The thing under test as a suite file describes it. */
export const targetSchema = z.strictObject({
  prompt: text.describe('Path of the prompt file, from the folder of the suite file.'),
  provider: z
    .union([providerSchema, keySource])
    .optional()
    .describe(
      'Who is asked, or `{ from, key }` for the value at a key of another file. Names the environment variables that hold base URL and key: `my-host` reads `MY_HOST_BASE_URL` and `MY_HOST_API_KEY`. Default: `openai`.',
    ),
  model: z
    .union([
      modelNameSchema,
      z
        .strictObject({
          from,
          key: key.optional(),
          name: word.optional().describe('Which of the models under `models:` in the file.'),
        })
        .refine(({ key, name }) => (key === undefined) !== (name === undefined), 'needs either key or name'),
    ])
    .optional()
    .describe(
      'The model. `{ from: ../models.yml, name: fast }` takes it, with its provider, parameters, tools, response format and price, from a file of `models:` by name; `{ from: ../config/app.toml, key: llm.model }` takes the value at a key. Default: the one that the prompt file names.',
    ),
  parameters: z
    .union([keySource, parameters])
    .optional()
    .describe(
      "Further members of the request under the API's own names, such as `temperature` or `max_tokens`. One of them, or all together, may be `{ from, key }`: the value at a key of another file.",
    ),
  tools: z
    .union([z.array(tool).max(500), keySource])
    .optional()
    .describe(
      "Functions that the model may call, in the API's own form, or `{ from, key }`. Default: those of the named model or of the prompt file.",
    ),
  'response-format': z
    .union([keySource, responseFormat])
    .optional()
    .describe(
      "The form of answers in the API's own words, such as `{ type: json_object }`, or `{ from, key }`. Default: that of the named model or of the prompt file.",
    ),
  price: price.optional(),
});
