import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/core/json.ts';
import type { CheckSpec } from '../../../src/core/suite.ts';
import { runCheck } from '../../../src/scorers/check.ts';
import type { ScoreInput } from '../../../src/scorers/scorer.ts';

const base = { kind: 'check', name: 'c', threshold: 1 } as const;

function exact(value: string, options: { ignoreCase?: boolean; trim?: boolean } = {}): CheckSpec {
  return { ...base, check: 'exact', value, ignoreCase: false, trim: true, ...options };
}

function part(check: 'contains' | 'starts-with' | 'ends-with', value: string, ignoreCase = false): CheckSpec {
  return { ...base, check, value, ignoreCase };
}

function input(output: string, expected?: Json): ScoreInput {
  return { output, vars: { city: 'Paris' }, ...(expected === undefined ? {} : { expected }) };
}

async function outcome(spec: CheckSpec, given: ScoreInput): Promise<number | string> {
  const score = await runCheck(spec, given);
  return score.ok ? score.value : score.code;
}

describe('exact', () => {
  test.each<[string, string, Parameters<typeof exact>[1], number]>([
    ['Paris', 'Paris', {}, 1],
    ['Paris', ' Paris\n', {}, 1],
    [' Paris', 'Paris', {}, 1],
    ['Paris', ' Paris\n', { trim: false }, 0],
    ['Paris', 'paris', {}, 0],
    ['Paris', 'pARIS', { ignoreCase: true }, 1],
    ['{{city}}', 'Paris', {}, 1],
    ['{{ city }}!', 'Paris!', {}, 1],
    ['Paris', 'Paris.', {}, 0],
    ['', '', {}, 1],
    ['', ' \n', {}, 1],
    ['', 'x', {}, 0],
    ['caf\u00e9', 'cafe\u0301', {}, 1],
    ['CAFÉ', 'cafe\u0301', { ignoreCase: true }, 1],
    ['ΟΔΟΣ', 'οδός', { ignoreCase: true }, 0],
    ['ΟΔΟΣ', 'οδοσ', { ignoreCase: true }, 1],
    ['I', 'ı', { ignoreCase: true }, 0],
    ['😀', '😀', {}, 1],
    ['\u00a0x', 'x', {}, 1],
  ])('%j against %j', async (value, output, options, expected) => {
    expect(await outcome(exact(value, options), input(output))).toBe(expected);
  });
  test.each<[Json, string, number]>([
    [{ a: 1, b: [true, null] }, '{ "b": [true, null], "a": 1 }', 1],
    [{ a: 1 }, '{"a":1,"b":2}', 0],
    [{ a: 1 }, '```json\n{"a":1}\n```', 0],
    [[1, 2], '[2, 1]', 0],
    [5, '5', 1],
    [5, '5.0', 1],
    [5, 'five', 0],
    [0.1, '1e-1', 1],
    [true, 'true', 1],
    [null, 'x', 0],
    ['5', '5.0', 0],
    ['{"a":1}', '{ "a": 1 }', 0],
    [{ a: 'X' }, '{"a":"x"}', 0],
  ])('expected %j, output %j', async (expected, output, value) => {
    expect(await outcome(exact('{{expected}}'), input(output, expected))).toBe(value);
  });
  test('null in a case counts as given when the caller gives it', async () => {
    expect(await outcome(exact('{{expected}}'), input('null', null))).toBe(1);
  });
  test('objects compare as JSON from variables too, and without case', async () => {
    const given = { output: '{"A":"X"}', vars: { want: { a: 'x' } } };
    expect(await outcome(exact(' {{want}} '), given)).toBe(0);
    expect(await outcome(exact('{{want}}', { ignoreCase: true }), given)).toBe(1);
    expect(await outcome(exact('is {{want}}'), { ...given, output: 'is {"a":"x"}' })).toBe(1);
  });
  test('an output that nests without end is only a wrong output', async () => {
    expect(await outcome(exact('{{expected}}'), input('['.repeat(1_000_000), [1]))).toBe(0);
  });
});

