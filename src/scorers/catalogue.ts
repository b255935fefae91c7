import type { CheckSpec } from '../core/suite.ts';

/** A check of another tool under its name there, and what it is here. */
export interface Equivalent {
  tool: 'promptfoo' | 'GitHub Models';
  name: string;
  /** The check here; absent: there is none, and `note` says why and what to use. */
  check?: CheckSpec['check'];
  /** Members of the check that give it that meaning, as a suite file has them. */
  with?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  /** `same`: every output gets the same answer. `near`: the note says where it does not. `none`: the note says what to use. */
  meaning: 'same' | 'near' | 'none';
  note?: string;
}

const promptfoo = (name: string, rest: Omit<Equivalent, 'tool' | 'name'>): Equivalent => ({
  tool: 'promptfoo',
  name,
  ...rest,
});
const none = (name: string, note: string): Equivalent => promptfoo(name, { meaning: 'none', note });

const NFC = 'two spellings of one character in Unicode are the same here';
const CODE = 'it is code, which is never run from a config of another tool; use a `command` scorer';
const JUDGED = 'it asks a model; use a judge';
const SQL =
  'what is SQL depends on the dialect and its version; use a `command` scorer with your database’s own parser';
const TRACE = 'no traces are collected; `latency` and `tool-call` see what the answer itself shows';
const STRICT = 'a member given twice is a fault here';

