import { describe, expect, test } from 'vitest';
import { problemsOf } from '../../../src/core/errors.ts';
import type { ScorerSpec } from '../../../src/core/suite.ts';
import { parsePrompt } from '../../../src/prompts/format.ts';

function parse(text: string) {
  return parsePrompt({ path: 'p.prompt.yml', text });
}

/** Problems as `code line:column message`. */
function faults(text: string): string[] {
  try {
    parse(text);
  } catch (error) {
    return (problemsOf(error) ?? []).map(
      ({ code, message, place }) => `${code} ${place?.line}:${place?.column} ${message}`,
    );
  }
  throw new Error('nothing was wrong');
}

const MESSAGES = 'messages:\n  - role: user\n    content: "{{input}}"\n';

test('a whole file', () => {
  const text = `name: Support
description: answers
model: openai/gpt-4o-mini
modelParameters:
  temperature: 0.2
  maxTokens: 200
  topP: 0.9
messages:
  - role: system
    content: |
      You are terse.
  - role: User
    content: "{{input}} {{unknown}}"
testData:
  - input: 2 + 2
    expected: "4"
    tags: [math]
  - { id: nested, input: { q: hi }, expected: 5, vars: 1 }
evaluators:
  - name: has 4
    string: { contains: "{{expected}}" }
`;
  expect(parse(text)).toEqual({
    format: 'github',
    onUndefined: 'keep',
    model: 'openai/gpt-4o-mini',
    parameters: { temperature: 0.2, max_tokens: 200, top_p: 0.9 },
    messages: [
      { role: 'system', content: 'You are terse.\n' },
      { role: 'user', content: '{{input}} {{unknown}}' },
    ],
    cases: [
      {
        id: expect.stringMatching(/^case-[0-9a-f]{8}$/),
        vars: { input: '2 + 2' },
        expected: '4',
        tags: ['math'],
      },
      { id: 'nested', vars: { input: { q: 'hi' }, vars: 1 }, expected: 5, tags: [] },
    ],
    scorers: [
      {
        kind: 'check',
        check: 'contains',
        name: 'has 4',
        threshold: 1,
        value: '{{expected}}',
        ignoreCase: true,
      },
    ],
  });
});

test('the least file, under each name', () => {
  for (const path of ['a.prompt.yml', 'a.prompt.yaml', 'a.yml', 'A.YAML']) {
    expect(parsePrompt({ path, text: MESSAGES })).toEqual({
      format: 'github',
      onUndefined: 'keep',
      parameters: {},
      messages: [{ role: 'user', content: '{{input}}' }],
    });
  }
  expect(parse(`${MESSAGES}testData: []\nevaluators:\nmodel:\n`)).not.toHaveProperty('cases');
});

describe('parameters', () => {
  test.each<[string, unknown]>([
    ['modelParameters: { max_tokens: 5 }', { max_tokens: 5 }],
    [
      'modelParameters: { maxCompletionTokens: 5, reasoningEffort: low }',
      { max_completion_tokens: 5, reasoning_effort: 'low' },
    ],
    [
      'modelParameters: { frequencyPenalty: 1, presencePenalty: 0, seed: 7, stop: [a] }',
      { frequency_penalty: 1, presence_penalty: 0, seed: 7, stop: ['a'] },
    ],
    ['modelParameters: { somethingNew: 1, temperature: }', { somethingNew: 1 }],
    ['modelParameters:', {}],
    ['responseFormat: text', {}],
    ['responseFormat: json_object', { response_format: { type: 'json_object' } }],
    ['responseFormat: { type: json_object }', { response_format: { type: 'json_object' } }],
    [
      'responseFormat: json_schema\njsonSchema: \'{"name": "n", "schema": {"type": "object"}}\'',
      { response_format: { type: 'json_schema', json_schema: { name: 'n', schema: { type: 'object' } } } },
    ],
    [
      'responseFormat: json_schema\njsonSchema: { name: n, schema: {} }',
      { response_format: { type: 'json_schema', json_schema: { name: 'n', schema: {} } } },
    ],
  ])('%s', (text, parameters) => {
    expect(parse(`${MESSAGES}${text}`).parameters).toEqual(parameters);
  });
  test.each<[string, string]>([
    [
      'modelParameters: { maxTokens: 1, max_tokens: 2 }',
      'E_PROMPT_INVALID 4:34 `max_tokens` is given twice, under two names.',
    ],
    ['modelParameters: { model: x }', 'E_PROMPT_INVALID 4:20 `model` is not a parameter.'],
    ['modelParameters: 5', 'E_PROMPT_INVALID 4:1 `modelParameters` is not a mapping.'],
    ['responseFormat: xml', 'E_PROMPT_INVALID 4:1 `responseFormat` is not known.'],
    [
      'responseFormat: json_schema',
      'E_PROMPT_INVALID 1:1 `jsonSchema` needs the members `name` and `schema`.',
    ],
    [
      'responseFormat: json_schema\njsonSchema: \'{"name": 1\'',
      'E_PROMPT_INVALID 5:1 `jsonSchema` is not JSON: expected "," or "}", found the end of the text (character 11).',
    ],
    ['model: [a]', 'E_PROMPT_INVALID 4:1 `model` is not a text.'],
  ])('%s', (text, fault) => {
    expect(faults(`${MESSAGES}${text}`)).toEqual([fault]);
  });
});