describe('contains, starts-with, ends-with', () => {
  test.each<[CheckSpec, string, number]>([
    [part('contains', 'aris'), 'Paris', 1],
    [part('contains', 'ARIS'), 'Paris', 0],
    [part('contains', 'ARIS', true), 'Paris', 1],
    [part('contains', '{{city}}'), 'in Paris.', 1],
    [part('contains', 'é'), 'cafe\u0301', 1],
    [part('contains', 'ΟΔΟΣ', true), 'η οδος μου', 1],
    [part('contains', 'x'), '', 0],
    [part('starts-with', 'Pa'), 'Paris', 1],
    [part('starts-with', 'Pa'), '\n Paris', 1],
    [part('starts-with', ' Pa'), ' Paris', 1],
    [part('starts-with', 'pa'), 'Paris', 0],
    [part('starts-with', 'PA', true), 'paris', 1],
    [part('starts-with', 'aris'), 'Paris', 0],
    [part('ends-with', 'is'), 'Paris', 1],
    [part('ends-with', 'is'), 'Paris \n', 1],
    [part('ends-with', 'is\n'), 'Paris\n', 1],
    [part('ends-with', 'IS'), 'Paris', 0],
    [part('ends-with', 'IS', true), 'paris', 1],
    [part('ends-with', 'Pari'), 'Paris', 0],
    [part('ends-with', '{{completion}}'), 'Paris', 1],
    [part('contains', '{{output}}'), 'Paris', 1],
  ])('%j in %j', async (spec, output, value) => {
    expect(await outcome(spec, input(output))).toBe(value);
  });
  test('an empty value is an error, not a pass', async () => {
    for (const check of ['contains', 'starts-with', 'ends-with'] as const) {
      expect(await outcome(part(check, '{{expected}}'), input('Paris', ''))).toBe('expected-missing');
      expect(await outcome(part(check, ''), input('Paris'))).toBe('expected-missing');
    }
  });
});

describe('what the case does not have', () => {
  test.each<[string, Json | undefined, string]>([
    ['{{expected}}', undefined, 'expected-missing'],
    ['{{expected.a}}', undefined, 'expected-missing'],
    ['{{nope}} {{expected}}', undefined, 'expected-missing'],
    ['{{expected.a}}', { b: 1 }, 'undefined-variable'],
    ['{{nope}}', undefined, 'undefined-variable'],
    ['{{constructor}}', undefined, 'undefined-variable'],
  ])('%s with %j', async (value, expected, code) => {
    for (const spec of [exact(value), part('contains', value)]) {
      expect(await outcome(spec, input('x', expected))).toBe(code);
    }
  });
  test('the message names it', async () => {
    expect(await runCheck(exact('{{nope}}{{a.b}}'), input('x'))).toEqual({
      ok: false,
      code: 'undefined-variable',
      message: 'the case has no `nope`, `a.b`',
    });
  });
});

test('values are not rendered again: a variable cannot reach for another', async () => {
  const given = { output: '{{secret}}', vars: { a: '{{secret}}', secret: 'x' } };
  expect(await outcome(exact('{{a}}'), given)).toBe(1);
});

test('`output` and `expected` win over variables of the same name', async () => {
  const given = { output: 'o', expected: 'e', vars: { output: 'v', expected: 'v' } };
  expect(await outcome(exact('{{expected}}{{output}}'), { ...given, output: 'x' })).toBe(0);
  expect(await outcome(part('contains', '{{expected}}'), { ...given, output: 'has e' })).toBe(1);
});

describe('reasons', () => {
  test.each<[CheckSpec, string, string]>([
    [exact('a\nb'), 'x', 'the output is not "a\\nb"'],
    [exact('x'), 'x', 'the output is "x"'],
    [part('contains', 'x'), 'y', 'the output does not contain "x"'],
    [part('starts-with', 'x'), 'xy', 'the output starts with "x"'],
    [part('ends-with', 'x'), 'y', 'the output does not end with "x"'],
  ])('%j', async (spec, output, reason) => {
    expect(await runCheck(spec, input(output))).toMatchObject({ reason });
  });
  test('long values are cut at 80 characters, never inside one', async () => {
    const reason = async (value: string) => {
      const score = await runCheck(exact(value), input('y'));
      return score.ok ? score.reason : '';
    };
    expect(await reason('x'.repeat(80))).toBe(`the output is not "${'x'.repeat(80)}"`);
    expect(await reason('x'.repeat(81))).toBe(`the output is not "${'x'.repeat(79)}…"`);
    expect(await reason(`${'x'.repeat(78)}😀😀`)).toBe(`the output is not "${'x'.repeat(78)}…"`);
  });
});

test('ten million characters', async () => {
  const output = 'aé'.repeat(5_000_000);
  expect(await outcome(part('contains', 'ÉZ', true), input(output))).toBe(0);
  expect(await outcome(exact('x'), input(output))).toBe(0);
});
