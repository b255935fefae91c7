import { checkPart, type PartCheck } from './part.ts';
import type { Check } from './scorer.ts';

/** 1 when the output ends with the value; white space after it does not count, as models like to put some there. */
export const endsWith: Check<PartCheck> = (spec, input) =>
  checkPart(spec, input, {
    holds: (output, part) => output.endsWith(part) || output.trimEnd().endsWith(part),
    words: ['ends with', 'does not end with'],
  });
