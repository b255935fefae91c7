import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { problemsOf } from '../../../src/core/errors.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { includesOf, parsePrompt, renderMessages } from '../../../src/prompts/format.ts';

/** Templates with what LiquidJS (10.30) makes of them. */
const { vars, cases } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/prompts/liquid.json'), 'utf8'),
) as { vars: JsonObject; cases: { template: string; text: string }[] };

function render(text: string, values: JsonObject = vars) {
  const { messages, missing } = renderMessages(parsePrompt({ path: 'p.liquid', text }), values);
  return { text: messages[0]?.content, missing };
}

test.each(cases)('as LiquidJS: $template', ({ template, text }) => {
  expect(render(template).text).toBe(text);
});

test.each<[string, string]>([
  ['{{ user }}', '{"name":"Bob","tags":["x","y"]}'],
  ['{{ 7 | divided_by: 2 }} {{ 7.0 | divided_by: 2.5 }} {{ "7" | divided_by: 2 }}', '3 2.8 3'],
  [
    '{% if xs == empty %}a{% endif %}{% if bare == empty %}b{% endif %}{% if none == blank %}c{% endif %}',
    'bc',
  ],
  [
    '{% if "a" < 1 %}a{% else %}b{% endif %}{% if 1 < 2 %}c{% endif %}{% if xs.size >= 3 %}d{% endif %}',
    'bcd',
  ],
  ['{% for p in user limit: 1 %}{{ p[0] }}={{ p[1] }}{% endfor %}', 'name=Bob'],
  ['{{ rows[0].k }}{{ rows.first.k }}{{ rows[-1].v }}{{ user["tags"][1] }}', 'aa3y'],
  ['{% for a in ns %}{% for b in ns %}{{ forloop.parentloop.index }}{% endfor %}{% endfor %}', '111222333'],
])('%s', (template, text) => {
  expect(render(template)).toEqual({ text, missing: [] });
});

describe('what is missing', () => {
  test.each<[string, string[]]>([
    ['{{ a }}{{ b.c }}{{ a | upcase }}', ['a', 'b.c']],
    ['{% for x in zs %}{% endfor %}', ['zs']],
    [
      '{% if a %}{% endif %}{% unless b == 1 or a contains "x" %}{% endunless %}{% case a %}{% when 1 %}{% endcase %}',
      [],
    ],
    ['{{ a | default: "x" }}{% assign b = a | upcase %}{% if b %}{% endif %}', []],
    ['{% assign b = a | upcase %}{{ b }}', ['a']],
    ['{{ name | append: a }}', ['a']],
    ['{{ user.nope }}{{ user[name] }}{{ user[a] }}', ['user.nope', 'user.Ada', 'user.a']],
    [
      '{{ constructor }}{{ user.constructor }}{{ xs.length }}{{ user.__proto__ }}',
      ['constructor', 'user.constructor', 'xs.length', 'user.__proto__'],
    ],
    ['{% for r in rows %}{{ r.zzz }}{% endfor %}', ['r.zzz']],
  ])('%s', (template, missing) => {
    expect(render(template).missing).toEqual(missing);
  });
});

describe('faults', () => {
  test.each<[string, string]>([
    ['a\n{{ x', '2:1 p.liquid: The tag is not closed.'],
    ['a\n {% if x %}b', '2:2 p.liquid: `{% if %}` is not closed.'],
    [
      '{% endif %}',
      '1:1 p.liquid: The tag `{% endif %}` is not known, or nothing is open that it could end.',
    ],
    ['{% date %}', '1:1 p.liquid: The tag `{% date %}` is not known, or nothing is open that it could end.'],
    ['{{ x | upcas }}', '1:8 p.liquid: The filter `upcas` is not known.'],
    ['{{ "now" | date: "%Y" }}', '1:12 p.liquid: The filter `date` is not known.'],
    ['{{ x y }}', '1:6 p.liquid: Expected the end of the tag, found "y".'],
    ['{{ x ? }}', '1:6 p.liquid: A sign stands here that Liquid does not know.'],
    ['{% assign x 1 %}', '1:13 p.liquid: Expected `=`, found "1".'],
    ['{% for x of xs %}{% endfor %}', '1:10 p.liquid: Expected `in`, found "of".'],
    [
      '{% for x in xs fast %}{% endfor %}',
      '1:16 p.liquid: Expected `reversed`, `limit:` or `offset:`, found "fast".',
    ],
    ['{% comment %}x', '1:1 p.liquid: `{% comment %}` is not closed.'],
    ['{{ 1 | divided_by: 0 }}', '1:8 p.liquid: The filter gives no number here.'],
    [
      '{% for i in (1..1000000000) %}x{% endfor %}',
      '1:13 p.liquid: The template does not end within 500000 steps.',
    ],
    ['{% if 1 %}'.repeat(200), '1:991 p.liquid: The template is nested deeper than 100 levels.'],
    [
      `{{ a${'[a'.repeat(200)}${']'.repeat(200)} }}`,
      '1:204 p.liquid: The template is nested deeper than 100 levels.',
    ],
  ])('%s', (template, expected) => {
    try {
      render(template);
    } catch (error) {
      const [problem] = problemsOf(error) ?? [];
      expect(`${problem?.place?.line}:${problem?.place?.column} ${problem?.message}`).toBe(expected);
      return;
    }
    throw new Error('nothing was wrong');
  });
});

test('other files are listed and refused', () => {
  const prompt = parsePrompt({
    path: 'p.liquid',
    text: '{% render "a" %}{% if x %}{% include b %}{% endif %}',
  });
  expect(includesOf(prompt)).toEqual(['a', 'a file whose name is worked out']);
  expect(() => renderMessages(prompt, {})).toThrow('It includes "a", "a file whose name is worked out"');
});
