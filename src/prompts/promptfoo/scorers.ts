import {
  type Asked,
  factuality,
  finish,
  json,
  judge,
  likeness,
  type Made,
  NO_THRESHOLD,
  plain,
  rubric,
  schema,
  text,
  texts,
  wordCount,
  xml,
} from './made.ts';

/**
 * Assertions by their names, each with what makes a scorer here of it. A scorer that is added to this project gets its
 * line here; {@link MISSING} says why the rest has none.
 */
export const ASSERTIONS: Readonly<Record<string, (asked: Asked) => Made>> = {
  equals: (asked) =>
    typeof asked.value === 'object' && asked.value !== null
      ? schema(asked, { const: asked.value })
      : text(asked, (value) => ({ check: 'exact', value, ignoreCase: false, trim: false })),
  contains: (asked) => text(asked, (value) => ({ check: 'contains', value, ignoreCase: false })),
  icontains: (asked) => text(asked, (value) => ({ check: 'contains', value, ignoreCase: true })),
  'contains-all': (asked) => texts(asked, (values) => ({ check: 'contains-all', values, ignoreCase: false })),
  'icontains-all': (asked) => texts(asked, (values) => ({ check: 'contains-all', values, ignoreCase: true })),
  'contains-any': (asked) => texts(asked, (values) => ({ check: 'contains-any', values, ignoreCase: false })),
  'icontains-any': (asked) => texts(asked, (values) => ({ check: 'contains-any', values, ignoreCase: true })),
  'starts-with': (asked) => text(asked, (value) => ({ check: 'starts-with', value, ignoreCase: false })),
  regex: (asked) => text(asked, (pattern) => ({ check: 'regex', pattern, ignoreCase: false })),
  'is-json': (asked) => json(asked, 'whole'),
  'contains-json': (asked) => json(asked, 'part'),
  'is-xml': (asked) => xml(asked, 'whole'),
  'contains-xml': (asked) => xml(asked, 'part'),
  'is-html': (asked) => plain(asked, { check: 'html', within: 'whole' }),
  'contains-html': (asked) => plain(asked, { check: 'html', within: 'part' }),
  'is-valid-function-call': (asked) => plain(asked, { check: 'tool-calls-valid' }),
  'is-valid-openai-function-call': (asked) => plain(asked, { check: 'tool-calls-valid' }),
  'is-valid-openai-tools-call': (asked) => plain(asked, { check: 'tool-calls-valid' }),
  'tool-call-f1': (asked) =>
    texts(asked, (values) => ({ check: 'tool-call-f1', values }), asked.threshold ?? 1),
  'rouge-n': (asked) => likeness(asked, { check: 'rouge-n', n: 1 }, 0.75),
  bleu: (asked) => likeness(asked, { check: 'bleu', n: 4 }, 0.5),
  gleu: (asked) => likeness(asked, { check: 'gleu', n: 4 }, 0.5),
  levenshtein: (asked) =>
    text(asked, (value) => ({
      check: 'levenshtein',
      value,
      ignoreCase: false,
      maxDistance: Math.max(0, Math.floor(asked.threshold ?? 5)),
    })),
  similar: (asked) =>
    texts(asked, (value) => ({ check: 'similar', value, asks: asked.grader }), asked.threshold ?? 0.75),
  'is-refusal': (asked) => plain(asked, { check: 'refusal' }),
  'finish-reason': finish,
  guardrails: (asked) =>
    plain(asked, { check: 'finish', reasons: ['stop', 'length', 'refusal', 'tool-calls', 'other'] }),
  'word-count': wordCount,
  latency: ({ threshold, ...asked }) =>
    threshold === undefined
      ? NO_THRESHOLD
      : plain({ ...asked, threshold }, { check: 'latency', maxMs: threshold }),
  cost: ({ threshold, ...asked }) =>
    threshold === undefined
      ? NO_THRESHOLD
      : plain({ ...asked, threshold }, { check: 'cost', maxUsd: threshold }),
  'llm-rubric': (asked) => judge(asked, (criterion) => rubric(criterion, asked.threshold)),
  'g-eval': (asked) => judge(asked, (criterion) => rubric(criterion, asked.threshold ?? 0.7)),
  'model-graded-closedqa': (asked) =>
    judge(asked, (criterion) => ({
      judge: 'classify',
      question: `Does the output meet this criterion?\n${criterion}`,
      choices: [
        { choice: 'yes', score: 1 },
        { choice: 'no', score: 0 },
      ],
    })),
  factuality: (asked) => judge(asked, factuality),
  'model-graded-factuality': (asked) => judge(asked, factuality),
};

const CODE = 'it is code, or calls a program, which is never run';
const NONE = 'no scorer here measures it';

/** Why an assertion has no scorer. Whatever is not listed has none either. */
export const MISSING: Readonly<Record<string, string>> = {
  javascript: CODE,
  python: CODE,
  ruby: CODE,
  webhook: 'it sends outputs to an address that the config names',
  meteor: 'it needs stems and synonyms of one language',
  perplexity: 'few endpoints give the probabilities that it is made of',
  'perplexity-score': 'few endpoints give the probabilities that it is made of',
  'is-sql': 'what is SQL depends on the dialect and its version',
  'contains-sql': 'what is SQL depends on the dialect and its version',
  moderation: 'it needs a service of its own',
  classifier: 'it needs a model of its own',
  'select-best': 'it compares the outputs of several prompts, and here each is compared with itself at base',
  'max-score': 'it compares the outputs of several prompts, and here each is compared with itself at base',
};

/** Makes the scorer of an assertion whose name has no `not-` in front. */
export function scorerOf(type: string, asked: Asked): Made {
  const make = Object.hasOwn(ASSERTIONS, type) ? ASSERTIONS[type] : undefined;
  if (make) return make(asked);
  return { missing: (Object.hasOwn(MISSING, type) ? MISSING[type] : undefined) ?? NONE };
}