describe('messages', () => {
  test.each<[string, string[]]>([
    ['', ['E_PROMPT_INVALID 1:1 The prompt file is not a mapping.']],
    ['- a', ['E_PROMPT_INVALID 1:1 The prompt file is not a mapping.']],
    ['model: x', ['E_PROMPT_INVALID 1:1 The prompt has no `messages`.']],
    ['messages: []', ['E_PROMPT_INVALID 1:1 The prompt has no `messages`.']],
    [
      'messages:\n  - role: narrator\n    content: x\n  - hello\n  - role: user\n',
      [
        'E_PROMPT_INVALID 2:5 A message has no known role.',
        'E_PROMPT_INVALID 4:5 A message is not a mapping.',
        'E_PROMPT_INVALID 5:5 A message has no text as `content`.',
      ],
    ],
    [
      'messages: [\n',
      [
        'E_PROMPT_INVALID 2:1 Flow sequence in block collection must be sufficiently indented and end with a ].',
      ],
    ],
    [
      'model: a\nmodel: b',
      ['E_PROMPT_INVALID 2:1 The key "model" stands here a second time; the first is on line 1.'],
    ],
  ])('%j', (text, expected) => {
    expect(faults(text)).toEqual(expected);
  });
});

test('faulty rows of testData', () => {
  expect(
    faults(`${MESSAGES}testData:\n  - input: a\n    id: x\n  - input: b\n    id: x\n  - oops\n`),
  ).toEqual([
    'E_DATASET_INVALID 9:5 The row is not a mapping.',
    'E_DATASET_INVALID 7:5 The rows on lines 5 and 7 have the same id "x".',
  ]);
  expect(faults(`${MESSAGES}testData: 5`)).toEqual(['E_PROMPT_INVALID 4:1 `testData` is not a list.']);
});

function scorer(evaluator: string, head = 'model: m\n'): ScorerSpec | undefined {
  return parse(`${head}${MESSAGES}evaluators:\n  - ${evaluator}`).scorers?.[0];
}

