import type { Check } from './scorer.ts';
import { unknown, verdict } from './value.ts';

/** 1 when the answer ended in one of the ways named. */
export const finish: Check<'finish'> = ({ reasons }, { answer }) => {
  if (answer === undefined) return unknown('how the answer ended');
  const how = `the answer ended by ${answer.finish}`;
  return verdict(reasons.includes(answer.finish), how, `${how}, not by ${reasons.join(' or ')}`);
};
