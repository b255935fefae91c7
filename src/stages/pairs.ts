import { combineScores } from '../core/combined.ts';
import { SUITE_DEFAULTS } from '../core/config/defaults.ts';
import type { MeasuredTrial } from '../core/measurement.ts';
import type { PlannedScorer } from '../core/plan.ts';
import type { Case, JudgeSpec } from '../core/suite.ts';
import type { Juror, Score, ScoreFailure } from '../core/trial.ts';
import { pairRequest } from '../judges/judge.ts';
import { saysNothing } from '../judges/nothing.ts';
import { settle } from '../judges/pairwise.ts';
import { judgeRequested, quotesOf, shortHash } from './judge.ts';
import { createJudging } from './judging.ts';
import type { Asking } from './score.ts';

type PairJudge = Extract<JudgeSpec, { judge: 'pairwise' }>;

/** Both sides of one trial of a case. */
export interface TrialPair {
  base: MeasuredTrial;
  head: MeasuredTrial;
}

/** The judges of pairs among a suite's scorers. */
export function pairJudges(scorers: readonly PlannedScorer[]): PairJudge[] {
  return scorers.flatMap(({ spec }) => (spec.kind === 'judge' && spec.judge === 'pairwise' ? [spec] : []));
}

/**
 * Lets the judges of pairs compare both sides of a trial. Each side gets its share of the preference: together they
 * make 1, and ½ each is a tie, so that pairs are compared like any other scores.
 */
export async function comparePair(
  pair: TrialPair,
  row: Case,
  { scorers, asking }: { scorers: readonly PlannedScorer[]; asking: Asking },
): Promise<TrialPair> {
  const scores = await Promise.all(
    pairJudges(scorers).map(async (spec) => [spec.name, await judgePair(spec, pair, row, asking)] as const),
  );
  const withScores = (side: MeasuredTrial, of: (score: Score) => Score): MeasuredTrial => {
    if (!side.trial.ok) return side;
    const all = new Map([...side.scores, ...scores.map(([name, score]) => [name, of(score)] as const)]);
    for (const { spec } of scorers) {
      if (spec.kind === 'combined') all.set(spec.name, combineScores(spec, all));
    }
    return { ...side, scores: all };
  };
  return {
    head: withScores(pair.head, (score) => score),
    base: withScores(pair.base, (score) => (score.ok ? { ...score, value: 1 - score.value } : score)),
  };
}

/** What head's output is worth beside base's: 1, ½ or 0, and something between where several models are asked. */
async function judgePair(
  spec: PairJudge,
  { base, head }: TrialPair,
  row: Case,
  asking: Asking,
): Promise<Score> {
  const judge = shortHash(spec);
  if (!base.trial.ok || !head.trial.ok) {
    return { ok: false, code: 'unpaired', message: 'one of the two trials failed', judge };
  }
  const [before, after] = [base.trial.output, head.trial.output];
  if (before === after) return { ok: true, value: 0.5, reason: 'the two outputs are the same', judge };
  const prechecks = spec.prechecks ?? SUITE_DEFAULTS.prechecks;
  const nothing = { before: saysNothing(before, prechecks), after: saysNothing(after, prechecks) };
  if (nothing.before !== undefined || nothing.after !== undefined) {
    const value = nothing.after === undefined ? 1 : nothing.before === undefined ? 0 : 0.5;
    return { ok: true, value, reason: `not asked: ${nothing.after ?? nothing.before}`, judge };
  }
  const judging = asking.judging ?? createJudging();
  const input = {
    output: after,
    vars: row.vars,
    ...(row.expected === undefined ? {} : { expected: row.expected }),
  };
  const ask = async (juror: JudgeSpec, order: 'base-first' | 'head-first', round: number) => {
    const outputs = order === 'base-first' ? ([before, after] as const) : ([after, before] as const);
    const built = pairRequest(juror, input, outputs);
    return built.ok ? judgeRequested(juror, built, { ...asking, judging, round }) : built;
  };
  const models = spec.panel ?? [spec.asks];
  const rounds = Array.from({ length: spec.repeats ?? 1 }, (_, index) => 2 * index);
  const each = await Promise.all(
    models.flatMap((asks) =>
      rounds.map(async (round) => {
        const juror = { ...spec, asks };
        const [first, second] = await Promise.all([
          ask(juror, 'base-first', round),
          ask(juror, 'head-first', round),
        ]);
        return bothOrders(asks.model, first, second);
      }),
    ),
  );
  const jurors = each.flatMap((one) => one.jurors);
  const lost = each.find(({ score }) => !score.ok);
  if (lost && !lost.score.ok) return { ...lost.score, judge, jurors };
  const values = each.flatMap(({ score }) => (score.ok ? [score.value] : []));
  const value = values.reduce((sum, one) => sum + one, 0) / values.length;
  const reason = each.flatMap(({ score }) => (score.ok ? [score.reason] : [])).join(' — ');
  const quotes = quotesOf(each.flatMap(({ score }) => (score.ok ? [score] : [])));
  return { ok: true, value, reason, judge, jurors, ...quotes };
}

type Verdict = Awaited<ReturnType<typeof judgeRequested>>;

function bothOrders(
  model: string,
  baseFirst: Verdict,
  headFirst: Verdict,
): { score: Extract<Verdict, { ok: true }> | ScoreFailure; jurors: Juror[] } {
  // What is shown first is what the verdict's value speaks of.
  const ofHead = { 'base-first': (value: number) => 1 - value, 'head-first': (value: number) => value };
  const jurors = (
    [
      ['base-first', baseFirst],
      ['head-first', headFirst],
    ] as const
  ).map(
    ([order, one]): Juror =>
      one.ok
        ? { model, order, value: ofHead[order](one.value), reason: one.reason }
        : { model, order, reason: `${one.code}: ${one.message}` },
  );
  if (!baseFirst.ok) return { score: baseFirst, jurors };
  if (!headFirst.ok) return { score: headFirst, jurors };
  const { value, consistent } = settle(headFirst.value, baseFirst.value);
  const reason = consistent
    ? headFirst.reason
    : `a tie: the verdict changed with the order of the outputs. ${headFirst.reason}`;
  return { score: { ok: true, value, reason, ...quotesOf([headFirst, baseFirst]) }, jurors };
}
