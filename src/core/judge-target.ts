import { memberChanges } from './difference.ts';
import type { JsonObject } from './json.ts';
import { jurorsIn } from './judge-facts.ts';
import type { JudgeTexts } from './judge-spec.ts';
import type { Change } from './report.ts';
import type { JudgeSpec, Price } from './suite.ts';
import { textChange } from './target-change.ts';

/** A judge as the thing under test: it is shown outputs that people have labelled, and its verdicts are scored. */
export interface JudgeTarget {
  kind: 'judge';
  spec: JudgeSpec;
  /** Hash of wording, models, parameters and form of answer. */
  hash: string;
  /** That of its only model; a panel's models have their own. */
  price?: Price | undefined;
}

/** What a judge is shown of a labelled case, in the variables of the case as {@link labelledVars} puts them there. */
export interface JudgeCall {
  target: JudgeTarget;
  vars: JsonObject;
}

/** What a judge made of a labelled case, as the first line of its trial's output. */
export const JUDGE_VERDICTS = [
  'pass',
  'fail',
  'first',
  'second',
  'tie',
  'cannot_judge',
  'unreadable',
] as const;
export type JudgeVerdict = (typeof JUDGE_VERDICTS)[number];

/** The line of a trial's output that says how a judge of pairs took the other order. */
export const ORDERS = { alike: 'the same in both orders', other: 'another one in the other order' } as const;

/** Whether two calls ask the same: a name and a price are no part of the question. */
export function askedBy({ target: { spec }, vars }: JudgeCall): unknown {
  const models = jurorsIn(spec).map(({ price: _price, ...asks }) => asks);
  const { name: _name, asks: _asks, panel: _panel, ...question } = spec;
  return { question, models, vars };
}

/** How a judge that is the target differs. */
export function judgeChanges({ spec: base }: JudgeTarget, { spec: head }: JudgeTarget): Change[] {
  return [
    ...memberChanges('judge', membersOf(base), membersOf(head)),
    ...textsThatDiffer(textsOf(base), textsOf(head)),
  ];
}

function membersOf(spec: JudgeSpec): Readonly<Record<string, unknown>> {
  const models = jurorsIn(spec);
  return {
    judge: spec.judge,
    [models.length > 1 ? 'panel' : 'model']: models.map(({ model }) => model).join(', '),
    provider: models.map(({ provider }) => provider).join(', '),
    api: models.map(({ api }) => api ?? 'chat').join(', '),
    parameters: models.length > 1 ? models.map(({ parameters }) => parameters) : models[0]?.parameters,
    threshold: spec.threshold,
    repeats: spec.repeats,
    prechecks: spec.prechecks,
    ...('worth' in spec ? { worth: spec.worth } : {}),
    ...(spec.judge === 'rubric' ? { logprobs: spec.logprobs } : {}),
    ...(spec.judge === 'classify' ? { choices: spec.choices } : {}),
    ...(spec.judge === 'custom' ? { answer: spec.answer, score: spec.score } : {}),
  };
}

/** Everything that is said to a judge in words, by what it is called. */
function textsOf(spec: JudgeSpec): Readonly<Record<string, string | undefined>> {
  const { texts = {} } = spec;
  return {
    ...texts,
    ...('criterion' in spec ? { criterion: spec.criterion } : {}),
    ...('levels' in spec ? { levels: spec.levels.join('\n') } : {}),
    ...('question' in spec ? { question: spec.question } : {}),
    ...('context' in spec ? { context: spec.context } : {}),
    ...('prompt' in spec ? { prompt: spec.prompt } : {}),
    ...('system' in spec ? { 'words for the system message': spec.system } : {}),
  } satisfies Readonly<Record<string, string | undefined>> & JudgeTexts;
}

function textsThatDiffer(
  base: Readonly<Record<string, string | undefined>>,
  head: Readonly<Record<string, string | undefined>>,
): Change[] {
  const names = [...new Set([...Object.keys(base), ...Object.keys(head)])].sort();
  return names.flatMap((name) =>
    base[name] === head[name] ? [] : [textChange('message', `the judge’s ${name}`, base[name], head[name])],
  );
}
