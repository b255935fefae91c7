import { type Answered, type JudgeQuality, judgeQuality } from '../core/judge-quality.ts';
import { shortHash } from './judge.ts';
import { createJudging } from './judging.ts';
import type { LoadedJudge } from './load-judge-file.ts';
import { forEachLimited } from './pool.ts';
import { askJudge } from './run-judged.ts';
import type { Asking } from './schedule.ts';

/** A judge with what labelled cases say of it. */
export interface TestedJudge {
  path: string;
  /** What judges, and its hash: the figures are of this one and no other. */
  judge: string;
  models: readonly string[];
  hash: string;
  quality: JudgeQuality;
}

/** Asks a judge about labelled cases, `repeats` times each. What it cannot answer counts as wrong, and is said. */
export async function testJudge(
  { path, spec, cases }: LoadedJudge,
  { repeats, ...asking }: Asking & { repeats: number },
): Promise<TestedJudge> {
  const judging = createJudging();
  const answered = cases.map(({ id, label }) => ({
    id,
    label,
    answers: [] as (string | undefined)[],
    positions: [] as boolean[],
    quotes: [] as boolean[],
  }));
  const jobs = cases.flatMap((one, index) =>
    Array.from({ length: repeats }, (_, trial) => ({ one, trial, into: answered[index] })),
  );
  await forEachLimited(jobs, asking.concurrency, async ({ one, trial, into }) => {
    const purpose = { suite: path, case: one.id, variant: 'head', trial, round: 0 } as const;
    const says = await askJudge(spec, one, { ...asking, judging, purpose, from: 'head' });
    if (!into) return;
    into.answers[trial] = says.verdict;
    if (says.position !== undefined) into.positions.push(says.position);
    if (says.score.ok && says.score.quotes) into.quotes.push(says.score.quotes === 'found');
  });
  return {
    path,
    judge: spec.judge,
    models: (spec.panel ?? [spec.asks]).map(({ model }) => model),
    hash: shortHash(spec),
    quality: judgeQuality(answered satisfies readonly Answered[]),
  };
}
