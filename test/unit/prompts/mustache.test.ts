import { describe, expect, test } from 'vitest';
import { problemsOf } from '../../../src/core/errors.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { includesOf, parsePrompt, renderMessages } from '../../../src/prompts/format.ts';

const vars: JsonObject = {
  name: 'Ada',
  html: '<a & "b">',
  n: 0,
  yes: true,
  no: false,
  nothing: null,
  empty: [],
  user: { name: 'Bob', tags: ['x', 'y'] },
  rows: [{ k: 'a' }, { k: 'b', name: 'own' }],
};

function render(text: string, values: JsonObject = vars) {
  const { messages, missing } = renderMessages(parsePrompt({ path: 'p.mustache', text }), values);
  return { text: messages[0]?.content, missing };
}

test.each<[string, string]>([
  ['{{name}} {{ name }} {{{name}}} {{&name}}', 'Ada Ada Ada Ada'],
  ['{{html}}|{{{html}}}', '<a & "b">|<a & "b">'],
  ['{{n}} {{yes}} {{no}} [{{nothing}}]', '0 true false []'],
  ['{{user.name}} {{user.tags.1}} {{user.tags}}', 'Bob y x,y'],
  ['{{#user}}{{name}}{{/user}} {{#yes}}{{name}}{{/yes}}', 'Bob Ada'],
  ['{{#rows}}{{k}}-{{name}};{{/rows}}', 'a-Ada;b-own;'],
  ['{{#user.tags}}<{{.}}>{{/user.tags}}', '<x><y>'],
  ['{{#no}}a{{/no}}{{#n}}b{{/n}}{{#empty}}c{{/empty}}{{#nothing}}d{{/nothing}}x', 'x'],
  ['{{^no}}a{{/no}}{{^n}}b{{/n}}{{^empty}}c{{/empty}}{{^gone}}d{{/gone}}{{^yes}}e{{/yes}}', 'abcd'],
  ['a{{! a comment }}b', 'ab'],
  ['a\n{{! alone }}\nb', 'a\nb'],
  ['a\n  {{#yes}}  \nb\n {{/yes}}\nc', 'a\nb\nc'],
  ['{{#yes}}\nb\n{{/yes}}', 'b\n'],
  ['{{#yes}}{{#yes}}\nb\n{{/yes}}{{/yes}}x', '\nb\nx'],
  ['  {{name}}\n', '  Ada'],
  ['{{=<% %>=}}<%name%> {{name}} <%={{ }}=%>{{name}}', 'Ada {{name}} Ada'],
])('%s', (template, text) => {
  expect(render(template)).toEqual({ text, missing: [] });
});

test.each<[string, string[]]>([
  ['{{gone}}{{#gone}}{{x}}{{/gone}}{{^gone}}{{user.x}}{{/gone}}', ['gone', 'user.x']],
  [
    '{{constructor}}{{user.constructor}}{{__proto__}}{{rows.length}}',
    ['constructor', 'user.constructor', '__proto__', 'rows.length'],
  ],
  ['{{#user}}{{name.x}}{{/user}}', ['name.x']],
])('missing: %s', (template, missing) => {
  expect(render(template).missing).toEqual(missing);
});

describe('faults', () => {
  test.each<[string, string]>([
    ['a\n{{name', '2:1 p.mustache: The tag is not closed.'],
    ['a\n {{#user}}b', '2:2 p.mustache: The section `{{#user}}` is not closed.'],
    ['{{/user}}', '1:1 p.mustache: `{{/user}}` closes what is not open.'],
    ['{{#a}}{{#b}}{{/a}}', '1:13 p.mustache: `{{/a}}` closes what is not open.'],
    ['{{a b}}', '1:1 p.mustache: "a b" is no name.'],
    ['{{}}', '1:1 p.mustache: "" is no name.'],
    ['{{=a=}}', '1:1 p.mustache: The delimiters are not understood.'],
    ['{{#a}}'.repeat(200), '1:601 p.mustache: The template is nested deeper than 100 levels.'],
  ])('%s', (text, expected) => {
    try {
      parsePrompt({ path: 'p.mustache', text });
    } catch (error) {
      const [problem] = problemsOf(error) ?? [];
      expect(`${problem?.place?.line}:${problem?.place?.column} ${problem?.message}`).toBe(expected);
      return;
    }
    throw new Error('nothing was wrong');
  });
});

test('partials are listed and refused', () => {
  const prompt = parsePrompt({ path: 'p.mustache', text: '{{> a/b }}\n{{#x}}{{>c}}{{/x}}{{>c}}' });
  expect(includesOf(prompt)).toEqual(['a/b', 'c']);
  expect(() => renderMessages(prompt, {})).toThrow('p.mustache: It includes "a/b", "c"');
});

test('sections within sections end', () => {
  const nested = '{{#xs}}'.repeat(9) + '{{/xs}}'.repeat(9);
  expect(() => render(nested, { xs: Array.from({ length: 30 }, () => 1) })).toThrow('does not end');
});
