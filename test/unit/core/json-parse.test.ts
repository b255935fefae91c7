import { describe, expect, test } from 'vitest';
import { parseJson } from '../../../src/core/json-parse.ts';

describe('what JSON.parse reads, it reads', () => {
  test.each([
    'null',
    ' true ',
    '-0',
    '1.5e-3',
    '"\\u00e9\\n\\"\\\\\\/"',
    '[]',
    '{}',
    '[1, [2, {"a": null}], "x"]',
    '\t{"a"\r\n: [ ] }\n',
    '"\\ud800"',
    '{"": 1}',
    '"\u2028"',
  ])('%j', (text) => {
    expect(parseJson(text)).toMatchObject({ ok: true, value: JSON.parse(text) });
  });
});

describe('faults with their offset', () => {
  test.each([
    ['', 0, /expected a value, found the end/],
    ['   ', 3, /end of the text/],
    ['{"a":1', 6, /"," or "}"/],
    ['{"a":1,}', 7, /member name/],
    ['[1,]', 3, /expected a value/],
    ['[1 2]', 3, /"," or "\]"/],
    ['{a: 1}', 1, /member name/],
    ["{'a': 1}", 1, /member name/],
    ['{} {}', 3, /follows the end/],
    ['"abc', 4, /ends inside a string/],
    ['"a\nb"', 2, /control character/],
    ['"\\x"', 0, /escape/],
    ['"\\u12"', 0, /escape/],
    ['01', 1, /follows/],
    ['+1', 0, /expected a value/],
    ['.5', 0, /expected a value/],
    ['NaN', 0, /expected a value/],
    ['Infinity', 0, /expected a value/],
    ['{"a": 1e309}', 6, /too large/],
    ['nul', 0, /expected a value/],
    ['{"a": 1, "\\u0061": 2}', 9, /"a" is given twice/],
    ['\uFEFF{}', 0, /expected a value/],
    ['\u00a01', 0, /expected a value/],
  ])('%j', (text, offset, message) => {
    expect(parseJson(text)).toEqual({ ok: false, offset, message: expect.stringMatching(message) });
  });
});

test('depth: 100 levels, not 101, and a million without a crash', () => {
  expect(parseJson('['.repeat(100) + ']'.repeat(100)).ok).toBe(true);
  expect(parseJson('['.repeat(101) + ']'.repeat(101))).toMatchObject({ ok: false, offset: 100 });
  expect(parseJson('['.repeat(1_000_000)).ok).toBe(false);
  expect(parseJson('{"a":'.repeat(1_000_000)).ok).toBe(false);
});

test('a string of ten million characters', () => {
  const text = JSON.stringify('x"\\'.repeat(3_000_000));
  expect(parseJson(text)).toMatchObject({ ok: true, value: JSON.parse(text) });
});

test('members that would touch a prototype are own members', () => {
  const parsed = parseJson('{"__proto__": {"polluted": 1}, "constructor": 2}');
  expect(JSON.stringify(parsed.ok && parsed.value)).toBe('{"__proto__":{"polluted":1},"constructor":2}');
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});

test('offsets of the items of an outer array only', () => {
  expect(parseJson(' [1, [2, 3],\n {"a": [4]}]')).toMatchObject({ ok: true, items: [2, 5, 14] });
  expect(parseJson('{"a": [1]}')).toMatchObject({ ok: true, items: [] });
});
