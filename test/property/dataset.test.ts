import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { parseDataset } from '../../src/core/dataset/dataset.ts';
import { problemsOf } from '../../src/core/errors.ts';
import { canonicalJson, type Json } from '../../src/core/json.ts';
import { parseJson } from '../../src/core/json-parse.ts';
import type { Case } from '../../src/core/suite.ts';
import { parseYaml } from '../../src/core/yaml.ts';

/** Texts that a dataset may hold: well-formed, without null bytes. */
const text = fc
  .string({ unit: 'binary', maxLength: 20 })
  .map((value) => value.replaceAll(/\0|\p{Surrogate}/gu, '?'));
const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(text, tie('value'), { maxKeys: 3 }),
  ),
})).value;
const tag = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const cases: fc.Arbitrary<Case[]> = fc.uniqueArray(
  fc.record(
    {
      id: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 _-]{0,10}[A-Za-z0-9]$/),
      vars: fc.dictionary(text, json, { maxKeys: 4 }),
      tags: fc.uniqueArray(tag, { maxLength: 3 }),
      expected: json.filter((value) => value !== null),
    },
    { requiredKeys: ['id', 'vars', 'tags'] },
  ),
  { selector: ({ id }) => id, minLength: 1, maxLength: 5 },
);

/** Compared as text: `toEqual` does not see an own `__proto__`. */
function expectSame(parsed: readonly Case[], printed: readonly Case[]): void {
  expect(parsed.map((one) => canonicalJson(one))).toEqual(printed.map((one) => canonicalJson(one)));
}

test('parse∘print is the identity: JSON lines', async () => {
  await fc.assert(
    fc.asyncProperty(
      cases,
      fc.constantFrom('\n', '\r\n', '\n\n'),
      fc.constantFrom('', '\uFEFF'),
      async (rows, end, bom) => {
        const printed = bom + rows.map((row) => JSON.stringify(row) + end).join('');
        expectSame(await parseDataset({ path: 'd.jsonl', text: printed }), rows);
      },
    ),
  );
});

test('parse∘print is the identity: JSON', async () => {
  await fc.assert(
    fc.asyncProperty(cases, fc.nat(4), async (rows, indent) => {
      expectSame(await parseDataset({ path: 'd.json', text: JSON.stringify(rows, null, indent) }), rows);
    }),
  );
});

test('parse∘print is the identity: YAML', async () => {
  // `yaml` prints some control characters and keys in ways that YAML itself cannot hold; those are its own affair.
  const plain = /^[\p{L}\p{N}\p{P}\p{S} ]*$/u;
  await fc.assert(
    fc.asyncProperty(cases, async (rows) => {
      const texts = JSON.stringify(rows);
      fc.pre(plain.test(texts) && !/"(?:<<)?":|e[+-]?\d{3}|\d{16}/.test(texts));
      expectSame(await parseDataset({ path: 'd.yml', text: stringify(rows) }), rows);
    }),
  );
});

test('parse∘print is the identity: CSV, where all values are texts', async () => {
  const cell = (value: string) =>
    /[",\n]/.test(value) || value === '' ? `"${value.replaceAll('"', '""')}"` : value;
  const column = fc
    .stringMatching(/^[a-z_]{2,6}$/)
    .filter((name) => !['id', 'tags', 'expected'].includes(name));
  const table = fc.uniqueArray(column, { minLength: 1, maxLength: 4 }).chain((names) =>
    fc.tuple(
      fc.constant(names),
      fc.array(
        fc.array(
          text.map((value) => value.replaceAll(/\r\n?/g, '\n')),
          { minLength: names.length, maxLength: names.length },
        ),
        {
          minLength: 1,
          maxLength: 5,
        },
      ),
    ),
  );
  await fc.assert(
    fc.asyncProperty(table, fc.constantFrom('\n', '\r\n'), async ([names, rows], end) => {
      const lines = [['id', ...names], ...rows.map((cells, index) => [`row-${index}`, ...cells])];
      const printed = lines.map((cells) => cells.map(cell).join(',')).join(end);
      const expected = rows.map((cells, index) => ({
        id: `row-${index}`,
        vars: Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ''])),
        tags: [],
      }));
      expectSame(await parseDataset({ path: 'd.csv', text: printed }), expected);
    }),
  );
});

test('any text: cases, or our own errors with a line', async () => {
  const path = fc.constantFrom('d.jsonl', 'd.json', 'd.yml', 'd.csv');
  const pieces = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          '{',
          '}',
          '[',
          ']',
          '"',
          ',',
          ':',
          '\n',
          '- ',
          'a',
          'id: ',
          '1',
          '"q":',
          '&a ',
          '*a',
          '\\u0000',
          '\t',
        ),
        fc.string(),
      ),
    )
    .map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(path, pieces, async (name, content) => {
      try {
        expect((await parseDataset({ path: name, text: content })).length).toBeGreaterThan(0);
      } catch (error) {
        const problems = problemsOf(error) ?? [];
        expect(problems.length, String(error)).toBeGreaterThan(0);
        for (const { code, place } of problems) {
          if (code === 'E_DATASET_INVALID') expect(place?.line).toBeGreaterThan(0);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('the JSON reader agrees with JSON.parse on what is JSON', () => {
  const pieces = fc
    .array(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        '"',
        ',',
        ':',
        '1',
        '-',
        '0',
        '.',
        'e',
        'true',
        'null',
        ' ',
        '\\',
        'u0041',
        '"a"',
        '"b":',
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(
      fc.oneof(
        pieces,
        json.map((value) => JSON.stringify(value)),
        fc.json(),
        fc.string(),
      ),
      (content) => {
        let native: unknown;
        let isJson = true;
        try {
          native = JSON.parse(content);
        } catch {
          isJson = false;
        }
        const parsed = parseJson(content);
        if (!parsed.ok && isJson) expect(parsed.message).toMatch(/given twice|too large/);
        else if (parsed.ok) expect(JSON.stringify(parsed.value)).toBe(JSON.stringify(native));
        expect(parsed.ok && !isJson).toBe(false);
      },
    ),
    { numRuns: 2000 },
  );
});

test('JSON is YAML: the YAML reader reads the same values', () => {
  fc.assert(
    fc.property(json, (value) => {
      const printed = JSON.stringify(value, null, 1);
      // A key over 1024 characters or a number beyond 2^53 is where the two differ on purpose.
      fc.pre(!/\d{16}|\p{Cc}/u.test(printed.replaceAll('\n', '')));
      const { value: read } = parseYaml({ path: 'a.yml', text: printed }, 'E_CONFIG_SYNTAX');
      expect(canonicalJson(read)).toBe(canonicalJson(value));
    }),
  );
});
