import { describe, expect, test } from 'vitest';
import { problemsOf } from '../../../src/core/errors.ts';
import { splitAddress } from '../../../src/prompts/address.ts';
import { parsePrompt, renderMessages } from '../../../src/prompts/format.ts';

describe('what a file is, by its content', () => {
  test.each<[string, string, string]>([
    ['p.prompt.yml', '{ messages: [{ role: user, content: a }], temperature: 1 }', 'github'],
    ['p.yml', '{ model: m, messages: [{ role: user, content: a }] }', 'github'],
    ['p.yml', '{ messages: [{ role: user, content: a }], temperature: 1 }', 'chat-completions'],
    ['p.yml', '{ messages: [{ role: user, content: a }], max_tokens: 1 }', 'chat-completions'],
    ['p.yaml', '{ messages: [{ role: user, content: a }], testData: [], temperature: 1 }', 'github'],
    ['p.json', '{ "messages": [{ "role": "user", "content": "a" }] }', 'chat-completions'],
    ['P.JSON', '[{ "role": "user", "content": "a" }]', 'messages'],
    ['p.yaml', '[{ role: user, content: a }]', 'messages'],
    ['p.yaml', 'input: a', 'responses'],
    ['p.json', '{ "instructions": "a" }', 'responses'],
  ])('%s %s: %s', (path, text, format) => {
    expect(parsePrompt({ path, text }).format).toBe(format);
  });
});

test('`prompt.messages` in front of a request wins over `input`', () => {
  const text = '{ "messages": [{ "role": "user", "content": "a" }], "input": "b" }';
  const prompt = parsePrompt({ path: 'p.json', text });
  expect(prompt.messages).toEqual([{ role: 'user', content: 'a' }]);
  expect(prompt.parameters).toEqual({ input: 'b' });
});

test('null members are absent, and keys of the prototype are data', () => {
  const text =
    '{ "messages": [{ "role": "user", "content": "a", "name": null }], "seed": null, "__proto__": 1 }';
  const { parameters } = parsePrompt({ path: 'p.json', text });
  expect(Object.keys(parameters)).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(parameters)).toBe(Object.prototype);
});

test('defaults stand in for variables that a case does not have', () => {
  const prompt = {
    ...parsePrompt({ path: 'p.txt', text: '{{a}} {{b}} {{c}}' }),
    defaults: JSON.parse('{ "a": "A", "b": "B", "__proto__": "P" }'),
  };
  expect(renderMessages(prompt, { b: 'own' })).toEqual({
    messages: [{ role: 'user', content: 'A own {{c}}' }],
    missing: ['c'],
  });
});

describe('what is refused', () => {
  test.each<[string, string, string]>([
    ['p.json', '', '1:1 p.json is not JSON: expected a value, found the end of the text.'],
    ['p.json', '{"input": [1]}', '1:12 A message is not an object with `role` and `content`.'],
    ['p.json', '{"input": []}', '1:2 There is no list of messages.'],
    ['p.json', '{"instructions": {}}', '1:2 `instructions` is not a text.'],
    ['p.yml', 'input: a\nreasoning: low', '2:1 `reasoning` has no `effort` as text.'],
    ['p.yml', 'input: a\ntools: x', '2:1 `tools` is not a list.'],
    ['p.json', '[{"role": "user", "content": []}]', '1:19 A message has no text as `content`.'],
    [
      'p.json',
      '[{"type": "function_call", "name": "f"}]',
      '1:3 An item of type "function_call" cannot be sent.',
    ],
    ['p.json', '{"model": 5, "messages": [{"role": "user", "content": "a"}]}', '1:2 `model` is not a text.'],
  ])('%s %s', (path, text, fault) => {
    try {
      parsePrompt({ path, text });
    } catch (error) {
      const [problem] = problemsOf(error) ?? [];
      expect(`${problem?.place?.line}:${problem?.place?.column} ${problem?.message}`).toBe(fault);
      return;
    }
    throw new Error('nothing was wrong');
  });
});

test.each<[string, string, string | undefined]>([
  ['a/b.ts#PROMPT', 'a/b.ts', 'PROMPT'],
  ['a/b.py#PROMPTS.triage', 'a/b.py', 'PROMPTS.triage'],
  ['a/b.ts#$x.0', 'a/b.ts', '$x.0'],
  ['a/b.txt', 'a/b.txt', undefined],
  ['c#/b.txt', 'c#/b.txt', undefined],
  ['#x', '#x', undefined],
  ['a#', 'a#', undefined],
  ['a#b#c', 'a#b', 'c'],
  ['a#b c', 'a#b c', undefined],
])('splitAddress %s', (path, file, symbol) => {
  expect(splitAddress(path)).toEqual(symbol === undefined ? { file } : { file, symbol });
});
