import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { problemsOf } from '../../../src/core/errors.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { includesOf, parsePrompt, renderMessages } from '../../../src/prompts/format.ts';

/** Templates with what Handlebars (4.7, without HTML escaping) makes of them. */
const { vars, cases } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/prompts/handlebars.json'), 'utf8'),
) as { vars: JsonObject; cases: { template: string; text: string }[] };

function render(text: string, values: JsonObject = vars) {
  const { messages, missing } = renderMessages(parsePrompt({ path: 'p.hbs', text }), values);
  return { text: messages[0]?.content, missing };
}

test.each(cases)('as Handlebars: $template', ({ template, text }) => {
  expect(render(template).text).toBe(text);
});

describe('what is missing', () => {
  test.each<[string, string[]]>([
    ['{{a}}{{b.c}}{{this.d}}{{../e}}', ['a', 'b.c', 'd', '../e']],
    ['{{#each zs}}{{/each}}', ['zs']],
    ['{{#if a}}{{/if}}{{#unless b.c}}{{/unless}}{{#with d}}{{/with}}{{#e}}{{/e}}{{^f}}{{/f}}', []],
    ['{{lookup user "zz"}}', ['lookup']],
    ['{{@nope}}', ['@nope']],
    [
      '{{constructor}}{{user.constructor}}{{user.__proto__}}{{xs.map}}{{name.length.x}}',
      ['constructor', 'user.constructor', 'user.__proto__', 'xs.map', 'name.length.x'],
    ],
    ['{{#each rows}}{{zz}}{{/each}}', ['zz']],
    ['{{none}}', []],
  ])('%s', (template, missing) => {
    expect(render(template).missing).toEqual(missing);
  });
});

describe('faults', () => {
  test.each<[string, string]>([
    ['a\n{{#if x', '2:4 p.hbs: The tag is not understood.'],
    ['a\n{{#if x}}{{/each}}', "2:4 p.hbs: if doesn't match each."],
    ['a\n b {{eq x y}}', '2:4 p.hbs: The helper `eq` is not known.'],
    ['{{#if (gt n 1)}}{{/if}}', '1:7 p.hbs: The helper `gt` is not known.'],
    ['{{#repeat 3}}{{/repeat}}', '1:1 p.hbs: The helper `repeat` is not known.'],
    ['{{#each xs ys}}{{/each}}', '1:1 p.hbs: `#each` needs one value.'],
    ['{{* deco}}', '1:1 p.hbs: Decorators cannot be used.'],
    ['{{role "user"}}', '1:1 p.hbs: The helper `role` is not known.'],
    [
      `${'{{#if n}}'.repeat(150)}${'{{/if}}'.repeat(150)}`,
      '1:901 p.hbs: The template is nested deeper than 100 levels.',
    ],
    [
      '{{#*inline "f"}}{{> f}}{{/inline}}{{> f}}',
      '1:17 p.hbs: The template is nested deeper than 400 levels.',
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

test('loops within loops end', () => {
  const deep = '{{#each @root.xs}}'.repeat(9) + '{{/each}}'.repeat(9);
  const xs = Array.from({ length: 9 }, () => 1);
  expect(() => render(deep, { xs })).toThrow('p.hbs: The template does not end within 500000 steps');
});

test('a deep template of a hostile size is refused, not a crash', () => {
  for (const text of ['{{#if a}}'.repeat(30_000) + '{{/if}}'.repeat(30_000), `{{a ${'(a '.repeat(30_000)}`]) {
    expect(() => parsePrompt({ path: 'p.hbs', text })).toThrow('The template has more than');
  }
});

test('partials of the template itself are rendered, others listed and refused', () => {
  const prompt = parsePrompt({
    path: 'p.hbs',
    text: '{{#*inline "own"}}x{{/inline}}{{> own}}{{> a/b}}{{> (lookup . "c")}}',
  });
  expect(includesOf(prompt)).toEqual(['a/b', 'a file whose name is worked out']);
  expect(() => renderMessages(prompt, {})).toThrow(
    'p.hbs: It includes "a/b", "a file whose name is worked out"',
  );
});
