import * as z from 'zod';
import { api, json, modelName, parameters, price, provider, text, word } from './parts.ts';

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
  model: modelName,
  provider: provider.optional(),
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
    .union([provider, keySource])
    .optional()
    .describe(
      'Who is asked, or `{ from, key }` for the value at a key of another file. Names the environment variables that hold base URL and key: `my-host` reads `MY_HOST_BASE_URL` and `MY_HOST_API_KEY`. Default: `openai`.',
    ),
  model: z
    .union([
      modelName,
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
  api: api.optional(),
  vars: z
    .record(z.string(), json)
    .optional()
    .describe(
      'Values for variables of the prompt that a case does not have, such as few-shot examples. `{ file: examples.md }` takes the text of a file, or the data of a JSON or YAML one.',
    ),
});
