import { describe, expect, test } from 'vitest';
import { problemsOf } from '../../../src/core/errors.ts';
import { parseYaml } from '../../../src/core/yaml.ts';

function parse(text: string) {
  return parseYaml({ path: 'evals/a.yml', text }, 'E_CONFIG_SYNTAX');
}

/** Problems as `line:column message`. */
function faults(text: string): string[] {
  try {
    parse(text);
  } catch (error) {
    return (problemsOf(error) ?? []).map(({ code, message, help, place }) => {
      expect(code).toBe('E_CONFIG_SYNTAX');
      expect(help.length).toBeGreaterThan(5);
      expect(place?.path).toBe('evals/a.yml');
      return `${place?.line}:${place?.column} ${message}`;
    });
  }
  throw new Error('nothing was wrong');
}

describe('values', () => {
  test.each<[string, unknown]>([
    ['', null],
    ['# only a comment\n', null],
    ['plain', 'plain'],
    ['a: 2020-01-01', { a: '2020-01-01' }],
    ['a: yes\nb: no\nc: on', { a: 'yes', b: 'no', c: 'on' }],
    ['a: true\nb: ~\nc:\nd: null', { a: true, b: null, c: null, d: null }],
    ['a: 0x1f\nb: 0o17\nc: 1e3\nd: 017\ne: 1_000', { a: 31, b: 15, c: 1000, d: 17, e: '1_000' }],
    ['a: |\r\n  one\r\n  two\r\nb: 1\r\n', { a: 'one\ntwo\n', b: 1 }],
    ['\uFEFFa: 1', { a: 1 }],
    ['1: a\n1.0: b\ntrue: c', { '1': 'a', '1.0': 'b', true: 'c' }],
    ['a: &x [1, 2]\nb: *x', { a: [1, 2], b: [1, 2] }],
    ['%YAML 1.1\n---\na: yes', { a: 'yes' }],
    ['a: !!str 1\nb: ! 2', { a: '1', b: '2' }],
    ['{"a": [1, {"b": "ü😀"}]}', { a: [1, { b: 'ü😀' }] }],
  ])('%j', (text, value) => {
    expect(parse(text).value).toEqual(value);
  });
  test('keys that would touch a prototype are ordinary members', () => {
    const { value } = parse('__proto__: { polluted: 1 }\nconstructor: 2\ntoString: 3');
    expect(JSON.stringify(value)).toBe('{"__proto__":{"polluted":1},"constructor":2,"toString":3}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});

describe('refused', () => {
  test.each<[string, string[]]>([
    ['a: 1\nb: 2\na: 3', ['3:1 The key "a" stands here a second time; the first is on line 1.']],
    ['x:\n  a: 1\n  "a": 2', ['3:3 The key "a" stands here a second time; the first is on line 2.']],
    ['a: !foo x', ['1:4 Unresolved tag: !foo.']],
    ['a: !!binary aGk=', ['1:4 Unresolved tag: tag:yaml.org,2002:binary.']],
    ['a: !!js/function x', ['1:4 Unresolved tag: tag:yaml.org,2002:js/function.']],
    [
      'a: .inf\nb: 1e999',
      [
        '1:4 The number .inf is too large or not a number.',
        '2:4 The number 1e999 is too large or not a number.',
      ],
    ],
    ['a: .nan', ['1:4 The number .nan is too large or not a number.']],
    ['a: 12345678901234567890', ['1:4 The number 12345678901234567890 is too large or not a number.']],
    ['? [a]\n: b', ['1:3 A key is empty or not plain text.']],
    [': b', ['1:1 A key is empty or not plain text.']],
    ['a: &a {x: 1}\nb:\n  <<: *a', ['3:3 Merge keys (`<<`) are not part of YAML 1.2.']],
    ['a: *b', ['1:4 The alias *b repeats an anchor that is not there.']],
    ['a: &a [*a]', ['1:8 The alias *a stands inside what it repeats.']],
    ['a: 1\n---\nb: 2', ['2:1 A second document begins here.']],
    ['a:\n\tb: 1', ['2:1 Tabs are not allowed as indentation.']],
  ])('%j', (text, expected) => {
    expect(faults(text)).toEqual(expected);
  });
  test('every syntax error is listed, 20 at most, in order', () => {
    const two = faults('a: [1, 2\nb: "x" y\n');
    expect(two.length).toBeGreaterThan(1);
    expect(faults(`[${','.repeat(500)}]`)).toHaveLength(20);
  });
  test('nesting ends at 100 levels', () => {
    expect(JSON.stringify(parse('['.repeat(100) + ']'.repeat(100)).value)).toBe(
      '['.repeat(100) + ']'.repeat(100),
    );
    expect(faults('['.repeat(101) + ']'.repeat(101))).toEqual(['1:101 Nested deeper than 100 levels.']);
    expect(faults('- '.repeat(300_000))).toEqual(['1:201 Nested deeper than 100 levels.']);
    expect(faults('{a: '.repeat(50_000))).toEqual(['1:401 Nested deeper than 100 levels.']);
  });
  test('nesting through aliases ends there too', () => {
    const deep = `${'['.repeat(60)}1${']'.repeat(60)}`;
    expect(() => parse(`a: &a ${deep}\nb: [*a]`)).not.toThrow();
    expect(faults(`a: &a ${deep}\nb: ${'['.repeat(50)}*a${']'.repeat(50)}`)[0]).toMatch(
      /^2:\d+ Aliases make/,
    );
  });
  test('an alias bomb is refused quickly', () => {
    const lines = ['a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]'];
    for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg', 'gh', 'hi']) {
      lines.push(`${to}: &${to} [${Array(9).fill(`*${from}`).join(', ')}]`);
    }
    expect(faults(lines.join('\n'))).toHaveLength(1);
    expect(faults(`a: &a "${'x'.repeat(400_000)}"\nb: [*a, *a, *a]`)).toHaveLength(1);
  });
  test('a map of many keys is read in time', () => {
    const text = Array.from({ length: 60_000 }, (_, index) => `k${index}: 1`).join('\n');
    expect(Object.keys(parse(text).value as object)).toHaveLength(60_000);
  });
  test('size', () => {
    const text = `a: ${'x'.repeat(1 << 20)}`;
    const source = { path: 'a.yml', text };
    expect(() => parseYaml(source, 'E_CONFIG_SYNTAX')).toThrow(
      expect.objectContaining({ problem: expect.objectContaining({ code: 'E_FILE_TOO_LARGE' }) }),
    );
    expect(() => parseYaml(source, 'E_CONFIG_SYNTAX', text.length)).not.toThrow();
  });
  test('a message never quotes the file at length', () => {
    for (const text of [
      `a: !${'x'.repeat(5000)} b`,
      `a: *${'x'.repeat(5000)}`,
      `${'k'.repeat(900)}: 1\n${'k'.repeat(900)}: 2`,
    ]) {
      expect(Math.max(...faults(text).map((fault) => fault.length))).toBeLessThan(200);
    }
  });
});

describe('placeOf', () => {
  const file = parse('a: 1\nb:\n  - x: 1\n    y: { z: 2 }\n  - q\nc: &c { k: 1 }\nd: *c\n"e.f": 1\n');
  test.each<[(string | number)[], number, number]>([
    [[], 1, 1],
    [['a'], 1, 1],
    [['b'], 2, 1],
    [['b', 0], 3, 5],
    [['b', 0, 'y'], 4, 5],
    [['b', 0, 'y', 'z'], 4, 10],
    [['b', 1], 5, 5],
    [['b', 7], 2, 1],
    [['b', 0, 'nope'], 3, 5],
    [['b', 0, 'y', 'z', 'deeper'], 4, 10],
    [['nope'], 1, 1],
    [['c', 'k'], 6, 9],
    [['d'], 7, 1],
    [['d', 'k'], 6, 9],
    [['e.f'], 8, 1],
  ])('%j', (path, line, column) => {
    expect(file.placeOf(path)).toEqual({ path: 'evals/a.yml', line, column });
  });
  test('an empty file and a byte order mark', () => {
    expect(parse('').placeOf(['a'])).toEqual({ path: 'evals/a.yml', line: 1, column: 1 });
    expect(parse('\uFEFFa: 1\nb: 2').placeOf(['b'])).toMatchObject({ line: 2, column: 1 });
    expect(parse('\uFEFFa: 1').placeOf(['a'])).toMatchObject({ line: 1, column: 1 });
  });
});
