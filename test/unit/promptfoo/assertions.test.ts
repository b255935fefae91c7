import { describe, expect, it } from 'vitest';
import type { ScorerPart, Suite } from '../../../src/core/suite.ts';
import type { Score } from '../../../src/core/trial.ts';
import { runCheck } from '../../../src/scorers/check.ts';
import { scoreSet } from '../../../src/stages/score-set.ts';
import { loadConfig } from '../../support/promptfoo.ts';

const HEAD = 'prompts: [A]\nproviders: [openai:m]\n';

async function suiteOf(rest: string, files: Readonly<Record<string, string>> = {}): Promise<Suite> {
  const [one] = await loadConfig(`${HEAD}${rest}`, files);
  if (!one?.ok) throw new Error(one?.problems.map(({ message }) => message).join('\n'));
  return one.suite;
}

/** The score of an output by what the first case asserts. */
async function scoreOf(suite: Suite, output: string, name = 'assertions'): Promise<Score> {
  const [row] = suite.cases;
  return scoreSet(row?.scorers?.[name], async (spec) => {
    if (spec.kind !== 'check') throw new Error('A judge.');
    return runCheck(spec, { output, vars: row?.vars ?? {} });
  });
}

const test = (assertion: string) =>
  `tests:\n  - vars: { name: Ada, list: "a,b" }\n    assert:\n      - ${assertion}\n`;

