import * as z from 'zod';
import {
  api,
  fraction,
  json,
  modelName,
  parameters,
  price,
  provider,
  scorerBase,
  text,
  word,
} from './parts.ts';
import { criterion, levels } from './rubric.ts';

const model = {
  model: modelName.describe('The model that judges.'),
  provider: provider.optional(),
  api: api.optional(),
  parameters: parameters.optional(),
  price: price.optional(),
};

const juror = z.strictObject(model);

const prechecks = z
  .array(z.enum(['empty', 'opener', 'refusal']))
  .max(3)
  .optional()
  .describe(
    'What an output is looked at for before the judge is asked, because judges are fooled by it: `empty` (no word in it), `opener` (only the beginning of an answer, such as `Thought process:`), `refusal` (it begins as refusals do, for suites in which no refusal is right). An output that it is true of scores 0, and the judge is not asked. `[]`: the judge sees everything. Default: `[empty, opener]`.',
  );

/** What every kind of judge takes. */
const { model: _model, ...others } = model;
const base = {
  ...scorerBase,
  model: modelName
    .optional()
    .describe('The model that judges. Either this or `panel`. Best of another family than the target.'),
  ...others,
  panel: z
    .array(juror)
    .min(2)
    .max(9)
    .optional()
    .describe(
      'Several models that judge in place of `model`, best of different families. The score is the mean of theirs; what each said is kept. One that gives no score leaves none.',
    ),
  repeats: z
    .int()
    .min(1)
    .max(9)
    .optional()
    .describe(
      "How often each output is judged; the score is the mean. Above 1 the temperature is the model's own, unless `parameters` set it. Default: 1.",
    ),
};

/** What judges of one output take, too. */
const single = {
  ...base,
  prechecks,
  requires: z
    .array(word)
    .min(1)
    .max(20)
    .optional()
    .describe(
      'Names of checks of this suite that an output has to pass to be judged: otherwise it is skipped, which is no score. A case is then left out on both sides, and the check alone decides about it, so it has to be one that can fail the gate.',
    ),
  canaries: z
    .array(text)
    .min(1)
    .max(20)
    .optional()
    .describe(
      'Outputs that are bad for every case. Before the run the judge is shown each, plainly and with a plea for the best verdict; if it passes one, none of its scores count and the scorer is unmeasured.',
    ),
};

/** A checklist has one for each criterion. */
const guidance = text.describe(
  'How to decide by what is asked: rules for what lies between, outputs that people have judged. The judge reads it, people who label do not: what they are asked stays the same, and so their labels stay. `prompt-ratchet calibrate --improve` proposes one.',
);

const worthOf = <Key extends string>(keys: readonly [Key, ...Key[]]) =>
  z.partialRecord(z.enum(keys), fraction).optional();

