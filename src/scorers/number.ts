import type { Check } from './scorer.ts';
import { quoted, renderValue, tooLong, verdict } from './value.ts';

/** A number as JSON writes it, or with commas between its thousands, or with a plus; U+2212 is a minus, too. */
const NUMBER =
  /[-+\u2212]?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?|[-+\u2212]?\.\d+(?:[eE][-+]?\d+)?/g;

/**
 * 1 when a number in the output is within the tolerance of the value. With `find: whole` the output has to be the number;
 * currency, unit and percent signs are no part of one. Only the full stop separates decimals: whether a comma does
 * depends on who wrote it, and guessing would be wrong half of the time.
 */
export const number: Check<'number'> = (spec, input) => {
  const refused = tooLong(input.output);
  if (refused) return refused;
  const value = renderValue(spec.value, input);
  if (!value.ok) return value;
  const wanted = numberOf(value.text);
  if (wanted === undefined) {
    return { ok: false, code: 'check-failed', message: `the value ${quoted(value.text)} is not a number` };
  }
  const found = spec.find === 'whole' ? numberOf(input.output) : inText(input.output, spec.find);
  if (found === undefined) return verdict(false, '', 'the output has no such number');
  const room = Math.max(spec.tolerance, spec.relativeTolerance * Math.abs(wanted));
  // A difference such as 0.3 − 0.2 is a hair more than 0.1: rounding of the computer's must not decide.
  const hair = 4 * Number.EPSILON * Math.max(Math.abs(found), Math.abs(wanted));
  const within = `within ${room} of ${wanted}`;
  return verdict(
    Math.abs(found - wanted) <= room + hair,
    `${found} is ${within}`,
    `${found} is not ${within}`,
  );
};

function numberOf(text: string): number | undefined {
  const plain = text.trim();
  const [match] = [...plain.slice(0, 400).matchAll(NUMBER)];
  return match?.[0] === plain ? parse(plain) : undefined;
}

function inText(text: string, which: 'first' | 'last'): number | undefined {
  const all = [...text.matchAll(NUMBER)];
  const match = which === 'first' ? all[0] : all.at(-1);
  if (match === undefined) return undefined;
  // The hyphen of "2024-11" or "A-5" joins; it is no minus.
  const joined = /[-\u2212]/.test(match[0][0] ?? '') && /[\p{L}\p{N}]$/u.test(text.slice(0, match.index));
  return parse(joined ? match[0].slice(1) : match[0]);
}

function parse(text: string): number | undefined {
  const value = Number(text.replaceAll(',', '').replace('\u2212', '-'));
  return Number.isFinite(value) ? value : undefined;
}