describe('assertions that are run', () => {
  it.each<[string, string, string]>([
    ['{ type: equals, value: "{{name}}!" }', 'Ada!', 'ada!'],
    ['{ type: equals, value: { a: [1, 2] } }', ' {"a": [1, 2]}', '{"a": [2, 1]}'],
    ['{ type: not-equals, value: x }', 'y', 'x'],
    ['{ type: contains, value: "{{ name | lower }}" }', 'ok ada', 'ok Ada'],
    ['{ type: icontains, value: ADA }', 'ok ada', 'ok'],
    ['{ type: contains-all, value: [a, b] }', 'ab', 'a'],
    ['{ type: not-contains-all, value: [a, b] }', 'a', 'ab'],
    ['{ type: icontains-all, value: "A, B" }', 'ab', 'a'],
    ['{ type: contains-any, value: ["a.c", "(x"] }', '(x', 'abc'],
    ['{ type: not-icontains-any, value: ["A", "B"] }', 'c', 'b'],
    ['{ type: contains-json }', 'Here: {"a":1}.', 'Here.'],
    ['{ type: contains-json, value: { required: [a] } }', 'Here: {"a":1}.', 'Here: {}.'],
    ['{ type: is-xml }', '<a/>', '<a>'],
    ['{ type: contains-xml, value: { requiredElements: [a.b] } }', 'x <a><b/></a>', 'x <a/>'],
    ['{ type: is-html }', '<p>a</p>', 'a'],
    ['{ type: contains-html }', 'x <p>a</p>', 'x'],
    ['{ type: rouge-n, value: the cat sat }', 'the cat sat', 'a dog ran'],
    ['{ type: not-bleu, value: the cat sat on the mat }', 'no', 'the cat sat on the mat'],
    ['{ type: gleu, value: the cat sat on the mat }', 'the cat sat on the mat', 'no'],
    ['{ type: levenshtein, value: kitten, threshold: 3 }', 'sitting', 'a longer text'],
    ['{ type: is-refusal }', "I'm sorry, but I can't help with that.", 'Here you are.'],
    ['{ type: word-count, value: 2 }', 'two words', 'one'],
    ['{ type: word-count, value: { max: 2 } }', 'one', 'one two three'],
    ['{ type: starts-with, value: Hi }', 'Hi there', 'hi there'],
    ['{ type: regex, value: "^\\\\d+$" }', '42', '4x'],
    ['{ type: is-json }', '[1]', '[1'],
    ['{ type: is-json, value: { type: object, required: [a] } }', '{"a":1}', '{}'],
    ['{ type: is-json, value: file://schema.json }', '{"a":1}', '{}'],
    ['{ type: is-json, value: \'{"required":["a"]}\' }', '{"a":1}', '{}'],
    ['{ type: not-is-json }', 'x', '{}'],
    ['{ $ref: "#/assertionTemplates/ada" }', 'Ada', 'Bob'],
    ['{ type: assert-set, assert: [{ type: contains, value: a }, { type: contains, value: b }] }', 'ab', 'a'],
    [
      '{ type: assert-set, threshold: 0.5, assert: [{ type: contains, value: a }, { type: contains, value: b }] }',
      'a',
      'c',
    ],
  ])('%s', async (assertion, good, bad) => {
    const suite = await suiteOf(
      `${test(assertion)}assertionTemplates: { ada: { type: contains, value: Ada } }\n`,
      { 'schema.json': '{"required":["a"]}' },
    );
    expect(suite.unsupported).toEqual([]);
    const [right, wrong] = [await scoreOf(suite, good), await scoreOf(suite, bad)];
    expect(right).toMatchObject({ ok: true, value: 1 });
    expect(wrong.ok && wrong.value < 1).toBe(true);
  });

  it('weighs them, and a threshold is for all of them together', async () => {
    const asserts =
      '    assert: [{ type: contains, value: a, weight: 3 }, { type: contains, value: b, metric: m }]\n';
    const with75 = await suiteOf(`tests:\n  - threshold: 0.75\n${asserts}`);
    expect(await scoreOf(with75, 'a')).toMatchObject({ value: 1 });
    expect(await scoreOf(with75, 'b')).toMatchObject({ value: 0.25 / 0.75 });
    const without = await suiteOf(`tests:\n  -\n${asserts}`);
    expect(await scoreOf(without, 'b')).toMatchObject({
      value: 0,
      reason: expect.stringContaining('contains'),
    });
    expect(await scoreOf(without, 'b', 'm')).toMatchObject({ value: 1 });
  });

  it('keeps what the default test asserts as scorers of the suite, which stay those of base', async () => {
    const suite = await suiteOf(
      'defaultTest:\n  assert:\n    - { type: contains, value: "{{name}}" }\n    - { type: llm-rubric, value: "Is kind to {{name}}", metric: Kindness }\n    - { type: not-contains, value: AI }\ntests: [{ vars: { name: Ada } }]\n',
    );
    expect(suite.scorers).toMatchObject([
      { kind: 'check', name: 'contains', check: 'contains', value: '{{name}}' },
      {
        kind: 'judge',
        name: 'Kindness',
        judge: 'rubric',
        criterion: 'Is kind to {{name}}',
        asks: { provider: 'openai' },
      },
      { kind: 'case', name: 'assertions', judged: false },
    ]);
    expect(await scoreOf(suite, 'an AI')).toMatchObject({ value: 0 });
  });

  it.each<[string, object]>([
    ['{ type: llm-rubric, value: kind }', { judge: 'rubric', threshold: 0.5, levels: { length: 2 } }],
    [
      '{ type: llm-rubric, value: kind, threshold: 0.8 }',
      { judge: 'rubric', threshold: 0.8, levels: { length: 5 } },
    ],
    ['{ type: g-eval, value: kind }', { judge: 'rubric', threshold: 0.7 }],
    [
      '{ type: factuality, value: "Paris" }',
      { judge: 'classify', question: expect.stringContaining('Paris') },
    ],
    ['{ type: model-graded-closedqa, value: kind }', { judge: 'classify' }],
    [
      '{ type: llm-rubric, value: kind, provider: { id: "anthropic:messages:c", config: { temperature: 0 } } }',
      { asks: { provider: 'anthropic', model: 'c', parameters: { temperature: 0 } } },
    ],
  ])('asks a judge for %s', async (assertion, judge) => {
    const suite = await suiteOf(test(assertion));
    const [part] = suite.cases[0]?.scorers?.['assertions']?.parts ?? [];
    expect((part as Extract<ScorerPart, { scorer: unknown }>).scorer).toMatchObject({
      kind: 'judge',
      ...judge,
    });
    expect(suite.scorers).toMatchObject([{ kind: 'case', judged: true }]);
  });

  it.each<[string, object]>([
    ['{ type: latency, threshold: 100 }', { check: 'latency', maxMs: 100 }],
    ['{ type: cost, threshold: 0.01 }', { check: 'cost', maxUsd: 0.01 }],
    ['{ type: finish-reason, value: stop }', { check: 'finish', reasons: ['stop'] }],
    ['{ type: is-valid-openai-tools-call }', { check: 'tool-calls-valid' }],
    ['{ type: tool-call-f1, value: [a, b] }', { check: 'tool-call-f1', values: ['a', 'b'], threshold: 1 }],
    [
      '{ type: similar, value: x }',
      { check: 'similar', threshold: 0.75, asks: { model: 'text-embedding-3-large' } },
    ],
    [
      '{ type: similar, value: x, threshold: 0.9, provider: "openai:embedding:m" }',
      { threshold: 0.9, asks: { model: 'm' } },
    ],
  ])('takes what the answer is beside its text: %s', async (assertion, check) => {
    const suite = await suiteOf(test(assertion));
    expect(suite.cases[0]?.scorers?.['assertions']?.parts).toMatchObject([
      { scorer: { kind: 'check', ...check } },
    ]);
  });

  it('asks the grader that the test names', async () => {
    const suite = await suiteOf(
      `defaultTest: { options: { provider: { text: 'openai:gpt-5-mini' } } }\n${test('{ type: llm-rubric, value: kind }')}`,
    );
    expect(JSON.stringify(suite.cases)).toContain('"gpt-5-mini"');
  });
});

