import { describe, expect, it } from 'vitest';
import { cut, oneLine, visible } from '../../../src/render/visible.ts';

describe('visible', () => {
  it.each([
    ['a\u202Eb\u202C', 'a[U+202E]b[U+202C]'],
    ['a\u200Bb', 'a[U+200B]b'],
    ['a\u0000b\u001B[31m', 'a[U+0000]b[U+001B][31m'],
    ['a\uD800b', 'a[U+D800]b'],
    ['\u{E0041}', '[U+E0041]'],
    ['a\u200Db', 'a[U+200D]b'],
    ['a\uFE0Fb', 'a[U+FE0F]b'],
    ['☃\uFE0F\uFE0F', '☃\uFE0F[U+FE0F]'],
    ['a\r\nb\rc', 'a\nb[U+000D]c'],
  ])('shows %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it.each(['plain', 'tab\tand\nline', 'naïve café', '日本語', 'שלום', '👨‍👩‍👧 👍🏽 ❤️ 1️⃣', 'می‌خواهم', 'क्‍ष'])(
    'leaves %j alone',
    (text) => {
      expect(visible(text)).toBe(text);
    },
  );

  it('stops marks from piling up', () => {
    expect(visible(`Z${'\u0301'.repeat(60)}`)).toBe(`Z${'\u0301'.repeat(8)}[+52 marks]`);
  });
});

it('cuts between characters', () => {
  expect(cut('abcdef', 6)).toBe('abcdef');
  expect(cut('abcdef', 4)).toBe('abc…');
  expect(cut('ab😀cd', 4)).toBe('ab…');
});

it('puts a text on one line', () => {
  expect(oneLine('a\n\tb\r\nc')).toBe('a↵ b↵c');
});
