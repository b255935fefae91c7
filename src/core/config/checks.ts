import * as z from 'zod';
import {
  ignoreCase,
  json,
  modelName,
  parameters,
  price,
  provider,
  scorerBase,
  text,
  value,
} from './parts.ts';

const base = {
  ...scorerBase,
  not: z.boolean().optional().describe('Turns the check round: the score is 1 − score. Default: false.'),
};
const templates = z.union([text, z.array(text).min(1).max(200)]);
const values = templates.describe(
  'Texts, each a template; or one template for a list, such as `{{expected}}` or `{{labels}}`. Default: `{{expected}}`.',
);
const references = templates.describe(
  'What the output is compared with; of several references the nearest counts. Default: `{{expected}}`.',
);
const foldCase = (byDefault: boolean) =>
  z.boolean().describe(`Compare without regard to upper and lower case. Default: ${byDefault}.`);
const within = z
  .enum(['whole', 'part'])
  .describe('Whether the whole output has to be it, or some part of it. Default: whole.');
const schema = z
  .union([z.string().min(1), z.record(z.string(), json)])
  .describe(
    'The schema itself, or the path of a JSON file that holds it, from the folder of the suite file.',
  );
const limit = z.number().min(0);

/** A check as the user writes it. */
export const check = z.discriminatedUnion('check', [
  z.strictObject({
    check: z.literal('exact').describe('The output equals the value.'),
    ...base,
    value: value.optional(),
    'ignore-case': ignoreCase.optional(),
    trim: z.boolean().optional().describe('Ignore white space around output and value. Default: true.'),
  }),
  z.strictObject({
    check: z
      .enum(['contains', 'not-contains', 'starts-with', 'ends-with'])
      .describe('The output has the value in it, first or last; or, `not-contains`, nowhere.'),
    ...base,
    value: value.optional(),
    'ignore-case': ignoreCase.optional(),
  }),
  z.strictObject({
    check: z
      .enum(['contains-all', 'contains-any'])
      .describe('The output has all of the texts in it, or any of them.'),
    ...base,
    values: values.optional(),
    'ignore-case': ignoreCase.optional(),
  }),
  z.strictObject({
    check: z.literal('one-of').describe('The output is one of the texts, white space around it aside.'),
    ...base,
    values: values.optional(),
    'ignore-case': ignoreCase.optional(),
  }),
  z.strictObject({
    check: z
      .literal('regex')
      .describe('The pattern matches somewhere in the output. Linear-time engine (RE2 syntax).'),
    ...base,
    pattern: text.describe('The pattern, in RE2 syntax: no back-references and no look-around.'),
    'ignore-case': ignoreCase.optional(),
  }),
  z.strictObject({
    check: z.literal('json').describe('The output is JSON, or has a JSON object or list in it.'),
    ...base,
    within: within.optional(),
    schema: schema.optional(),
  }),
  z.strictObject({
    check: z.literal('json-schema').describe('The output is JSON that follows the schema.'),
    ...base,
    schema,
  }),
  z.strictObject({
    check: z.literal('json-path').describe('The output is JSON, and what a path leads to equals the value.'),
    ...base,
    path: z.string().min(1).max(500).describe('A JSONPath (RFC 9535), such as `$.items[0].name`.'),
    value: json
      .optional()
      .describe(
        'What it has to be, as JSON; a text is a template. Without it, it is enough that something is there.',
      ),
    match: z
      .enum(['any', 'all'])
      .optional()
      .describe('Where the path leads to several values: whether one or each has to be equal. Default: all.'),
  }),
  z.strictObject({
    check: z.literal('xml').describe('The output is well-formed XML, or has an XML element in it.'),
    ...base,
    within: within.optional(),
    elements: z
      .array(text)
      .max(100)
      .optional()
      .describe('Elements that have to be there, from the root: `order.item.price`.'),
  }),
  z.strictObject({
    check: z
      .literal('html')
      .describe('The output is HTML whose elements nest, or has an HTML element in it.'),
    ...base,
    within: within.optional(),
  }),
  z.strictObject({
    check: z.literal('number').describe('A number in the output is near the value.'),
    ...base,
    value: value.optional(),
    tolerance: limit.optional().describe('Largest difference. Default: 0.'),
    'relative-tolerance': limit
      .optional()
      .describe(
        'Largest difference as a share of the value: 0.01 is 1 %. The larger tolerance counts. Default: 0.',
      ),
    find: z
      .enum(['whole', 'first', 'last'])
      .optional()
      .describe('The output is the number, or its first or last number counts. Default: whole.'),
  }),
  z.strictObject({
    check: z.literal('length').describe('The output is neither too short nor too long.'),
    ...base,
    min: z.int().min(0).optional().describe('Smallest length.'),
    max: z.int().min(0).optional().describe('Largest length.'),
    unit: z
      .enum(['characters', 'words', 'spaced-words', 'lines', 'bytes'])
      .optional()
      .describe(
        '`characters`: what people see as one. `words`: by Unicode, in any language. `spaced-words`: what stands between white space. `bytes`: of UTF-8. Default: characters.',
      ),
  }),
  z.strictObject({
    check: z
      .literal('levenshtein')
      .describe(
        'How few characters have to change to make the output the value: 1 − changes ÷ the longer length.',
      ),
    ...base,
    value: references.optional(),
    'ignore-case': foldCase(false).optional(),
    'max-distance': z
      .int()
      .min(0)
      .optional()
      .describe('With it the score is 1 when at most so many characters have to change, else 0.'),
  }),
  z.strictObject({
    check: z
      .enum(['rouge-l', 'rouge-n', 'token-f1'])
      .describe('How far words agree: longest common sequence, runs of n words, or words in any order (F1).'),
    ...base,
    value: references.optional(),
    'ignore-case': foldCase(true).optional(),
    n: z.int().min(1).max(9).optional().describe('Words in a run, for `rouge-n`. Default: 1.'),
  }),
  z.strictObject({
    check: z
      .enum(['bleu', 'gleu'])
      .describe(
        'How far runs of one to n words and signs agree: BLEU of a sentence, or its milder form GLEU.',
      ),
    ...base,
    value: references.optional(),
    'ignore-case': foldCase(false).optional(),
    n: z.int().min(1).max(9).optional().describe('Longest run. Default: 4.'),
  }),
  z.strictObject({
    check: z
      .literal('similar')
      .describe('How near in meaning: cosine of the embeddings, below 0 counts as 0.'),
    ...base,
    value: references.optional(),
    model: modelName.describe('The embedding model, such as `text-embedding-3-small`.'),
    provider: provider.optional(),
    parameters: parameters.optional(),
    price: price.optional(),
  }),
  z.strictObject({
    check: z.literal('tool-call').describe('The output calls the tool, with these arguments.'),
    ...base,
    tool: text.describe('Name of the tool; a template.'),
    arguments: z
      .record(z.string(), json)
      .optional()
      .describe('What it has to be called with; texts are templates. Default: anything.'),
    match: z
      .enum(['exact', 'subset'])
      .optional()
      .describe('Whether further arguments may be there (`subset`) or not. Default: subset.'),
  }),
  z.strictObject({
    check: z
      .literal('tool-call-f1')
      .describe('How far the tools called are those expected, in any order (F1).'),
    ...base,
    values: values.optional(),
  }),
  z.strictObject({
    check: z
      .literal('tool-calls-valid')
      .describe("The output calls tools, and each call fits the schema of a tool in the target's `tools`."),
    ...base,
  }),
  z.strictObject({
    check: z.literal('refusal').describe('The output is a refusal to answer. Mostly used with `not: true`.'),
    ...base,
  }),
  z.strictObject({
    check: z.literal('finish').describe('The answer ended in one of these ways.'),
    ...base,
    reasons: z
      .array(z.enum(['stop', 'length', 'content-filter', 'refusal', 'tool-calls', 'other']))
      .min(1)
      .describe('`stop` is the ordinary end, `length` a cut one.'),
  }),
  z.strictObject({
    check: z.literal('latency').describe('The answer came in time.'),
    ...base,
    'max-ms': limit.describe('Most milliseconds.'),
  }),
  z.strictObject({
    check: z
      .literal('cost')
      .describe('The answer did not cost too much. No score where the price is unknown.'),
    ...base,
    'max-usd': limit.describe('Most US dollars.'),
  }),
]);

export type CheckFile = z.infer<typeof check>;
