import { contentHash } from '../core/hash.ts';
import { sentBy } from '../core/request.ts';
import type { CallPurpose } from '../ports.ts';
import type { Job } from './lay-out.ts';

/** What a trial's calls are for. Fresh trials are told apart by what both sides send. */
export function purposeOf({
  suite,
  row,
  variant,
  index,
}: Pick<Job, 'suite' | 'row' | 'variant' | 'index'>): CallPurpose {
  const { base, head } = row.sides;
  const fresh = index >= suite.trials ? contentHash([sentBy(base), sentBy(head)]) : undefined;
  return { suite: suite.head.name, case: row.case.id, variant, trial: index, round: 0, fresh };
}
