import type { JsonObject } from '../../core/json.ts';

/** Types whose threshold a cell may give in brackets, and what it is when none is given. */
const GRADED: Readonly<Record<string, number>> = {
  'answer-relevance': 0.75,
  classifier: 0.75,
  'context-faithfulness': 0.75,
  'context-recall': 0.75,
  'context-relevance': 0.75,
  cost: 0.75,
  latency: 0.75,
  levenshtein: 0.75,
  perplexity: 0.75,
  'perplexity-score': 0.75,
  'rouge-n': 0.75,
  similar: 0.8,
};
const OTHERS = [
  'equals',
  'contains',
  'icontains',
  'contains-all',
  'contains-any',
  'icontains-all',
  'icontains-any',
  'starts-with',
  'regex',
  'is-json',
  'contains-json',
  'is-xml',
  'contains-xml',
  'is-html',
  'contains-html',
  'is-sql',
  'contains-sql',
  'is-valid-function-call',
  'is-valid-openai-function-call',
  'is-valid-openai-tools-call',
  'tool-call-f1',
  'ruby',
  'webhook',
  'bleu',
  'gleu',
  'meteor',
  'is-refusal',
  'finish-reason',
  'word-count',
  'guardrails',
  'g-eval',
  'factuality',
  'model-graded-factuality',
  'model-graded-closedqa',
  'conversation-relevance',
  'moderation',
  'pi',
  'search-rubric',
  'select-best',
  'max-score',
];
const LISTS = ['contains-all', 'contains-any', 'icontains-all', 'icontains-any'];
const SHORT: Readonly<Record<string, string>> = {
  'javascript:': 'javascript',
  'fn:': 'javascript',
  'eval:': 'javascript',
  'python:': 'python',
  'grade:': 'llm-rubric',
  'llm-rubric:': 'llm-rubric',
};

/** What a cell of a column `__expected` stands for: `contains: x`, `similar(0.9): x`; a text without a type has to be equalled. */
export function assertionOf(cell: string): JsonObject {
  const text = cell.trim();
  const short = Object.keys(SHORT).find((start) => text.startsWith(start));
  if (short !== undefined) return { type: SHORT[short] ?? '', value: text.slice(short.length).trim() };
  if (/^file:\/\/.*\.(?:py|[cm]?[jt]s)(?::\w+)?$/.test(text)) return { type: 'javascript', value: text };
  const [, not = '', type = '', threshold, value] =
    /^(not-)?([a-z][a-z0-9-]*)(?:\((\d+(?:\.\d+)?)\))?(?::([\s\S]*))?$/.exec(text) ?? [];
  const graded = Object.hasOwn(GRADED, type) ? GRADED[type] : undefined;
  if (graded === undefined && !OTHERS.includes(type)) return { type: 'equals', value: cell };
  const given = value === undefined ? {} : { value: LISTS.includes(type) ? listOf(value) : value.trim() };
  return {
    type: `${not}${type}`,
    ...given,
    ...(graded === undefined ? {} : { threshold: threshold === undefined ? graded : Number(threshold) }),
  };
}

function listOf(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}
