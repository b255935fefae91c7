import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import { lookUp, renderTemplate, soleVariable, templateVariables } from '../../../src/prompts/template.ts';

const vars: JsonObject = {
  name: 'Ada',
  empty: '',
  n: 5,
  half: 0.5,
  yes: true,
  nothing: null,
  user: { name: 'Bob', tags: ['x', 'y'], 'first-name': 'B' },
  items: [{ title: 'one' }, 'two', []],
  'a.b': 'flat',
  a: { b: 'nested' },
  größe: 'XL',
  日本: 'Japan',
  'with-dash': 1,
};

test.each<[string, string]>([
  ['Hello {{name}}!', 'Hello Ada!'],
  ['{{ name }}{{name}}{{\tname\t}}', 'AdaAdaAda'],
  ['[{{empty}}]', '[]'],
  ['{{n}} {{half}} {{yes}} {{nothing}}', '5 0.5 true null'],
  ['{{user}}', '{"name":"Bob","tags":["x","y"],"first-name":"B"}'],
  ['{{user.name}} {{user.tags.1}} {{user.first-name}}', 'Bob y B'],
  ['{{items.0.title}} {{items.1}} {{items.2}}', 'one two []'],
  ['{{a.b}}', 'flat'],
  ['{{größe}} {{日本}} {{with-dash}}', 'XL Japan 1'],
  ['{{{name}}}', '{Ada}'],
  ['{"x": {{n}}}', '{"x": 5}'],
  ['$& $1 {{name}}', '$& $1 Ada'],
  ['', ''],
])('%j', (template, text) => {
  expect(renderTemplate(template, vars)).toEqual({ text, missing: [] });
});

test('what a replacement pattern would mean in a value means nothing', () => {
  expect(renderTemplate('{{x}}', { x: "$& $1 $$ $`$'" }).text).toBe("$& $1 $$ $`$'");
});

test('values are not rendered again', () => {
  expect(renderTemplate('{{a}}{{b}}', { a: '{{b}}', b: '{{a}}' })).toEqual({
    text: '{{b}}{{a}}',
    missing: [],
  });
  expect(renderTemplate('{{a}}{{b}}}', { a: '{', b: '{c}', c: 'leak' }).text).toBe('{{c}}');
});

describe('names without a variable', () => {
  test.each<[string, string[]]>([
    ['{{nope}}', ['nope']],
    ['{{ b }} {{a.c}} {{ b }} {{name}}', ['b', 'a.c']],
    ['{{user.name.length}}', ['user.name.length']],
    ['{{name.0}}', ['name.0']],
    ['{{items.length}}', ['items.length']],
    ['{{items.3}} {{items.01}} {{items.-1}}', ['items.3', 'items.01']],
    ['{{nothing.x}}', ['nothing.x']],
    ['{{constructor}} {{__proto__}} {{toString}}', ['constructor', '__proto__', 'toString']],
    [
      '{{user.constructor}} {{user.__proto__}} {{items.map}}',
      ['user.constructor', 'user.__proto__', 'items.map'],
    ],
  ])('%j', (template, missing) => {
    const rendered = renderTemplate(template, vars);
    expect(rendered.missing).toEqual(missing);
    expect(rendered.text).toBe(template.replace('{{name}}', 'Ada'));
  });
  test('own members of those names are variables like any other', () => {
    const own = JSON.parse('{"__proto__": "p", "constructor": {"prototype": "q"}}') as JsonObject;
    expect(renderTemplate('{{__proto__}}{{constructor.prototype}}', own).text).toBe('pq');
  });
});

describe('injection strings render inert', () => {
  test.each([
    '{{range.constructor("return process")()}}',
    "{{ ''.constructor.constructor('return globalThis')() }}",
    '{{#with "s" as |string|}}{{#with "e"}}{{lookup string.sub "constructor"}}{{/with}}{{/with}}',
    '{% set x = cycler.__init__.__globals__ %}',
    '{% include "/etc/passwd" %}',
    '{{> ../../secret }}',
    '{{ name | upper }}',
    '{{name()}}',
    '{{name[0]}}',
    '{{ name name }}',
    '{{\nname\n}}',
    '{{.name}}',
    '{{name.}}',
    '{{name..x}}',
    '{{}}',
    '{{ }}',
    '{ {name} }',
    '{% for i in range(1000000000) %}{{i.x}}{% endfor %}'.replace('{{i.x}}', 'x'),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the point is that nothing reads it
    '${name} $(name) <%= name %> #{name}',
  ])('%s', (template) => {
    expect(renderTemplate(template, vars)).toEqual({ text: template, missing: [] });
  });
  test.each(['{{ self.__proto__ }}', '{{ env.OPENAI_API_KEY }}', '{{process.env.HOME}}'])(
    '%s',
    (template) => {
      expect(renderTemplate(template, vars).text).toBe(template);
    },
  );
});

test('a hostile template takes linear time', () => {
  for (const part of ['{{', '{{a', '{{ ', '{{a.', '}}', '{{a }', '{'])
    renderTemplate(part.repeat(300_000), vars);
  renderTemplate(`{{${' '.repeat(1_000_000)}x`, vars);
  renderTemplate(`{{a${' '.repeat(1_000_000)}x`, vars);
  renderTemplate(`{{${'a.'.repeat(500_000)}`, vars);
  renderTemplate('{{name}}'.repeat(200_000), vars);
});

test('templateVariables', () => {
  expect(templateVariables('{{ b }} {{a.c}} {{b}} {{#if x}} {{y()}}')).toEqual(['b', 'a.c']);
  expect(templateVariables('none')).toEqual([]);
});

test.each<[string, string | undefined]>([
  ['{{expected}}', 'expected'],
  [' {{ expected.a }}\n', 'expected.a'],
  ['{{a}}{{a}}', undefined],
  ['{{a}}{{b}}', undefined],
  ['x{{a}}', undefined],
  ['a', undefined],
  ['', undefined],
])('soleVariable %j', (template, name) => {
  expect(soleVariable(template)).toBe(name);
});

test('lookUp', () => {
  expect(lookUp(vars, 'user.tags.0')).toBe('x');
  expect(lookUp(vars, 'nothing')).toBeNull();
  expect(lookUp(vars, 'length')).toBeUndefined();
});
