import { checkOverlap, type Tokens } from './overlap.ts';
import type { Check } from './scorer.ts';
import { runsOf, shared, tokensOf } from './words.ts';

/**
 * BLEU (Papineni et al. 2002) of one text against its references: geometric mean of the precisions of runs of one to n
 * tokens, times a penalty for being shorter than the nearest reference. Runs longer than the output are left out, and a
 * precision of nothing counts as half, a quarter, an eighth … of one run (Chen and Cherry 2014, NIST's smoothing):
 * without it a single text scores 0 most of the time.
 */
export const bleu: Check<'bleu'> = (spec, input) =>
  checkOverlap(spec, input, tokensOf, (tokens) => bleuOf(tokens, spec.n));

function bleuOf({ output, references }: Tokens, longest: number): number {
  let logs = 0;
  let orders = 0;
  let smoothing = 1;
  for (let n = 1; n <= Math.min(longest, output.length); n += 1) {
    const total = output.length - n + 1;
    const common = shared(runsOf(output, n), mostOf(references, n));
    if (n === 1 && common === 0) return 0;
    if (common === 0) smoothing *= 2;
    logs += Math.log(common === 0 ? 1 / (smoothing * total) : common / total);
    orders += 1;
  }
  const length = nearestLength(output.length, references);
  const penalty = output.length >= length ? 1 : Math.exp(1 - length / output.length);
  return penalty * Math.exp(logs / orders);
}

/** Each run as often as the reference has it that has it most often. */
function mostOf(references: Tokens['references'], n: number): Map<string, number> {
  const most = new Map<string, number>();
  for (const reference of references) {
    for (const [run, count] of runsOf(reference, n)) most.set(run, Math.max(count, most.get(run) ?? 0));
  }
  return most;
}

/** The length of the reference that is nearest in length; of two as near, the shorter. */
function nearestLength(length: number, references: Tokens['references']): number {
  const far = (other: number) => Math.abs(other - length);
  return references
    .map((reference) => reference.length)
    .reduce((near, other) =>
      far(other) < far(near) || (far(other) === far(near) && other < near) ? other : near,
    );
}
