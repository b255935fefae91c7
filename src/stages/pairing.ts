import type { MeasuredTrial } from '../core/measurement.ts';
import type { PlannedSuite } from '../core/plan.ts';
import type { Variant } from '../core/trial.ts';
import type { Job } from './lay-out.ts';
import { purposeOf } from './purpose.ts';
import type { Asking } from './schedule.ts';

interface Done {
  job: Job;
  result: MeasuredTrial;
}

/** Lets trials wait for their other side, where a judge compares the two. */
export interface Pairing {
  take(job: Job, result: MeasuredTrial): Promise<void>;
  /** Gives up those whose other side was left undone. */
  flush(): void;
}

export function createPairing(asking: Asking, finish: (job: Job, result: MeasuredTrial) => void): Pairing {
  const waiting = new Map<string, Partial<Record<Variant, Done>>>();
  return {
    async take(job, result) {
      const { suite, row, index, variant } = job;
      if (!hasPairJudge(suite) || !row.sides.base || !row.sides.head) return finish(job, result);
      const key = JSON.stringify([suite.head.name, row.case.id, index]);
      const pair: Partial<Record<Variant, Done>> = { ...waiting.get(key), [variant]: { job, result } };
      const { base, head } = pair;
      if (!base || !head) {
        waiting.set(key, pair);
        return;
      }
      // Whoever comes last has both outputs.
      waiting.delete(key);
      const compared = await compare({ base, head }, asking);
      finish(base.job, compared.base);
      finish(head.job, compared.head);
    },
    flush() {
      for (const { base, head } of waiting.values()) {
        for (const side of [base, head]) if (side) finish(side.job, side.result);
      }
    },
  };
}

function hasPairJudge({ scorers }: PlannedSuite): boolean {
  return scorers.some(({ spec }) => spec.kind === 'judge' && spec.judge === 'pairwise');
}

async function compare(
  { base, head }: Readonly<Record<Variant, Done>>,
  { model, ledger, signal, judging }: Asking,
): Promise<Record<Variant, MeasuredTrial>> {
  const { comparePair } = await import('./pairs.ts');
  const { suite, row } = head.job;
  return comparePair({ base: base.result, head: head.result }, row.case, {
    scorers: suite.scorers,
    asking: { purpose: purposeOf(head.job), model, ledger, signal, judging, from: 'head' },
  });
}
