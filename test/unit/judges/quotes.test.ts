import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quotesIn } from '../../../src/judges/quotes.ts';

const SHOWN = [
  'How do I reset it?',
  'Open Settings, choose “Security”\n and press  RESET.\nIt’s done — 3 seconds. Straße, naïve, 東京都。',
];

test.each<[string, readonly string[], 'found' | 'missing' | undefined]>([
  ['none', [], undefined],
  ['nothing in the quotes', ['', ' … ', '"-"'], undefined],
  ['word for word', ['choose “Security”'], 'found'],
  ['another case, other white space', ['press reset'], 'found'],
  ['other quotation marks and apostrophes', ['choose "Security"', "It's done"], 'found'],
  ['in quotation marks of its own, with a full stop', ['"press RESET."'], 'found'],
  ['something left out', ['Open Settings … press RESET', 'Open Settings [...] done'], 'found'],
  ['from the question', ['reset it'], 'found'],
  ['another composition in Unicode', ['nai\u0308ve'], 'found'],
  ['another script', ['東京都'], 'found'],
  ['a number', ['3'], undefined],
  ['words that are not there', ['press the button'], 'missing'],
  ['one that is there and one that is not', ['press RESET', 'Close Settings'], 'missing'],
  ['pieces from two texts', ['reset it … press RESET\nOpen Settings'], 'found'],
  ['a piece that is not there', ['Open Settings … close it'], 'missing'],
])('%s', (_name, quotes, result) => {
  expect(quotesIn(quotes, SHOWN)).toBe(result);
});

test('every piece of a text that has words stands in it', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.nat(200),
      fc.nat(200),
      (text, from, to) => {
        // Cutting between a letter and its mark makes another letter: whole characters are quoted.
        const units = [...new Intl.Segmenter('und').segment(text)].map(({ segment }) => segment);
        const quote = units.slice(Math.min(from, to), Math.max(from, to)).join('');
        expect(quotesIn([quote], [text])).not.toBe('missing');
      },
    ),
  );
});

test('a huge quote and a huge text take no time to speak of', () => {
  const text = 'word '.repeat(200_000);
  expect(quotesIn([text.slice(0, 100_000)], [text])).toBe('found');
  expect(quotesIn([`${'. '.repeat(50_000)}x1`], [text])).toBe('missing');
});