/** A judge as the user writes it. */
export const judge = z.discriminatedUnion('judge', [
  z.strictObject({
    judge: z
      .literal('rubric')
      .describe('A model places the output on a scale of anchored levels, reasons first.'),
    ...single,
    criterion: criterion.optional(),
    levels: levels.optional(),
    guidance: guidance.optional(),
    file: text
      .optional()
      .describe(
        'Path of a YAML file with `criterion` and `levels`, instead of them, from the folder of the suite file.',
      ),
    logprobs: z
      .boolean()
      .optional()
      .describe(
        'The score is the expectation over the levels, weighted by how likely the model held each, where the endpoint tells; elsewhere the level alone. Default: false.',
      ),
  }),
  z.strictObject({
    judge: z
      .literal('checklist')
      .describe('A model says yes or no to each of several criteria; each is a scorer of its own.'),
    ...single,
    criteria: z
      .record(word, criterion)
      .refine((of) => Object.keys(of).length > 0 && Object.keys(of).length <= 20, {
        message: 'expected 1 to 20 criteria',
      })
      .describe(
        'Each criterion under its name, a statement about the output that is true or not. The scorer is named `<name>/<criterion>`.',
      ),
    guidance: z
      .record(word, guidance)
      .optional()
      .describe(
        'Guidance by criterion: how to decide by it. The judge reads it, people who label do not, so that their labels stay.',
      ),
  }),
  z.strictObject({
    judge: z
      .literal('reference')
      .describe(
        'A model says how the facts of the output stand to `expected`: the same, more, fewer, none, or contradicting.',
      ),
    ...single,
    question: text.optional().describe('What was asked, a template, where the variables do not say it.'),
    guidance: guidance.optional(),
    worth: worthOf(['same', 'adds', 'lacks', 'none', 'contradicts']).describe(
      'What each is worth. Default: same 1, adds 0.6, lacks 0.4, none 0, contradicts 0.',
    ),
  }),
  z.strictObject({
    judge: z
      .literal('faithfulness')
      .describe('A model says whether everything that the output states is backed by its context.'),
    ...single,
    context: text.optional().describe('What the output may draw on, a template. Default: `{{context}}`.'),
    guidance: guidance.optional(),
    worth: worthOf(['supported', 'partly', 'unsupported']).describe(
      'What each is worth. Default: supported 1, partly 0.5, unsupported 0.',
    ),
  }),
  z.strictObject({
    judge: z.literal('classify').describe('A model answers a question with one of a fixed set of choices.'),
    ...single,
    question: text.describe('The question, a template over the variables, `expected` and `output`.'),
    system: text.optional().describe('Further words for the system message.'),
    guidance: guidance.optional(),
    choices: z
      .record(z.string().min(1).max(200), fraction)
      .refine((of) => Object.keys(of).length >= 2 && Object.keys(of).length <= 50, {
        message: 'expected 2 to 50 choices',
      })
      .refine((of) => !Object.hasOwn(of, 'cannot_judge'), {
        message: '`cannot_judge` is always a choice, and gives no score',
      })
      .describe('Each choice with the score it gives. The judge is not told the scores.'),
  }),
  z.strictObject({
    judge: z
      .literal('pairwise')
      .describe(
        "A model says which of base's and head's outputs is better, asked in both orders; a verdict that changes with the order is a tie. Base and head share each preference: ½ and ½ is a tie.",
      ),
    ...base,
    prechecks: prechecks.describe(
      'What outputs are looked at for before the judge is asked, as for other judges; here an output that it is true of loses against one that it is not, and two of them are a tie. Default: `[empty, opener]`.',
    ),
    severity: base.severity.describe(
      'What a regression makes of the decision. A preference says nothing of whether either output is good, so by default it is shown and decides nothing. Default: info.',
    ),
    criterion,
    'breaks-ties': word
      .optional()
      .describe(
        "Name of a scorer of this suite that decides. Where its verdict is undecided because its scores vary too much, the preference decides in its place: at 1 % of the pull request's 5 % of error, with its own `max-drop`, and never against the scorer's own estimate. See docs/statistics.md.",
      ),
  }),
  z.strictObject({
    judge: z.literal('custom').describe('A model answers your own prompt in your own form.'),
    ...single,
    prompt: text.describe(
      'The task, a template over the variables, `expected` and `output`; the texts themselves follow it, fenced.',
    ),
    system: text.optional().describe('Further words for the system message.'),
    guidance: guidance.optional(),
    answer: z
      .record(z.string(), json)
      .describe('JSON Schema of the verdict, an object. Reasons are asked for before it.'),
    score: z
      .string()
      .min(1)
      .max(100)
      .describe(
        'Member of the answer that gives the score: a boolean, a number with `minimum` and `maximum`, or a text of an `enum` with `worth`.',
      ),
    worth: z
      .record(z.string(), fraction)
      .optional()
      .describe('What each text of the scoring member is worth.'),
  }),
]);

export type JudgeFile = z.infer<typeof judge>;
