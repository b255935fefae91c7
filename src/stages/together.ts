import { type Problem, problemsOf, RatchetErrors } from '../core/errors.ts';

/**
 * Waits for all of it, whatever fails first: every problem is told at once, and what else was read is known to have
 * been read.
 * @throws RatchetErrors with the problems of all that failed, in their order; any other error as it is
 */
export async function together<Values extends readonly unknown[]>(
  work: {
    readonly [Index in keyof Values]: Promise<Values[Index]> | Values[Index];
  },
): Promise<Values> {
  const settled = await Promise.allSettled(work);
  const problems: Problem[] = [];
  for (const result of settled) {
    if (result.status === 'fulfilled') continue;
    const own = problemsOf(result.reason);
    if (!own) throw result.reason;
    problems.push(...own);
  }
  if (problems.length > 0) throw new RatchetErrors(problems);
  return settled.map((result) =>
    result.status === 'fulfilled' ? result.value : undefined,
  ) as unknown as Values;
}
