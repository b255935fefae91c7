import { checkPart, type PartCheck } from './part.ts';
import type { Check } from './scorer.ts';

/** 1 when the output begins with the value; white space before it does not count, as models like to put some there. */
export const startsWith: Check<PartCheck> = (spec, input) =>
  checkPart(spec, input, {
    holds: (output, part) => output.startsWith(part) || output.trimStart().startsWith(part),
    words: ['starts with', 'does not start with'],
  });
