import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { problemsOf } from '../../../src/core/errors.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { includesOf, parsePrompt, renderMessages } from '../../../src/prompts/format.ts';

/** Templates with what Jinja itself (3.1) makes of them. */
const { vars, cases } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/prompts/jinja.json'), 'utf8'),
) as { vars: JsonObject; cases: { template: string; text: string }[] };

function render(text: string, values: JsonObject = vars) {
  const { messages, missing } = renderMessages(parsePrompt({ path: 'p.j2', text }), values);
  return { text: messages[0]?.content, missing };
}

function fault(text: string, values: JsonObject = vars): string {
  try {
    render(text, values);
  } catch (error) {
    const [problem] = problemsOf(error) ?? [];
    if (!problem) throw error;
    expect(problem.place?.path).toBe('p.j2');
    return `${problem.place?.line}:${problem.place?.column} ${problem.message} ${problem.help}`;
  }
  return 'nothing was wrong';
}

test.each(cases)('as Jinja: $template', ({ template, text }) => {
  expect(render(template).text).toBe(text);
});

test('the prompt is data', () => {
  expect(parsePrompt({ path: 'a/p.jinja2', text: '\uFEFFHi {{ a }}\r\n' })).toEqual({
    format: 'jinja',
    engine: 'jinja',
    messages: [{ role: 'user', content: 'Hi {{ a }}' }],
    onUndefined: 'error',
    origin: { path: 'a/p.jinja2', line: 1 },
    parameters: {},
  });
});

describe('what is missing', () => {
  test.each<[string, string[]]>([
    ['{{ a }}{{ b.c }}{{ a }}', ['a', 'b.c']],
    ['{% for x in xs2 %}{% endfor %}', ['xs2']],
    ['{% if a %}{% endif %}{% if not a and b.c == 1 or a in xs %}{% endif %}', []],
    ['{{ a | default("x") }}{{ a or "x" }}{{ "x" if a else "y" }}', []],
    ['{{ a | upper }}', ['a']],
    ['{{ a | length }}{{ a ~ "x" }}{{ 1 + a }}', ['a']],
    ['{% set b = a | trim %}{% if b %}{% endif %}', []],
    ['{% set b = a | trim %}{{ b }}', ['a']],
    ['{{ user.nope }}{{ user.name.x }}', ['user.nope', 'user.name.x']],
    ['{% for r in rows %}{{ r.zzz }}{% endfor %}', ['r.zzz']],
    ['{{ [a] | join }}', ['a']],
    ['{% if false %}{{ a }}{% endif %}', []],
    ['{{ none }}{{ empty }}', []],
    ['{{ rows | map(attribute="zzz") | join }}', ['item.zzz']],
    ['{{ a.b() }}', ['a.b']],
    ['{% macro m(p) %}{{ p }}{% endmacro %}{{ m() }}', ['p']],
    [
      '{{ constructor }}{{ user.constructor }}{{ user.__proto__ }}',
      ['constructor', 'user.constructor', 'user.__proto__'],
    ],
  ])('%s', (template, missing) => {
    const own = missing.includes('a.b') ? ['a'] : missing;
    expect(render(template).missing).toEqual(own);
  });
  test('a variable that is null is there', () => {
    expect(render('{{ a }}', { a: null })).toEqual({ text: 'None', missing: [] });
  });
  test('own members of the names of the prototype are variables', () => {
    const own = JSON.parse('{"__proto__": {"constructor": "c"}}') as JsonObject;
    expect(render('{{ __proto__.constructor }}', own)).toEqual({ text: 'c', missing: [] });
  });
});

describe('faults have a place and a help', () => {
  test.each<[string, string]>([
    ['a\n{{ x', '2:1 p.j2: The template ends inside a tag. Close it with `}}`.'],
    ['a\n  {% if x %}b', '2:3 p.j2: `{% if %}` is not closed. Close it with `{% endif %}`.'],
    ['{% endif %}', '1:1 p.j2: The tag `{% endif %}` is not known, or nothing is open that it could end.'],
    ['{{ x | uper }}', '1:8 p.j2: The filter `uper` is not known. Did you mean `upper`?'],
    ['{{ x is oddd }}', '1:9 p.j2: The test `oddd` is not known. Did you mean `odd`?'],
    ['{{ x y }}', '1:6 p.j2: Expected the end of the tag, found "y".'],
    ['{{ }}', '1:4 p.j2: Expected a value, found the end of the tag.'],
    ['{{ "x }}', '1:4 p.j2: A text is not closed.'],
    ['{# x', '1:1 p.j2: A comment is not closed.'],
    ['{% raw %}x', '1:1 p.j2: `raw` is not closed.'],
    ['{{ x ? y }}', '1:6 p.j2: A sign stands here that Jinja does not know.'],
    ['{{ "a" + 1 }}', '1:8 p.j2: `+` does not go with a text and a number.'],
    ['{{ 1 / 0 }}', '1:6 p.j2: `/` gives no number here.'],
    ['{{ "a" < 1 }}', '1:4 p.j2: a text cannot be compared with a number.'],
    ['{{ nope() }}', '1:8 p.j2: `nope` cannot be called.'],
    ['{{ name.encode() }}', '1:15 p.j2: `name.encode` cannot be called.'],
    ['{{ xs.append(1) }}', '1:13 p.j2: `xs.append` cannot be called.'],
    ['{% for x in n %}{% endfor %}', '1:1 p.j2: a number has no items.'],
    ['{% for i in range(1000000000) %}x{% endfor %}', '1:18 p.j2: The template does not end within'],
    ['{{ "x" * 1000000000 }}', '1:8 p.j2: The template makes more than'],
    ['{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}', 'p.j2: The template is nested deeper than'],
    [
      `{{ ${'('.repeat(200)}1${')'.repeat(200)} }}`,
      '1:104 p.j2: The template is nested deeper than 100 levels.',
    ],
    [`${'{% if 1 %}'.repeat(200)}`, '1:991 p.j2: The template is nested deeper than 100 levels.'],
    [`{{ 1${'+1'.repeat(2000)} }}`, 'p.j2: The template is nested deeper than'],
    ['{% set a, b = [1] %}', '1:1 p.j2: The value has not 2 parts.'],
    ['{% set user.x = 1 %}', '1:1 p.j2: `user` is no namespace.'],
    ['{{ [] | first }}', '1:7 p.j2: The list is empty.'],
  ])('%s', (template, expected) => {
    expect(fault(template)).toContain(expected);
  });
  test('faults of the syntax are found before anything is rendered', () => {
    expect(() => parsePrompt({ path: 'p.j2', text: '{{ x | uper }}' })).toThrow('uper');
  });
});

test('other files are listed and refused', () => {
  const prompt = parsePrompt({
    path: 'p.j2',
    text: '{% include "a.j2" %}{% if x %}{% extends "b" %}{% endif %}{% include x %}',
  });
  expect(includesOf(prompt)).toEqual(['a.j2', 'b', 'a file whose name is worked out']);
  expect(() => renderMessages(prompt, {})).toThrow(
    'It includes "a.j2", "b", "a file whose name is worked out"',
  );
  expect(includesOf(parsePrompt({ path: 'p.txt', text: '{% include "a" %}' }))).toEqual([]);
});

test('rendering does not change the variables', () => {
  const values: JsonObject = { xs: [3, 1, 2], user: { a: 1 } };
  render('{{ xs | sort }}{{ xs | reverse | list }}{% set xs = [] %}{{ user | dictsort }}', values);
  expect(values).toEqual({ xs: [3, 1, 2], user: { a: 1 } });
});
