import { describe, expect, test } from 'vitest';
import { problemsOf } from '../../../src/core/errors.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { checkSchema, jsonSchema } from '../../../src/scorers/json-schema.ts';

type Schema = JsonObject | boolean;

function check(schema: Schema, output: string) {
  const spec = { kind: 'check', check: 'json-schema', name: 's', threshold: 1, schema } as const;
  return jsonSchema(spec, { output, vars: {} });
}

function faults(schema: Schema): string[] {
  try {
    checkSchema(schema);
  } catch (error) {
    return (problemsOf(error) ?? []).map(({ code, message }) => {
      expect(code).toBe('E_SCORER_INVALID');
      return message;
    });
  }
  return [];
}

const PERSON: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  title: 'Person',
  properties: {
    name: { type: 'string', minLength: 1, pattern: '^\\p{Lu}' },
    age: { type: 'integer', minimum: 0, maximum: 150 },
    mail: { type: 'string', format: 'email' },
    tags: { type: 'array', items: { $ref: '#/$defs/tag' }, uniqueItems: true, maxItems: 3 },
    pattern: { const: 'a property of that name' },
  },
  required: ['name'],
  additionalProperties: false,
  $defs: { tag: { type: 'string', enum: ['a', 'b', 'c'] } },
};

test.each<[Schema, string, number]>([
  [PERSON, '{"name": "Ada", "age": 36, "mail": "a@b.org", "tags": ["a", "b"]}', 1],
  [PERSON, '\n {"name":"Ada"} \n', 1],
  [PERSON, '{"name": "ada"}', 0],
  [PERSON, '{"name": ""}', 0],
  [PERSON, '{"age": 1}', 0],
  [PERSON, '{"name": "Ada", "age": 1.5}', 0],
  [PERSON, '{"name": "Ada", "age": 151}', 0],
  [PERSON, '{"name": "Ada", "mail": "nope"}', 0],
  [PERSON, '{"name": "Ada", "tags": ["a", "a"]}', 0],
  [PERSON, '{"name": "Ada", "tags": ["z"]}', 0],
  [PERSON, '{"name": "Ada", "extra": 1}', 0],
  [PERSON, '{"name": "Ada", "__proto__": 1}', 0],
  [PERSON, '{"name": "Ada", "pattern": "a property of that name"}', 1],
  [PERSON, '[]', 0],
  [PERSON, 'null', 0],
  [PERSON, '', 0],
  [PERSON, 'Sure! {"name": "Ada"}', 0],
  [PERSON, '```json\n{"name": "Ada"}\n```', 0],
  [PERSON, '{"name": "Ada", "name": "Bob"}', 0],
  [PERSON, '{"name": "Ada"', 0],
  [true, '{"anything": [1]}', 1],
  [true, 'not json', 0],
  [false, '1', 0],
  [{}, '1', 1],
  [{ type: ['string', 'null'] }, 'null', 1],
  [{ type: 'number' }, 'NaN', 0],
  [{ type: 'number' }, '1e309', 0],
  [{ anyOf: [{ type: 'string' }, { minimum: 5 }] }, '5', 1],
  [{ anyOf: [{ type: 'string' }, { minimum: 5 }] }, '4', 0],
  [{ oneOf: [{ type: 'integer' }, { minimum: 2 }] }, '3', 0],
  [{ not: { type: 'string' } }, '"x"', 0],
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  [{ if: { type: 'string' }, then: { minLength: 2 }, else: false }, '"xy"', 1],
  [{ prefixItems: [{ const: 1 }], items: { const: 2 } }, '[1,2,2]', 1],
  [{ prefixItems: [{ const: 1 }], items: { const: 2 } }, '[1,3]', 0],
  [{ contains: { const: 1 }, minContains: 2 }, '[1,0,1]', 1],
  [{ propertyNames: { pattern: '^x-' } }, '{"x-a": 1}', 1],
  [{ propertyNames: { pattern: '^x-' } }, '{"y": 1}', 0],
  [{ allOf: [{ minLength: 2 }], pattern: 'a', format: 'date' }, '"2024-02-30"', 0],
  [{ pattern: 'b$', format: 'no-such-format' }, '"ab"', 1],
  [{ pattern: 'b$' }, '"ba"', 0],
  [{ format: 'url' }, '"https://example.org/"', 1],
  [{ format: 'url' }, '"nope"', 0],
  [{ multipleOf: 0.1 }, '0.3', 1],
  [{ dependentRequired: { a: ['b'] } }, '{"a": 1}', 0],
  [{ const: { pattern: '(' } }, '{"pattern": "("}', 1],
  [{ properties: { a: { $ref: '#' } }, additionalProperties: false }, '{"a": {"a": {"b": 1}}}', 0],
])('%j on %j', (schema, output, value) => {
  expect(check(schema, output)).toMatchObject({ ok: true, value });
});

