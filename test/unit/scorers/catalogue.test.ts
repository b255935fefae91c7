import { expect, test } from 'vitest';
import { check } from '../../../src/core/config/checks.ts';
import { EQUIVALENTS } from '../../../src/scorers/catalogue.ts';

/** Every assertion that a promptfoo config can name, and every key of a GitHub string evaluator. */
const PROMPTFOO =
  'equals contains icontains contains-all contains-any icontains-all icontains-any starts-with regex is-json contains-json is-xml contains-xml is-html contains-html is-sql contains-sql is-valid-function-call is-valid-openai-function-call is-valid-openai-tools-call tool-call-f1 javascript python ruby webhook rouge-n bleu gleu meteor levenshtein latency cost perplexity perplexity-score is-refusal finish-reason word-count guardrails trace-span-count trace-span-duration trace-error-spans similar llm-rubric g-eval factuality model-graded-factuality model-graded-closedqa answer-relevance context-recall context-relevance context-faithfulness conversation-relevance classifier moderation pi search-rubric select-best max-score';
const GITHUB = 'equals contains startsWith endsWith';

test.each([
  ['promptfoo', PROMPTFOO],
  ['GitHub Models', GITHUB],
])('names every check of %s once', (tool, names) => {
  const named = EQUIVALENTS.filter((one) => one.tool === tool).map(({ name }) => name);
  expect([...named].sort()).toEqual(names.split(' ').sort());
});

/** What some checks cannot do without. */
const NEEDED: Readonly<Record<string, object>> = {
  regex: { pattern: 'x' },
  similar: { model: 'e' },
  latency: { 'max-ms': 1 },
  cost: { 'max-usd': 1 },
  finish: { reasons: ['stop'] },
};

test.each(EQUIVALENTS.filter((one) => one.check !== undefined))(
  '$tool $name is a check that a suite can have: $check',
  ({ check: kind = '', with: members }) => {
    expect(check.safeParse({ check: kind, ...NEEDED[kind], ...members }).error).toBeUndefined();
  },
);

test('what has no equivalent says what to use', () => {
  for (const { check: kind, meaning, note } of EQUIVALENTS) {
    expect(meaning === 'none').toBe(kind === undefined);
    if (meaning !== 'same') expect(note).toBeTruthy();
  }
});
