import { canonicalJson } from '../core/json.ts';
import { parseJson } from '../core/json-parse.ts';
import type { Check } from './scorer.ts';
import { comparable, quoted, renderValue, soleJson } from './value.ts';

/**
 * 1 when the output is the value. With `trim`, white space around both does not count. A value that is one placeholder
 * for an object, list, number, boolean or null is compared as JSON when the output is JSON: order of members and
 * layout do not count then.
 */
export const exact: Check<'exact'> = (spec, input) => {
  const value = renderValue(spec.value, input);
  if (!value.ok) return value;
  const json = soleJson(spec.value, input);
  const parsed = json === undefined ? undefined : parseJson(input.output);
  const texts: [string, string] =
    json !== undefined && parsed?.ok
      ? [canonicalJson(parsed.value), canonicalJson(json)]
      : [around(input.output, spec.trim), around(value.text, spec.trim)];
  const [output, wanted] = texts.map((text) => comparable(text, spec.ignoreCase));
  return output === wanted
    ? { ok: true, value: 1, reason: `the output is ${quoted(texts[1])}` }
    : { ok: true, value: 0, reason: `the output is not ${quoted(texts[1])}` };
};

function around(text: string, trim: boolean): string {
  return trim ? text.trim() : text;
}
