import { checkEach } from './part.ts';
import type { Check } from './scorer.ts';

/** 1 when at least one of the values stands somewhere in the output. */
export const containsAny: Check<'contains-any'> = (spec, input) =>
  checkEach(spec, input, ({ found }) => found.length > 0);
