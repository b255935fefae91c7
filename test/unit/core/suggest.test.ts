import { expect, test } from 'vitest';
import { cut } from '../../../src/core/cut.ts';
import { lineIndex } from '../../../src/core/lines.ts';
import { didYouMean } from '../../../src/core/suggest.ts';

const KNOWN = ['vars', 'expected', 'tags', 'id', 'max-drop', 'on-inconclusive'];

test.each<[string, string | undefined]>([
  ['var', 'vars'],
  ['vras', 'vars'],
  ['Vars', 'vars'],
  ['expcted', 'expected'],
  ['exepcted', 'expected'],
  ['expects', 'expected'],
  ['maxDrop', 'max-drop'],
  ['max_drop', 'max-drop'],
  ['ids', 'id'],
  ['question', undefined],
  ['', undefined],
  ['zzzz', undefined],
  ['__proto__', undefined],
  ['x'.repeat(1_000_000), undefined],
])('%.20s', (word, meant) => {
  expect(didYouMean(word, KNOWN)).toBe(meant);
});
test('a swap is one step, so that it reaches further than two replacements', () => {
  expect(didYouMean('abdc', ['abcd'])).toBe('abcd');
  expect(didYouMean('abxy', ['abcd'])).toBeUndefined();
});
test('the nearest wins, then the first', () => {
  expect(didYouMean('tag', ['tagged', 'tags', 'tags2'])).toBe('tags');
  expect(didYouMean('abc', ['abd', 'abe'])).toBe('abd');
  expect(didYouMean('abc', [])).toBeUndefined();
});

test('lines and columns count from 1', () => {
  const at = lineIndex('ab\n\ncd');
  expect([0, 2, 3, 4, 5, 6].map((offset) => at(offset))).toEqual([
    { line: 1, column: 1 },
    { line: 1, column: 3 },
    { line: 2, column: 1 },
    { line: 3, column: 1 },
    { line: 3, column: 2 },
    { line: 3, column: 3 },
  ]);
  expect(lineIndex('')(0)).toEqual({ line: 1, column: 1 });
});

test.each([
  ['abc', 3, 'abc'],
  ['abcd', 3, 'ab…'],
  ['a😀b', 3, 'a…'],
  ['😀😀', 4, '😀😀'],
  ['', 3, ''],
])('cut %j to %i', (text, most, expected) => {
  expect(cut(text, most)).toBe(expected);
});
