import type { JudgeFileParsed, LabelledCase } from '../core/config/judge-file.ts';
import { type Answered, type JudgeQuality, judgeQuality } from '../core/judge-quality.ts';
import type { Trial } from '../core/trial.ts';
import { judgeOutput, shortHash } from './judge.ts';
import { createJudging } from './judging.ts';
import { comparePair } from './pairs.ts';
import { forEachLimited } from './pool.ts';
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
  { path, spec, cases }: JudgeFileParsed,
  { repeats, ...asking }: Asking & { repeats: number },
): Promise<TestedJudge> {
  const judging = createJudging();
  const answered = cases.map(({ row, label }) => ({
    id: row.id,
    label,
    answers: [] as (string | undefined)[],
    positions: [] as boolean[],
  }));
  const jobs = cases.flatMap((one, index) =>
    Array.from({ length: repeats }, (_, trial) => ({ one, trial, into: answered[index] })),
  );
  await forEachLimited(jobs, asking.concurrency, async ({ one, trial, into }) => {
    const purpose = { suite: path, case: one.row.id, variant: 'head', trial, round: 0 } as const;
    const { answer, position } = await answerTo(spec, one, { ...asking, judging, purpose, from: 'head' });
    if (!into) return;
    into.answers[trial] = answer;
    if (position !== undefined) into.positions.push(position);
  });
  return {
    path,
    judge: spec.judge,
    models: (spec.panel ?? [spec.asks]).map(({ model }) => model),
    hash: shortHash(spec),
    quality: judgeQuality(answered satisfies readonly Answered[]),
  };
}

async function answerTo(
  spec: JudgeFileParsed['spec'],
  one: LabelledCase,
  asking: Parameters<typeof judgeOutput>[2],
): Promise<{ answer: string | undefined; position?: boolean | undefined }> {
  const { vars, expected } = one.row;
  if ('output' in one) {
    const score = await judgeOutput(spec, { output: one.output, vars, expected }, asking);
    return { answer: score.ok ? (score.value >= spec.threshold ? 'pass' : 'fail') : undefined };
  }
  const side = (output: string) => ({ trial: outputOf(output), scores: new Map() });
  // The first output stands for base, the second for head: a judge of pairs knows neither.
  const pair = { base: side(one.first), head: side(one.second) };
  const { head } = await comparePair(pair, one.row, { scorers: [{ spec, gating: true }], asking });
  const score = head.scores.get(spec.name);
  if (!score?.ok) return { answer: undefined };
  const [first, second] = score.jurors ?? [];
  return {
    answer: score.value > 0.5 ? 'second' : score.value < 0.5 ? 'first' : 'tie',
    ...(first && second ? { position: first.value === second.value } : {}),
  };
}

function outputOf(output: string): Trial {
  return { ok: true, output, finish: 'stop', latencyMs: 0, replayed: false };
}
