import { combineScores } from '../core/combined.ts';
import type { Json } from '../core/json.ts';
import type { MeasuredTrial } from '../core/measurement.ts';
import type { PlannedCase, PlannedScorer, PlannedSuite } from '../core/plan.ts';
import type { CombinedSpec, ScorerSpec } from '../core/suite.ts';
import { appliesTo } from '../core/tally.ts';
import type { Score, Trial } from '../core/trial.ts';
import type { Commands, Model } from '../ports.ts';
import { createJudging, type Judging } from './judging.ts';
import { type Job, merged } from './lay-out.ts';
import type { Ledger } from './ledger.ts';
import { createPairing } from './pairing.ts';
import { forEachLimited } from './pool.ts';
import { purposeOf } from './purpose.ts';
import { runTrial } from './run.ts';
import { scoreOutput } from './score.ts';

/** What asking takes. */
export interface Asking {
  model: Model;
  /** Absent: no suite that runs a command is among the planned ones. */
  commands?: Commands | undefined;
  ledger: Ledger;
  /** Calls under way at once, which the model sees to. */
  concurrency: number;
  signal: AbortSignal;
  /** What the run has learnt about its judges; absent: nothing yet. */
  judging?: Judging | undefined;
  /** Puts a trial away before it counts, and gives what is held of it. Absent: it is held whole. */
  put?: ((job: Job, measured: MeasuredTrial) => MeasuredTrial) | undefined;
}

/** So many times as many trials are open as calls may be under way, so that one which waits leaves no call unmade. */
const OPEN_TRIALS = 2;

/** Runs and scores jobs of one or several suites. Scores of a trial begin as soon as its output is there. */
export async function runAll(orders: readonly Iterable<Job>[], options: Asking): Promise<void> {
  const asking = { ...options, judging: options.judging ?? createJudging() };
  const pairing = createPairing(asking, (job, result) => {
    job.done(options.put ? options.put(job, result) : result);
  });
  await forEachLimited(merged(orders), OPEN_TRIALS * options.concurrency, async (job) => {
    if (job.skip?.()) {
      options.ledger.expect(-1);
      return;
    }
    const result = await measure(job, asking);
    await pairing.take(job, result);
    options.ledger.trialDone(result.trial);
  });
  pairing.flush();
}

async function measure(
  { suite, row, variant, index }: Job,
  { model, commands, ledger, signal, judging }: Omit<Asking, 'concurrency'>,
): Promise<MeasuredTrial> {
  const planned = row.sides[variant];
  if (!planned)
    return { trial: { ok: false, code: 'cancelled', message: 'Not planned.' }, scores: new Map() };
  const purpose = purposeOf({ suite, row, variant, index });
  const price = (variant === 'base' ? suite.base : suite.head)?.target.price;
  const trial = await runTrial({ planned, price, purpose, model, commands, ledger, signal, judging });
  const tools = planned.request?.parameters['tools'];
  const asking = { purpose, model, commands, ledger, signal, judging };
  return { trial, scores: await scoreAll(trial, { suite, row, tools, asking }) };
}

async function scoreAll(
  trial: Trial,
  options: {
    suite: PlannedSuite;
    row: PlannedCase;
    tools: Json | undefined;
    asking: Omit<Parameters<typeof scoreOutput>[2], 'from'>;
  },
): Promise<ReadonlyMap<string, Score>> {
  if (!trial.ok) return new Map();
  const { suite, row, tools, asking } = options;
  const { vars, expected, scorers: own } = row.case;
  const { output, toolCalls, finish, latencyMs, costUsd } = trial;
  const input = { output, vars, expected, own, answer: { toolCalls, tools, finish, latencyMs, costUsd } };
  const applying = suite.scorers.filter(({ spec }) => appliesTo(spec, row.case));
  const scores = new Map<string, Score>();
  const scoreEach = async (planned: readonly (PlannedScorer & { spec: SingleSpec })[]) => {
    const found = await Promise.all(
      planned.map(
        async ({ spec, from = 'head' }) =>
          [spec.name, await scoreOutput(spec, input, { ...asking, from })] as const,
      ),
    );
    for (const [name, score] of found) scores.set(name, score);
  };
  const single = applying.flatMap((one) => (isSingle(one.spec) ? [{ ...one, spec: one.spec }] : []));
  // What is free comes first, so that a judge that requires it is not asked in vain.
  await scoreEach(single.filter(({ spec }) => requiredBy(spec).length === 0));
  const waiting = single.filter(({ spec }) => requiredBy(spec).length > 0);
  const failing = (spec: SingleSpec) => requiredBy(spec).find((name) => fails(name, suite, scores));
  for (const { spec } of waiting) {
    const name = failing(spec);
    if (name !== undefined)
      scores.set(spec.name, { ok: false, code: 'skipped', message: `"${name}" failed` });
  }
  await scoreEach(waiting.filter(({ spec }) => !scores.has(spec.name)));
  for (const { spec } of applying) {
    if (spec.kind === 'combined') scores.set(spec.name, combineScores(spec, scores));
  }
  return scores;
}

/** A scorer that is given one output, and nothing else that was scored before. */
type SingleSpec = Exclude<ScorerSpec, CombinedSpec>;

function isSingle(spec: ScorerSpec): spec is SingleSpec {
  return spec.kind !== 'combined' && !(spec.kind === 'judge' && spec.judge === 'pairwise');
}

function requiredBy(spec: SingleSpec): readonly string[] {
  return spec.kind === 'judge' ? (spec.requires ?? []) : [];
}

/** A check that could not be done has not failed: the output is judged all the same. */
function fails(name: string, { scorers }: PlannedSuite, scores: ReadonlyMap<string, Score>): boolean {
  const score = scores.get(name);
  const required = scorers.find(({ spec }) => spec.name === name);
  return score?.ok === true && required !== undefined && score.value < required.spec.threshold;
}
