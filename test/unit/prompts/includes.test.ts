import { describe, expect, test } from 'vitest';
import { problemsOf, RatchetError } from '../../../src/core/errors.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { loadPrompt, renderMessages, withIncludes } from '../../../src/prompts/format.ts';

type Files = Readonly<Record<string, string>>;

/** Loads the first file as a prompt, the others as what it can include. */
async function load(files: Files) {
  const [path = '', text = ''] = Object.entries(files)[0] ?? [];
  const read: string[] = [];
  const prompt = await withIncludes(await loadPrompt({ path, text }), path, async (wanted) => {
    if (wanted === 'prompts/link.j2') {
      throw new RatchetError({ code: 'E_PATH_OUTSIDE', message: 'link.j2 is a symbolic link.', help: 'x' });
    }
    if (files[wanted] !== undefined) read.push(wanted);
    return files[wanted];
  });
  return { prompt, read };
}

async function render(files: Files, vars: JsonObject = { name: 'Ada', items: ['a', 'b'] }) {
  const { prompt } = await load(files);
  const { messages, missing } = renderMessages(prompt, vars);
  return missing.length > 0 ? { missing } : messages.map(({ content }) => content).join('|');
}

async function problem(files: Files) {
  try {
    await load(files);
  } catch (error) {
    const [first] = problemsOf(error) ?? [];
    if (!first) throw error;
    return `${first.code} ${first.place?.path}:${first.place?.line} ${first.message}`;
  }
  throw new Error('Nothing was refused.');
}

describe('Jinja', () => {
  test.each<[string, Files, string]>([
    ['include', { 'p/a.j2': 'x {% include "b.j2" %} y', 'p/b.j2': 'B {{ name }}\n' }, 'x B Ada y'],
    ['include in a folder', { 'p/a.j2': '{% include "parts/b" %}', 'p/parts/b.j2': 'B' }, 'B'],
    ['include from the root', { 'p/a.j2': '{% include "shared/b.j2" %}', 'shared/b.j2': 'B' }, 'B'],
    [
      'include relative to the file that has it',
      {
        'p/a.j2': '{% include "x/b.j2" %}',
        'p/x/b.j2': '{% include "c.j2" %}',
        'p/x/c.j2': 'C',
        'p/c.j2': 'no',
      },
      'C',
    ],
    [
      'loop variables are seen',
      { 'a.j2': '{% for item in items %}{% include "b.j2" %}{% endfor %}', 'b.j2': '<{{ item }}>' },
      '<a><b>',
    ],
    ['ignore missing', { 'a.j2': 'x{% include "gone.j2" ignore missing %}y' }, 'xy'],
    ['the first that is there', { 'a.j2': '{% include ["gone.j2", "b.j2"] %}', 'b.j2': 'B' }, 'B'],
    [
      'import',
      {
        'a.j2': '{% import "m.j2" as m %}{{ m.hi("Ada") }} {{ m.sign }}',
        'm.j2': '{% macro hi(n) %}Hi {{ n }}{% endmacro %}{% set sign = "!" %}',
      },
      'Hi Ada !',
    ],
    [
      'from',
      {
        'a.j2': '{% from "m.j2" import hi as hey, bye with context %}{{ hey("A") }}{{ bye() }}',
        'm.j2': '{% macro hi(n) %}Hi {{ n }}{% endmacro %}{% macro bye() %}.{% endmacro %}',
      },
      'Hi A.',
    ],
  ])('%s', async (_title, files, text) => {
    expect(await render(files)).toBe(text);
  });

  test('a file without context sees no variables', async () => {
    const files = { 'a.j2': '{% include "b.j2" without context %}', 'b.j2': '{{ name }}' };
    expect(await render(files)).toEqual({ missing: ['name'] });
  });

  test('names are reported that an included file lacks', async () => {
    expect(await render({ 'a.j2': '{% include "b.j2" %}', 'b.j2': '{{ gone }}' })).toEqual({
      missing: ['gone'],
    });
  });
});

