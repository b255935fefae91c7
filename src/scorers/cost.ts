import type { Check } from './scorer.ts';
import { unknown, verdict } from './value.ts';

/** 1 when the answer did not cost too much. Where usage or price is unknown there is no score: unknown is not free. */
export const cost: Check<'cost'> = ({ maxUsd }, { answer }) => {
  if (answer?.costUsd === undefined) return unknown('the cost of the answer');
  const paid = `the answer cost $${Number(answer.costUsd.toPrecision(4))}`;
  return verdict(answer.costUsd <= maxUsd, paid, `${paid}, more than $${maxUsd}`);
};
