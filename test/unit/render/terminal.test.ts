import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { clip, columnsOf, pad, wrap } from '../../../src/render/layout.ts';
import { renderTerminal } from '../../../src/render/terminal.ts';
import { scenarios } from '../../support/scenarios.ts';

describe.each(Object.entries(scenarios()))('%s', (name, report) => {
  it('reads as its snapshot', async () => {
    const text = renderTerminal(report, { width: 100, color: false });
    await expect(text).toMatchFileSnapshot(`../../fixtures/terminal/${name}.txt`);
  });

  it('says the same in colour', () => {
    const coloured = stripVTControlCharacters(renderTerminal(report, { width: 100, color: true }));
    const plain = renderTerminal(report, { width: 100, color: false });
    const words = (text: string) => text.replace(/\[-|-\]|\{\+|\+\}|\s+/g, '');
    expect(words(coloured)).toBe(words(plain));
  });

  it.each([60, 80, 120])('keeps within %d columns', (width) => {
    for (const line of renderTerminal(report, { width, color: false }).split('\n')) {
      // A place to click and code to copy are not broken.
      if (/^ *(?:✖ E_|- uses:|fatal: )/.test(line)) continue;
      expect(stringWidth(line), line).toBeLessThanOrEqual(width);
    }
  });
});

it('aligns by what the eye sees', () => {
  expect(pad('日本', 6)).toBe('日本  ');
  expect(pad('👨‍👩‍👧', 4, 'right')).toBe('  👨‍👩‍👧');
  const lines = columnsOf(
    [{ title: 'name' }, { title: 'n', numeric: true }],
    [
      ['日本語', '1'],
      ['a', '100'],
      ['👍🏽', '22'],
    ],
  );
  expect(lines.map((line) => stringWidth(line))).toEqual([11, 11, 11, 11]);
});

it('leaves out columns that can yield where lines would be too long, one after the other', () => {
  const columns = [
    { title: 'name' },
    { title: 'base', yields: 1 },
    { title: 'interval', yields: 2 },
    { title: 'verdict' },
  ];
  const at = (width?: number) =>
    columnsOf(columns, [['a', 'b', 'c', 'd']], width).map((line) => line.replace(/ +/g, ' '));
  expect(at()).toEqual(['name base interval verdict', 'a b c d']);
  expect(at(29)).toEqual(['name base interval verdict', 'a b c d']);
  expect(at(28)).toEqual(['name interval verdict', 'a c d']);
  expect(at(20)).toEqual(['name verdict', 'a d']);
  expect(at(1)).toEqual(['name verdict', 'a d']);
});

it('clips without splitting a character', () => {
  expect(clip('日本語です', 6)).toBe('日本…');
  expect(clip('👨‍👩‍👧👨‍👩‍👧', 3)).toBe('👨‍👩‍👧…');
  expect(clip('short', 5)).toBe('short');
});

it('wraps words, keeps lines and breaks what is too long', () => {
  const paint = (text: string) => text;
  expect(wrap([{ text: 'one two three\n\nfour', paint }], 9)).toEqual(['one two', 'three', '', 'four']);
  expect(wrap([{ text: 'a'.repeat(20), paint }], 8)).toEqual(['a'.repeat(8), 'a'.repeat(8), 'a'.repeat(4)]);
  const shout = (text: string) => `<${text}>`;
  expect(
    wrap(
      [
        { text: 'aaaa bbbb ', paint },
        { text: 'cccc', paint: shout },
      ],
      9,
    ),
  ).toEqual(['aaaa bbbb', '<cccc>']);
});
