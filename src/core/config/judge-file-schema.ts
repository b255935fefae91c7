import * as z from 'zod';
import { judge } from './judges.ts';
import { json, text, word } from './parts.ts';
import { suiteFileSchema } from './schema.ts';

const shown = z.string().max(100_000);
const about = {
  id: word.optional().describe('Name of the case. Default: its number.'),
  vars: z.record(z.string(), json).optional().describe('Variables that the judge sees.'),
  expected: json.optional().describe('The reference, for judges that compare with one.'),
  tags: z.array(word).max(50).optional().describe('As the tags of a case of a dataset.'),
};

/** An output, or two, and what a person says of it. */
export const labelledCase = z.union([
  z.strictObject({
    ...about,
    output: shown.describe('What is judged.'),
    label: z.enum(['pass', 'fail']).describe('What a person says of it.'),
  }),
  z.strictObject({
    ...about,
    first: shown.describe('One of two outputs, for judges of pairs.'),
    second: shown.describe('The other one.'),
    label: z.enum(['first', 'second', 'tie']).describe('Which of them a person finds better.'),
  }),
]);

export const labelledCases = z.array(labelledCase).min(1).max(2000);

/** Labelled cases for one judge: `prompt-ratchet judge test` reads them, and a run takes them as a suite. */
export const judgeFileSchema = z.strictObject({
  $schema: z.string().optional().describe('Address of the schema, for editors. Not used.'),
  name: word
    .optional()
    .describe(
      'Identity of the suite that the cases are. Default: `judge ` and the file name without its ending.',
    ),
  description: z.string().max(2000).optional().describe('For people. Not used.'),
  judge: judge.describe("The judge, as in a suite's `scorers`."),
  texts: z
    .strictObject({
      system: text.optional().describe('The system message.'),
      frame: text
        .optional()
        .describe(
          'How question, data and instruction stand to each other: a template with `{{before}}`, `{{code}}`, `{{data}}` and `{{after}}`.',
        ),
      task: text
        .optional()
        .describe(
          'The text of this kind of judge: a template with the names that the built-in one has, and a `{{data}}` between question and instruction.',
        ),
    })
    .optional()
    .describe(
      "Files with the judge's own words in place of the tool's, from the folder of this file, or `file#name` for a constant in source code: for whoever works on the prompts of built-in judges.",
    ),
  cases: z
    .union([labelledCases, text])
    .describe('The labelled cases, or the path of another file of labelled cases, whose cases these are.'),
  trials: suiteFileSchema.shape.trials,
  policy: suiteFileSchema.shape.policy,
});

export type JudgeFileWritten = z.infer<typeof judgeFileSchema>;