/** Every check that a config of another tool can name. One table: readers of such configs and the reference use it. */
export const EQUIVALENTS: readonly Equivalent[] = [
  promptfoo('equals', { check: 'exact', with: { trim: false }, meaning: 'near', note: NFC }),
  promptfoo('contains', { check: 'contains', meaning: 'near', note: NFC }),
  promptfoo('icontains', { check: 'contains', with: { 'ignore-case': true }, meaning: 'near', note: NFC }),
  promptfoo('contains-all', { check: 'contains-all', meaning: 'near', note: NFC }),
  promptfoo('contains-any', { check: 'contains-any', meaning: 'near', note: NFC }),
  promptfoo('icontains-all', {
    check: 'contains-all',
    with: { 'ignore-case': true },
    meaning: 'near',
    note: NFC,
  }),
  promptfoo('icontains-any', {
    check: 'contains-any',
    with: { 'ignore-case': true },
    meaning: 'near',
    note: NFC,
  }),
  promptfoo('starts-with', {
    check: 'starts-with',
    meaning: 'near',
    note: 'white space before the output does not count here',
  }),
  promptfoo('regex', {
    check: 'regex',
    meaning: 'near',
    note: 'RE2 syntax here: no look-around and no back-references, which cannot be matched in linear time',
  }),
  promptfoo('is-json', { check: 'json', meaning: 'near', note: STRICT }),
  promptfoo('contains-json', {
    check: 'json',
    with: { within: 'part' },
    meaning: 'near',
    note: `${STRICT}; texts and numbers alone are not looked for`,
  }),
  promptfoo('is-xml', {
    check: 'xml',
    meaning: 'near',
    note: 'well-formed by the standard here; `requiredElements` are `elements`',
  }),
  promptfoo('contains-xml', {
    check: 'xml',
    with: { within: 'part' },
    meaning: 'near',
    note: 'well-formed by the standard here; `requiredElements` are `elements`',
  }),
  promptfoo('is-html', { check: 'html', meaning: 'near', note: 'elements have to nest here' }),
  promptfoo('contains-html', {
    check: 'html',
    with: { within: 'part' },
    meaning: 'near',
    note: 'one whole element is enough here',
  }),
  none('is-sql', SQL),
  none('contains-sql', SQL),
  promptfoo('is-valid-openai-tools-call', {
    check: 'tool-calls-valid',
    meaning: 'near',
    note: 'where the target has no `tools` there is no score; schemas by draft 2020-12',
  }),
  promptfoo('is-valid-openai-function-call', {
    check: 'tool-calls-valid',
    meaning: 'near',
    note: 'schemas are read from `tools`; the older `functions` are not',
  }),
  promptfoo('is-valid-function-call', {
    check: 'tool-calls-valid',
    meaning: 'near',
    note: 'schemas are read from `tools`; the older `functions` are not',
  }),
  promptfoo('tool-call-f1', {
    check: 'tool-call-f1',
    with: { threshold: 1 },
    meaning: 'near',
    note: 'the calls of the answer count here; its text is not searched for calls',
  }),
  none('javascript', CODE),
  none('python', CODE),
  none('ruby', CODE),
  none('webhook', 'outputs go to nobody but the models of the suite; use a `command` scorer'),
  promptfoo('rouge-n', {
    check: 'rouge-n',
    with: { n: 1, 'ignore-case': false },
    meaning: 'near',
    note: 'words by Unicode here, in any language',
  }),
  promptfoo('bleu', {
    check: 'bleu',
    with: { threshold: 0.5 },
    meaning: 'near',
    note: 'tokens by Unicode, and the smoothing of sacrebleu here',
  }),
  promptfoo('gleu', {
    check: 'gleu',
    with: { threshold: 0.5 },
    meaning: 'near',
    note: 'tokens by Unicode here',
  }),
  none('meteor', 'it needs stems and synonyms of one language; use `rouge-l`, `similar` or a judge'),
  promptfoo('levenshtein', {
    check: 'levenshtein',
    with: { 'max-distance': 5 },
    meaning: 'near',
    note: '`threshold` there is `max-distance`; characters as people see them are counted here',
  }),
  promptfoo('latency', {
    check: 'latency',
    meaning: 'near',
    note: '`threshold` there is `max-ms`; an answer from a recording has the time that it took then',
  }),
  promptfoo('cost', {
    check: 'cost',
    meaning: 'near',
    note: '`threshold` there is `max-usd`; an unknown cost is an error here',
  }),
  none(
    'perplexity',
    'few endpoints give the probabilities that it is made of, and those of two models do not compare; use a judge',
  ),
  none(
    'perplexity-score',
    'few endpoints give the probabilities that it is made of, and those of two models do not compare; use a judge',
  ),
  promptfoo('is-refusal', {
    check: 'refusal',
    meaning: 'near',
    note: 'other words, and in fifteen languages; an empty output is a refusal there and none here',
  }),
  promptfoo('finish-reason', {
    check: 'finish',
    meaning: 'near',
    note: '`value` there is one of `reasons`; `content_filter` and `tool_calls` have hyphens here',
  }),
  promptfoo('word-count', {
    check: 'length',
    with: { unit: 'spaced-words' },
    meaning: 'same',
    note: 'a number there is `min` and `max` here',
  }),
  promptfoo('guardrails', {
    check: 'finish',
    with: { reasons: ['content-filter'], not: true },
    meaning: 'near',
    note: 'what the endpoint filtered; other guardrails say nothing that all endpoints share',
  }),
  promptfoo('similar', {
    check: 'similar',
    with: { threshold: 0.75 },
    meaning: 'near',
    note: 'cosine only, and a score below 0 counts as 0; name the embedding `model`',
  }),
  none('trace-span-count', TRACE),
  none('trace-span-duration', TRACE),
  none('trace-error-spans', TRACE),
  ...[
    'llm-rubric',
    'g-eval',
    'factuality',
    'model-graded-factuality',
    'model-graded-closedqa',
    'answer-relevance',
    'context-recall',
    'context-relevance',
    'context-faithfulness',
    'conversation-relevance',
    'pi',
    'search-rubric',
  ].map((name) => none(name, JUDGED)),
  none('classifier', 'it needs a model of its own; use a judge'),
  none('moderation', 'it needs a service of its own; use a judge, or `finish` for what the endpoint filters'),
  none('select-best', 'it compares outputs with each other; base and head are compared by every scorer here'),
  none('max-score', 'it compares outputs with each other; base and head are compared by every scorer here'),
  { tool: 'GitHub Models', name: 'equals', check: 'exact', meaning: 'near', note: NFC },
  {
    tool: 'GitHub Models',
    name: 'contains',
    check: 'contains',
    with: { 'ignore-case': true },
    meaning: 'near',
    note: NFC,
  },
  {
    tool: 'GitHub Models',
    name: 'startsWith',
    check: 'starts-with',
    with: { 'ignore-case': true },
    meaning: 'near',
    note: 'white space before the output does not count here',
  },
  {
    tool: 'GitHub Models',
    name: 'endsWith',
    check: 'ends-with',
    with: { 'ignore-case': true },
    meaning: 'near',
    note: 'white space after the output does not count here',
  },
];