describe('evaluators', () => {
  test.each<[string, object]>([
    [
      '{ name: a, string: { equals: x } }',
      { check: 'exact', value: 'x', trim: true, ignoreCase: false, name: 'a' },
    ],
    ['{ name: a, string: { contains: x } }', { check: 'contains', value: 'x', ignoreCase: true }],
    ['{ name: a, string: { startsWith: 5 } }', { check: 'starts-with', value: '5', ignoreCase: true }],
    ['{ name: a, string: { endsWith: x } }', { check: 'ends-with', value: 'x', ignoreCase: true }],
    [
      '{ string: { endsWith: d, startsWith: c, contains: b, equals: a } }',
      { check: 'exact', value: 'a', name: 'evaluator-1' },
    ],
    ['{ string: { endsWith: d, startsWith: c, contains: b } }', { check: 'contains', value: 'b' }],
    ['{ string: { endsWith: d, startsWith: c, equals: "" } }', { check: 'starts-with', value: 'c' }],
    ['{ string: { contains: x }, llm: { prompt: y } }', { check: 'contains' }],
  ])('%s', (text, expected) => {
    expect(scorer(text)).toMatchObject({ kind: 'check', threshold: 1, ...expected });
  });
  test('llm', () => {
    const text =
      '{ name: j, llm: { modelId: openai/gpt-4o, prompt: "Good? {{completion}}", systemPrompt: Be strict, choices: [{ choice: 1, score: 0 }, { choice: "2", score: 0.5 }, { choice: best, score: 1 }] } }';
    expect(scorer(text)).toEqual({
      kind: 'judge',
      judge: 'classify',
      name: 'j',
      threshold: 0.5,
      asks: { provider: 'openai', model: 'openai/gpt-4o', parameters: {} },
      question: 'Good? {{completion}}',
      system: 'Be strict',
      choices: [
        { choice: '1', score: 0 },
        { choice: '2', score: 0.5 },
        { choice: 'best', score: 1 },
      ],
    });
  });
  test('llm without a model of its own asks that of the file', () => {
    const text = '{ llm: { prompt: p, choices: [{ choice: a, score: 0 }] } }';
    expect(scorer(text)).toMatchObject({ asks: { model: 'm' }, threshold: 1 });
    expect(faults(`${MESSAGES}evaluators:\n  - ${text}`)).toEqual([
      'E_SCORER_INVALID 5:7 `llm` has no `modelId`, and the file no `model`.',
    ]);
  });
  test.each(['similarity', 'coherence', 'fluency', 'relevance', 'groundedness'])('github/%s', (name) => {
    expect(scorer(`{ name: b, uses: github/${name} }`)).toMatchObject({
      kind: 'judge',
      judge: 'classify',
      asks: { model: 'm' },
      threshold: 0.25,
      question: expect.stringContaining('{{completion}}'),
      choices: [
        { choice: '1', score: 0 },
        { choice: '2', score: 0.25 },
        { choice: '3', score: 0.5 },
        { choice: '4', score: 0.75 },
        { choice: '5', score: 1 },
      ],
    });
  });
  test.each<[string, string]>([
    ['evaluators: x', '4:1 `evaluators` is not a list.'],
    ['evaluators: [x]', '4:14 An evaluator is not a mapping.'],
    ['evaluators: [{ name: a }]', '4:14 An evaluator has neither `string` nor `llm` nor `uses`.'],
    [
      'evaluators: [{ string: { equal: x } }]',
      '4:16 `string` has none of equals, contains, startsWith, endsWith.',
    ],
    ['evaluators: [{ uses: github/similarty }]', '4:16 `uses` names no built-in evaluator.'],
    ['evaluators: [{ uses: github/constructor }]', '4:16 `uses` names no built-in evaluator.'],
    [
      'evaluators: [{ uses: github/fluency }]',
      '4:16 A built-in evaluator asks the model of the file, and the file names none.',
    ],
    [
      'evaluators: [{ name: a, string: { equals: x } }, { name: a, string: { equals: y } }]',
      '4:52 Two evaluators are called "a".',
    ],
    [
      'evaluators: [{ llm: { modelId: m, choices: [{ choice: a, score: 1 }] } }]',
      '4:16 `llm` has no `prompt`.',
    ],
    ['evaluators: [{ llm: { modelId: m, prompt: p } }]', '4:16 `llm` has no `choices`.'],
    [
      'evaluators: [{ llm: { modelId: m, prompt: p, choices: [{ choice: a, score: 2 }] } }]',
      '4:69 A choice has no score from 0 to 1.',
    ],
    [
      'evaluators: [{ llm: { modelId: m, prompt: p, choices: [{ choice: a }] } }]',
      '4:56 A choice has no score from 0 to 1.',
    ],
    [
      'evaluators: [{ llm: { modelId: m, prompt: p, choices: [{ choice: a, score: 1 }, { choice: a, score: 0 }] } }]',
      '4:81 A choice has no text of its own.',
    ],
    [
      'evaluators: [{ llm: { modelId: m, prompt: p, choices: [{ choice: cannot_judge, score: 1 }] } }]',
      '4:56 A choice has no text of its own.',
    ],
  ])('%s', (text, fault) => {
    expect(faults(`${MESSAGES}${text}`)).toEqual([`E_SCORER_INVALID ${fault}`]);
  });
});
