import { checkEach } from './part.ts';
import type { Check } from './scorer.ts';

/** 1 when every one of the values stands somewhere in the output. */
export const containsAll: Check<'contains-all'> = (spec, input) =>
  checkEach(spec, input, ({ missing }) => missing.length === 0);
