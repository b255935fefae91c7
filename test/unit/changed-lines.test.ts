import fc from 'fast-check';
import { expect, it } from 'vitest';
import { changedLines } from '../../src/core/changed-lines.ts';

it.each([
  ['one line', 'a\nb\nc', 'a\nB\nc', { from: 2, to: 2 }],
  ['several', 'a\nb\nc\nd', 'a\nB\nc\nD', { from: 2, to: 4 }],
  ['lines put in', 'a\nb', 'a\nx\ny\nb', { from: 2, to: 3 }],
  ['lines taken out', 'a\nx\ny\nb', 'a\nb', { from: 2, to: 2 }],
  ['the end taken off', 'a\nb', 'a', { from: 1, to: 1 }],
  ['a new file', '', 'a\nb', { from: 1, to: 2 }],
  ['nothing', 'a', 'a', undefined],
  ['line ends alone', 'a\r\nb', 'a\nb', undefined],
])('%s', (_what, before, after, expected) => {
  expect(changedLines(before, after)).toEqual(expected);
});

it('stays inside of the text, and nothing before or after it differs', () => {
  const text = fc.array(fc.constantFrom('a', 'b', ''), { maxLength: 8 }).map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const found = changedLines(before, after);
      if (!found) {
        expect(before).toBe(after);
        return;
      }
      const [left, right] = [before.split('\n'), after.split('\n')];
      expect(found.from).toBeGreaterThanOrEqual(1);
      expect(found.to).toBeGreaterThanOrEqual(found.from);
      expect(found.to).toBeLessThanOrEqual(right.length);
      expect(left.slice(0, found.from - 1)).toEqual(right.slice(0, found.from - 1).slice(0, left.length));
    }),
  );
});