describe('the other languages', () => {
  test.each<[string, Files, string]>([
    ['Mustache', { 'a.mustache': 'x\n  {{> b}}\ny', 'b.mustache': '{{name}}\nB' }, 'x\n  Ada\n  By'],
    [
      'Mustache in a section',
      { 'a.mustache': '{{#items}}{{> b}}{{/items}}', 'b.mustache': '<{{.}}>' },
      '<a><b>',
    ],
    ['Handlebars', { 'p/a.hbs': '{{> b who=name}}!', 'p/_b.hbs': 'Hi {{who}}' }, 'Hi Ada!'],
    ['Handlebars with a fallback', { 'a.hbs': '{{#> gone}}fall{{/gone}}' }, 'fall'],
    ['Handlebars with a block', { 'a.hbs': '{{#> b}}in{{/b}}', 'b.hbs': '<{{> @partial-block}}>' }, '<in>'],
    ['Liquid render', { 'a.liquid': "{% render 'b', who: name %}", '_b.liquid': 'Hi {{ who }}' }, 'Hi Ada'],
    [
      'Liquid render for',
      { 'a.liquid': "{% render 'b' for items as i %}", 'b.liquid': '<{{ i }}>' },
      '<a><b>',
    ],
    ['Liquid include', { 'a.liquid': "{% include 'b' %}", 'b.liquid': '{{ name }}' }, 'Ada'],
    ['Liquid include with', { 'a.liquid': "{% include 'b' with name %}", 'b.liquid': '{{ b }}' }, 'Ada'],
    [
      'Dotprompt',
      {
        'p/a.prompt': '---\nmodel: x/y\n---\n{{role "system"}}{{>style tone="kind"}}{{role "user"}}{{name}}',
        'p/_style.prompt': '---\nmodel: none\n---\nBe {{tone}}.',
      },
      'Be kind.|Ada',
    ],
  ])('%s', async (_title, files, text) => {
    expect(await render(files)).toBe(text);
  });

  test('render sees nothing of what is around it', async () => {
    expect(await render({ 'a.liquid': "{% render 'b' %}", 'b.liquid': '{{ name }}' })).toEqual({
      missing: ['name'],
    });
  });
});

describe('what is refused', () => {
  test.each<[Files, string]>([
    [
      { 'p/a.j2': 'x\n{% include "gone.j2" %}' },
      'E_INCLUDE p/a.j2:2 p/a.j2 includes "gone.j2", which does not exist.',
    ],
    [{ 'p/a.j2': '{% include "a.j2" %}' }, 'E_INCLUDE p/a.j2:1 p/a.j2 includes itself: p/a.j2 → p/a.j2.'],
    [
      { 'a.hbs': '{{> b}}', 'b.hbs': '\n{{> c}}', 'c.hbs': '{{> b}}' },
      'E_INCLUDE c.hbs:1 c.hbs includes itself: b.hbs → c.hbs → b.hbs.',
    ],
    [
      { 'p/a.j2': '{% include "../../etc/passwd" %}' },
      'E_INCLUDE p/a.j2:1 p/a.j2 includes "../../etc/passwd", which does not exist.',
    ],
    [
      { 'p/a.j2': '{% include "/etc/passwd" %}' },
      'E_INCLUDE p/a.j2:1 p/a.j2 includes "/etc/passwd", which does not exist.',
    ],
    [
      { 'prompts/a.j2': '{% include "link.j2" %}' },
      'E_PATH_OUTSIDE undefined:undefined link.j2 is a symbolic link.',
    ],
    [
      { 'a.j2': '{% include name %}' },
      'E_INCLUDE a.j2:1 a.j2 includes a file whose name only rendering would tell.',
    ],
    [{ 'a.j2': '{% include "b.j2" %}', 'b.j2': 'x\ny {% if %}' }, 'E_PROMPT_INVALID b.j2:2'],
    [{ 'a.j2': '{% extends "b.j2" %}', 'b.j2': 'x' }, 'E_PROMPT_INVALID undefined:1'],
  ])('%o', async (files, words) => {
    expect(await problem(files)).toContain(
      words.replace(/^E_PROMPT_INVALID undefined:1/, 'E_PROMPT_INVALID a.j2:1'),
    );
  });

  test('files that include each other too deep', async () => {
    const chain = Array.from({ length: 30 }, (_, at) => [`f${at}.j2`, `{% include "f${at + 1}.j2" %}`]);
    expect(await problem(Object.fromEntries([...chain, ['f30.j2', 'x']]))).toContain(
      'includes too many files',
    );
  });

  test('a chain that doubles at every step stays within the limits', async () => {
    const double = (at: number) => `{% include "f${at}.j2" %}`.repeat(10);
    const files = Object.fromEntries([
      ...Array.from({ length: 15 }, (_, at) => [`f${at}.j2`, double(at + 1)]),
      ['f15.j2', 'x'],
    ]);
    await expect(render(files)).rejects.toThrow(/steps/);
  });

  test('a fault in rendering is placed in the file that has it', async () => {
    const { prompt } = await load({ 'a.j2': '\n\n{% include "b.j2" %}', 'b.j2': 'x\n{{ 1 + "a" }}' });
    expect(() => renderMessages(prompt, {})).toThrow(/^b\.j2: /);
  });
});
