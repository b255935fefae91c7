import { describe, expect, it } from 'vitest';
import { diffOutputs } from '../../../src/render/diff.ts';
import { quote, quoteSegments } from '../../../src/render/markdown.ts';

const shown = (base: string, head: string, limit = 4000) => {
  const diff = diffOutputs(base, head, limit);
  return diff.kind === 'words' ? quoteSegments(diff.segments) : diff.kind;
};

it('marks the words that differ', () => {
  expect(shown('It takes 3 to 5 days.', 'It takes 5 to 10 days.')).toBe(
    '<blockquote>\n<code>It takes <del>3</del><ins><b>5</b></ins> to <del>5</del><ins><b>10</b></ins> days.</code>\n</blockquote>',
  );
});

it('joins changes that only a space parts', () => {
  expect(shown('We never do all that here, sorry.', 'We never try the same here, sorry.')).toContain(
    '<del>do all that</del><ins><b>try the same</b></ins>',
  );
});

it('shows a line end that came or went', () => {
  expect(shown('one two three\nfour five six', 'one two three four five six')).toContain('<del>↵</del>');
});

it('keeps empty lines without ending the block', () => {
  expect(quote('a\n\n\nb\n\n')).toBe(
    '<blockquote>\n<code>a</code><br>\n<br>\n<br>\n<code>b</code>\n</blockquote>',
  );
  expect(quote('')).toBe('<blockquote>\n(empty)\n</blockquote>');
});

describe('falls back', () => {
  it('to one text when nothing differs', () => {
    expect(shown('same', 'same')).toBe('equal');
  });

  it('to two texts when little is alike', () => {
    expect(shown('Yes, we ship to Norway in six days.', 'No.')).toBe('rewritten');
    expect(shown('', 'something')).toBe('rewritten');
  });

  it('to two texts when a diff would take long', () => {
    const words = (step: number) =>
      Array.from({ length: 1000 }, (_none, at) => `w${(at * step) % 997}`).join(' ');
    expect(shown(words(3), words(5))).toBe('rewritten');
    expect(shown('漢字'.repeat(2000), '漢子'.repeat(2000))).toBe('rewritten');
  });
});

it('cuts long outputs and says so', () => {
  const diff = diffOutputs('x'.repeat(10), 'y '.repeat(5000), 4000);
  expect(diff.cutNote).toBe('4000 characters from where they differ, of 10000');
  expect(diffOutputs('x'.repeat(5000), 'x'.repeat(5000), 4000).cutNote).toBe(
    'the first 4000 of 5000 characters',
  );
});

it('shows a difference that stands far back in a long output', () => {
  const same = 'All of this stands in both of them. '.repeat(400);
  const diff = diffOutputs(`${same}The answer is yes.`, `${same}The answer is no.`, 600);
  expect(diff.cutNote).toBeUndefined();
  expect(diff.kind === 'words' && quoteSegments(diff.segments)).toMatch(
    /^<blockquote>\n<code><i>… \d+ characters alike …<\/i>[^<]{100,300}<del>yes<\/del><ins><b>no<\/b><\/ins>\.<\/code>\n<\/blockquote>$/,
  );
});

it('splits no character', () => {
  const same = '😀'.repeat(500);
  const diff = diffOutputs(`${same}a${same}`, `${same}b${same}`, 600);
  expect(diff.kind === 'words' && quoteSegments(diff.segments)).not.toContain('[U+');
});

it('shortens what both have', () => {
  const same = 'All of this stands in both of them. '.repeat(40);
  const text = shown(`${same}old${same}`, `${same}new${same}`);
  expect(text).toMatch(/<i>… \d+ characters alike …<\/i>/);
  expect(text.length).toBeLessThan(700);
});
