import { describe, expect, test } from 'vitest';
import { problemsOf } from '../../../src/core/errors.ts';
import { compilePattern, regex } from '../../../src/scorers/regex.ts';

function check(pattern: string, output: string, ignoreCase = false) {
  const spec = { kind: 'check', check: 'regex', name: 'r', threshold: 1, pattern, ignoreCase } as const;
  return regex(spec, { output, vars: {} });
}

test.each<[string, string, boolean, number]>([
  ['ar', 'Paris', false, 1],
  ['^ar', 'Paris', false, 0],
  ['^Paris$', 'Paris', false, 1],
  ['^Paris$', 'x\nParis', false, 0],
  ['(?m)^Paris$', 'x\nParis', false, 1],
  ['PARIS', 'paris', false, 0],
  ['PARIS', 'paris', true, 1],
  ['(?i)PARIS', 'paris', false, 1],
  ['É', 'é', true, 1],
  ['^.$', '😀', false, 1],
  ['a.b', 'a\nb', false, 0],
  ['(?s)a.b', 'a\nb', false, 1],
  ['\\d{3}-\\d{4}', 'call 555-1234', false, 1],
  ['^\\p{Lu}\\p{L}+$', 'Élan', false, 1],
  ['\\u00e9', 'é', false, 1],
  ['\\u{1F600}', '😀', false, 1],
  ['(?<year>\\d{4})', '2024', false, 1],
  ['^a\\/b$', 'a/b', false, 1],
  ['^\\ud83d\\ude00$', '😀', false, 1],
  ['^\\\\u0041$', '\\u0041', false, 1],
  ['', '', false, 1],
  ['x', '', false, 0],
])('%s on %j', (pattern, output, ignoreCase, value) => {
  expect(check(pattern, output, ignoreCase)).toMatchObject({ ok: true, value });
});

test('reasons', () => {
  expect(check('a+', 'aa')).toMatchObject({ reason: 'the output matches "a+"' });
  expect(check('a+', 'b')).toMatchObject({ reason: 'the output does not match "a+"' });
});

describe('patterns that cannot be used', () => {
  test.each([
    '(a',
    'a)',
    '[a',
    '*a',
    'a{2,1}',
    'a{1001}',
    '((a{100}){100}){100}',
    '(?=x)',
    '(?!x)',
    '(?<=x)y',
    '(a)\\1',
    '\\k<x>',
    '\\h',
    '\\u12',
    '\\u0041\\h',
    `a{900}${'b{900}'.repeat(3)}`,
    'x'.repeat(2001),
  ])('%s', (pattern) => {
    for (const use of [() => compilePattern(pattern, false), () => check(pattern, 'x')]) {
      try {
        use();
      } catch (error) {
        const [problem] = problemsOf(error) ?? [];
        expect(problem?.code).toBe('E_SCORER_INVALID');
        expect(problem?.message.length).toBeLessThan(300);
        continue;
      }
      throw new Error('accepted');
    }
  });
});

test('patterns that backtrack without end elsewhere are linear here', () => {
  const long = 'a'.repeat(199_999);
  expect(check('^(a+)+$', `${long}!`)).toMatchObject({ value: 0 });
  expect(check('(a|aa)+$', `${long}!`)).toMatchObject({ value: 0 });
  expect(check('(.*)(.*)(.*)(.*)[^a]x', long)).toMatchObject({ value: 0 });
  expect(check('(a?){300}a{300}[bc]', long)).toMatchObject({ value: 0 });
});

test('longer outputs are not judged, rather than judged in part', () => {
  expect(check('x', 'x'.repeat(200_000))).toMatchObject({ ok: true, value: 1 });
  expect(check('x', 'x'.repeat(200_001))).toMatchObject({ ok: false, code: 'check-failed' });
});

test('a compiled pattern is used again, and case is part of what it is', () => {
  expect(compilePattern('abc', false)).toBe(compilePattern('abc', false));
  expect(compilePattern('abc', false)).not.toBe(compilePattern('abc', true));
  for (let index = 0; index < 500; index++) compilePattern(`n${index}`, false);
  expect(compilePattern('abc', true).test('ABC')).toBe(true);
});
