import type { Check } from './scorer.ts';
import { renderValues, unknown } from './value.ts';
import { f1 } from './words.ts';

/** F1 of the names of the tools called and those expected: each name once, in any order. */
export const toolCallF1: Check<'tool-call-f1'> = ({ values }, input) => {
  if (input.answer === undefined) return unknown('which tools the answer calls');
  const expected = renderValues(values, input);
  if (!expected.ok) return expected;
  const wanted = new Set(expected.texts.map((name) => name.trim()));
  const called = new Set((input.answer.toolCalls ?? []).map(({ name }) => name));
  const common = [...wanted].filter((name) => called.has(name)).length;
  return {
    ok: true,
    value: f1(common, called.size, wanted.size),
    reason: `${common} of ${wanted.size} expected tools are called, and ${called.size - common} others`,
  };
};
