import type { Check } from './scorer.ts';
import { comparable, quoted, renderValues, verdict } from './value.ts';

/** 1 when the output is one of the values. White space around both does not count. */
export const oneOf: Check<'one-of'> = (spec, input) => {
  const values = renderValues(spec.values, input);
  if (!values.ok) return values;
  const plain = (text: string) => comparable(text.trim(), spec.ignoreCase);
  const output = plain(input.output);
  const shown = quoted(input.output.trim());
  const holds = values.texts.some((text) => plain(text) === output);
  return verdict(holds, `${shown} is one of the values`, `${shown} is none of ${values.texts.length} values`);
};
