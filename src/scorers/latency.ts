import type { Check } from './scorer.ts';
import { unknown, verdict } from './value.ts';

/** 1 when the answer came in time. Of an answer from a recording it is the time that it took when it was recorded. */
export const latency: Check<'latency'> = ({ maxMs }, { answer }) => {
  if (answer === undefined) return unknown('the latency');
  const took = `the answer took ${Math.round(answer.latencyMs)} ms`;
  return verdict(answer.latencyMs <= maxMs, took, `${took}, more than ${maxMs}`);
};