describe('assertions that are left out', () => {
  it.each<[string, string]>([
    ['{ type: javascript, value: "output.length < 9" }', 'it is code, or calls a program'],
    ['{ type: python, value: file://check.py }', 'is a program, which is never run'],
    ['{ type: contains, value: file://../../secret }', 'does not exist'],
    ['{ type: regex, value: "(a" }', ''],
    ['{ type: regex, value: "(?=a)b" }', ''],
    ['{ type: is-json, value: { type: strnig } }', ''],
    ['{ type: latency }', 'it has no `threshold`'],
    ['{ type: word-count, value: many }', 'neither a number nor'],
    ['{ type: finish-reason, value: odd }', 'none of stop'],
    ['{ type: meteor, value: x }', 'stems'],
    ['{ type: similar, value: x, provider: "huggingface:x" }', 'openai:embedding'],
    ['{ type: select-best, value: best }', 'compares the outputs of several prompts'],
    ['{ type: webhook, value: "https://example.com" }', 'sends outputs'],
    ['{ type: unheard-of }', 'no scorer here measures it'],
    ['{ type: contains, value: "{{ nobody }}" }', 'names a variable that the test does not have'],
    ['{ type: contains, value: a, transform: output.trim() }', '`transform` is code'],
    ['{ type: contains, value: a, weight: 0 }', 'with a weight of 0'],
    [
      '{ type: assert-set, assert: [{ type: javascript, value: x }, { type: contains, value: y }] }',
      'it is code',
    ],
    ['{ value: x }', 'it has no `type`'],
  ])('%s, with its line', async (assertion, why) => {
    const suite = await suiteOf(`${test(assertion)}      - { type: equals, value: x }\n`);
    const messages = (suite.unsupported ?? []).map(({ message, place }) => `${place?.line} ${message}`);
    expect(messages[0]).toMatch(/^6 The assertion .* is left out: /);
    expect(messages[0]).toContain(why);
    expect(suite.cases[0]?.scorers?.['assertions']?.parts).toHaveLength(1);
  });

  it('are not those whose grader has words of its own, which is said', async () => {
    const suite = await suiteOf(
      `defaultTest: { options: { rubricPrompt: "Judge {{output}}" } }\n${test('{ type: llm-rubric, value: kind }')}`,
    );
    expect(suite.unsupported).toMatchObject([
      { message: expect.stringContaining('`rubricPrompt` is not used') },
    ]);
    expect(suite.cases[0]?.scorers?.['assertions']?.parts).toHaveLength(1);
  });

  it('leave no suite that decides nothing', async () => {
    const [one] = await loadConfig(`${HEAD}${test('{ type: javascript, value: x }')}`);
    expect(one).toMatchObject({
      ok: false,
      problems: [{ code: 'E_DATASET_EMPTY' }, { code: 'E_NO_SCORERS' }],
    });
  });
});