describe('reasons say where and what', () => {
  test.each<[Schema, string, RegExp]>([
    [PERSON, '{"name": "Ada", "age": -1}', /^the output does not follow the schema at \/age: .*less than 0/],
    [PERSON, '{"name": "ada"}', /at \/name: does not match the pattern "\^\\\\p\{Lu\}"$/],
    [PERSON, 'Sure!', /^the output is not JSON: expected a value, found "S"$/],
    [PERSON, '{}', /does not have required property "name"/],
    [false, '1', /does not follow the schema/],
  ])('%j %j', (schema, output, reason) => {
    expect(check(schema, output)).toMatchObject({ value: 0, reason: expect.stringMatching(reason) });
  });
  test('they stay short', () => {
    const score = check(PERSON, JSON.stringify({ name: 'Ada', ['x'.repeat(100_000)]: 1 }));
    expect(score.ok && score.reason.length).toBeLessThan(400);
  });
});

describe('schemas that cannot be used', () => {
  test.each<[Schema, RegExp[]]>([
    [{ type: 'strnig' }, [/ #: `type` has a value of the wrong kind\.$/]],
    [
      { properties: { a: { required: 'b' } } },
      [/ #\/properties\/a: `required` has a value of the wrong kind/],
    ],
    [{ propertes: {} }, [/`propertes` is no keyword/]],
    [{ minimum: '1', maxLength: -1 }, [/`minimum`/, /`maxLength`/]],
    [{ anyOf: { type: 'string' } }, [/`anyOf`/]],
    [{ items: 5 }, [/ #\/items: no schema/]],
    [{ patternProperties: { '^a': true } }, [/`patternProperties` is not supported/]],
    [{ $dynamicRef: '#x' }, [/`\$dynamicRef` is not supported/]],
    [{ $ref: '#/$defs/none' }, [/the reference "#\/\$defs\/none" leads nowhere/]],
    [{ $ref: 'https://example.org/schema.json' }, [/leads nowhere/]],
    [{ properties: { a: { $ref: 'file:///etc/passwd' } } }, [/leads nowhere/]],
    [{ $ref: '#' }, [/refers to itself without end/]],
    [{ $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } }, $ref: '#/$defs/a' }, [/without end/]],
    [{ $id: 'http://[' }, [/./]],
  ])('%j', (schema, messages) => {
    expect(faults(schema)).toEqual(messages.map((message) => expect.stringMatching(message)));
  });
  test('bad patterns', () => {
    expect(faults({ pattern: '(a' })).toHaveLength(1);
    expect(faults({ properties: { a: { pattern: '(?=a)' } } })).toHaveLength(1);
  });
  test('nesting without end', () => {
    let schema: JsonObject = {};
    for (let level = 0; level < 5000; level++) schema = { not: schema };
    expect(faults(schema)).toEqual([expect.stringMatching(/nested deeper than 100 levels/)]);
  });
  test('notes of other tools are left alone', () => {
    expect(
      faults({ 'x-order': ['a'], nullable: true, discriminator: { propertyName: 'a' }, examples: [1] }),
    ).toEqual([]);
  });
  test('a schema is not changed, frozen ones work', () => {
    const schema = Object.freeze({
      type: 'object',
      properties: Object.freeze({ a: Object.freeze({ pattern: 'x' }) }),
    });
    expect(check(schema as Schema, '{"a": "x"}')).toMatchObject({ value: 1 });
    expect(Reflect.ownKeys(schema)).toEqual(['type', 'properties']);
  });
});

describe('bounded on hostile outputs', () => {
  test('a pattern that backtracks elsewhere', () => {
    expect(check({ pattern: '^(a+)+$' }, JSON.stringify(`${'a'.repeat(190_000)}!`))).toMatchObject({
      value: 0,
    });
  });
  test("a host name that makes the library's own `url` pattern backtrack", () => {
    expect(check({ format: 'url' }, JSON.stringify(`http://${'a'.repeat(5000)}!`)).ok).toBe(true);
  });
  test('nesting, unique items, many faults', () => {
    expect(check(PERSON, '['.repeat(200_000))).toMatchObject({ value: 0 });
    const numbers = `[${Array.from({ length: 10_000 }, (_, index) => index).join(',')}]`;
    expect(check({ uniqueItems: true }, numbers)).toMatchObject({ value: 1 });
    const ones = `[${'1,'.repeat(99_000)}1]`;
    const score = check({ contains: { allOf: [{ type: 'string' }, { const: 2 }, { enum: [3] }] } }, ones);
    expect(score).not.toMatchObject({ value: 1 });
  });
  test('an output too long is not judged', () => {
    expect(check({}, `"${'x'.repeat(200_000)}"`)).toMatchObject({ ok: false, code: 'check-failed' });
  });
});

test('schemas cannot touch prototypes', () => {
  const schema = JSON.parse(
    '{"properties": {"__proto__": {"type": "string"}}, "__proto__": {"type": "null"}}',
  ) as JsonObject;
  expect(check(schema, '{"__proto__": 1}')).toMatchObject({ value: 0 });
  expect(check(schema, '{"__proto__": "x"}')).toMatchObject({ value: 1 });
});
