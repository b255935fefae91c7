import { logChoose } from './gamma.ts';
import { requireCount } from './require.ts';

/** Passing trials out of all trials of one variant. */
export interface Passes {
  readonly passes: number;
  readonly n: number;
}

/**
 * Fisher's exact test for two independent groups of binary trials (Fisher 1935): the p-value of head's passes
 * under the hypergeometric distribution with both margins fixed. `worse` counts tables with as few or fewer head
 * passes, `better` as many or more, `different` all tables at most as likely as the observed one.
 * An empty group gives p = 1.
 * @throws RangeError unless the counts are whole numbers with passes <= n.
 */
export function fisherExact(table: {
  readonly base: Passes;
  readonly head: Passes;
  readonly alternative: 'worse' | 'better' | 'different';
}): number {
  const { base, head, alternative } = table;
  requirePasses(base, 'base');
  requirePasses(head, 'head');
  const passes = base.passes + head.passes;
  const whole = logChoose(base.n + head.n, passes);
  const chance = (k: number): number =>
    Math.exp(logChoose(head.n, k) + logChoose(base.n, passes - k) - whole);
  const limit = chance(head.passes) * (1 + 1e-7);

  let p = 0;
  for (let k = Math.max(0, passes - base.n); k <= Math.min(passes, head.n); k += 1) {
    const counts =
      alternative === 'worse'
        ? k <= head.passes
        : alternative === 'better'
          ? k >= head.passes
          : chance(k) <= limit;
    if (counts) p += chance(k);
  }
  return Math.min(1, p);
}

function requirePasses({ passes, n }: Passes, name: string): void {
  requireCount(n, `n of ${name}`);
  requireCount(passes, `passes of ${name}`);
  if (passes > n) throw new RangeError(`passes of ${name} must be at most ${n}, got ${passes}`);
}
