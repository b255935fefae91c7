import { checkPart, type PartCheck } from './part.ts';
import type { Check } from './scorer.ts';

/** 1 when the value stands somewhere in the output. */
export const contains: Check<PartCheck> = (spec, input) =>
  checkPart(spec, input, {
    holds: (output, part) => output.includes(part),
    words: ['contains', 'does not contain'],
  });
