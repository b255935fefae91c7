import { MOST_PAIRS } from './overlap.ts';
import type { Check } from './scorer.ts';
import { comparable, quoted, renderValues, tooLong, verdict } from './value.ts';
import { graphemesOf } from './words.ts';

/**
 * Likeness by characters: 1 − the characters to be put in, taken out or replaced ÷ the length of the longer text. With
 * `maxDistance`, 1 when no more than so many have to change. A character is what people see as one. White space counts.
 */
export const levenshtein: Check<'levenshtein'> = (spec, input) => {
  const values = renderValues(spec.value, input);
  if (!values.ok) return values;
  const refused = [input.output, ...values.texts].map(tooLong).find((failure) => failure !== undefined);
  if (refused) return refused;
  const characters = (text: string) => graphemesOf(comparable(text, spec.ignoreCase));
  const output = characters(input.output);
  let nearest: { distance: number; likeness: number; text: string } | undefined;
  for (const text of values.texts) {
    const distance = distanceOf(output, characters(text));
    if (distance === undefined) {
      return {
        ok: false,
        code: 'check-failed',
        message: 'the texts are too long to be compared in reasonable time',
      };
    }
    const longer = Math.max(output.length, characters(text).length);
    const likeness = longer === 0 ? 1 : 1 - distance / longer;
    const { maxDistance } = spec;
    const nearer =
      maxDistance === undefined
        ? likeness > (nearest?.likeness ?? -1)
        : distance < (nearest?.distance ?? Infinity);
    if (nearer) nearest = { distance, likeness, text };
  }
  const { distance = 0, likeness = 0, text = '' } = nearest ?? {};
  const reason = `${distance} characters differ from ${quoted(text)}`;
  if (spec.maxDistance !== undefined) return verdict(distance <= spec.maxDistance, reason, reason);
  return { ok: true, value: likeness, reason };
};

/** Edits between two lists; `undefined` when it would take too long. */
function distanceOf(left: readonly string[], right: readonly string[]): number | undefined {
  let start = 0;
  const shorter = Math.min(left.length, right.length);
  while (start < shorter && left[start] === right[start]) start += 1;
  let end = 0;
  while (end < shorter - start && left.at(-1 - end) === right.at(-1 - end)) end += 1;
  const rows = left.slice(start, left.length - end);
  const columns = right.slice(start, right.length - end);
  if (rows.length * columns.length > MOST_PAIRS) return undefined;
  let above = Uint32Array.from({ length: columns.length + 1 }, (_, at) => at);
  let row = new Uint32Array(columns.length + 1);
  rows.forEach((character, index) => {
    row[0] = index + 1;
    for (let at = 0; at < columns.length; at += 1) {
      const replaced = (above[at] ?? 0) + (columns[at] === character ? 0 : 1);
      row[at + 1] = Math.min(replaced, (above[at + 1] ?? 0) + 1, (row[at] ?? 0) + 1);
    }
    [above, row] = [row, above];
  });
  return above[columns.length] ?? 0;
}
