import type { LengthUnit } from '../core/check-spec.ts';
import type { Check } from './scorer.ts';
import { tooLong, verdict } from './value.ts';
import { graphemesOf, wordsOf } from './words.ts';

/** 1 when the output is no shorter than `min` and no longer than `max`. */
export const length: Check<'length'> = ({ min = 0, max = Number.POSITIVE_INFINITY, unit }, input) => {
  const refused = unit === 'characters' || unit === 'words' ? tooLong(input.output) : undefined;
  if (refused) return refused;
  const count = lengthIn(unit, input.output);
  const named = `the output has ${count} ${unit.replace('spaced-words', 'words')}`;
  if (count < min) return verdict(false, '', `${named}, fewer than ${min}`);
  return verdict(count <= max, named, `${named}, more than ${max}`);
};

function lengthIn(unit: LengthUnit, text: string): number {
  switch (unit) {
    case 'characters':
      return graphemesOf(text).length;
    case 'words':
      return wordsOf(text).length;
    case 'spaced-words':
      return text.split(/\s+/u).filter((word) => word !== '').length;
    case 'lines':
      return text === '' ? 0 : text.replace(/\r?\n$/, '').split(/\r\n|\r|\n/).length;
    case 'bytes':
      return new TextEncoder().encode(text).length;
  }
}
