import { combineScores } from '../core/combined.ts';
import { type Json, textOf } from '../core/json.ts';
import type { MeasuredTrial } from '../core/measurement.ts';
import type { PlannedCase, PlannedScorer, PlannedSuite } from '../core/plan.ts';
import type { PlannedRequest } from '../core/request.ts';
import type { CombinedSpec, ScorerSpec } from '../core/suite.ts';
import { appliesTo } from '../core/tally.ts';
import type { Score, Trial, Variant } from '../core/trial.ts';
import type { Commands, Model } from '../ports.ts';
import { createJudging, type Judging } from './judging.ts';
import type { Ledger } from './ledger.ts';
import { createPairing } from './pairing.ts';
import { forEachLimited } from './pool.ts';
import { purposeOf } from './purpose.ts';
import { runTrial } from './run.ts';
import { scoreOutput } from './score.ts';

/** One trial to be run and scored: the unit of scheduling. */
export interface Job {
  suite: PlannedSuite;
  row: PlannedCase;
  variant: Variant;
  index: number;
  done: (measured: MeasuredTrial) => void;
  /** Asked when its turn comes: true leaves it undone. */
  skip?: () => boolean;
}

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

/**
 * Runs and scores jobs, the longest first: what begins last should end soon. Scores of a trial begin as soon as its
 * output is there.
 */
export async function runAll(jobs: readonly Job[], options: Asking): Promise<void> {
  const asking = { ...options, judging: options.judging ?? createJudging() };
  const pairing = createPairing(asking, (job, result) => {
    job.done(options.put ? options.put(job, result) : result);
  });
  await forEachLimited(longestFirst(jobs), OPEN_TRIALS * options.concurrency, async (job) => {
    if (job.skip?.()) {
      options.ledger.expect(-1);
      return;
    }
    const result = await measure(job, asking);
    await pairing.take(job, result);
    options.ledger.trialDone(!result.trial.ok);
  });
  pairing.flush();
}

/**
 * Round by round (every case has its first trial before any has its second), in each round the longest first. What is
 * equally long stays as it was laid out, base beside head.
 */
function longestFirst(jobs: readonly Job[]): Job[] {
  const lengths = new Map<PlannedCase, number>();
  const rounds = new Map<PlannedSuite, number>();
  for (const { suite, row, index } of jobs) {
    if (!lengths.has(row)) lengths.set(row, lengthOf(row, suite));
    rounds.set(suite, Math.min(rounds.get(suite) ?? index, index));
  }
  // Jobs that may be skipped are run in the order in which their suite wants to know: it may stop in the middle.
  const roundOf = ({ suite, index, skip }: Job) => (skip ? 0 : index - (rounds.get(suite) ?? 0));
  const lengthOfJob = ({ row, skip }: Job) => (skip ? 0 : (lengths.get(row) ?? 0));
  return jobs.toSorted(
    (left, right) => roundOf(left) - roundOf(right) || lengthOfJob(right) - lengthOfJob(left),
  );
}

/** How long a trial of a case will take, in a unit of its own: one for each call, and what its texts add. */
function lengthOf({ sides, case: { expected } }: PlannedCase, { scorers }: PlannedSuite): number {
  const calls = 1 + Number(scorers.some(({ spec }) => spec.kind === 'judge'));
  const read = Math.max(0, ...Object.values(sides).map((side) => (side.ok ? charactersIn(side) : 0)));
  const written = expected === undefined ? 0 : textOf(expected).length;
  // Writing takes models far longer than reading.
  return calls + Math.round(read / READ_A_CALL + written / WRITTEN_A_CALL);
}

/** Characters that take as long as a call by itself. */
const READ_A_CALL = 20_000;
const WRITTEN_A_CALL = 400;

function charactersIn({ request, call }: PlannedRequest): number {
  if (call) return JSON.stringify(call.vars).length;
  return request?.messages.reduce((sum, { content }) => sum + content.length, 0) ?? 0;
}

/**
 * Adds the jobs of some cases' trials. The trials are filled in as the jobs are done.
 *
 * The order interleaves base and head of the same case, taking turns at going first, so that what
 * changes with time at the provider (load, a new snapshot) falls on both alike.
 */
export function layOut(
  suite: PlannedSuite,
  rows: readonly PlannedCase[],
  /** `turn`: how many cases came before, so that base and head go on taking turns. */
  trials: { from: number; count: number; turn?: number },
  jobs: Job[],
): { planned: PlannedCase; sides: Partial<Record<Variant, MeasuredTrial[]>> }[] {
  const cases = rows.map((planned) => {
    const sides: Partial<Record<Variant, MeasuredTrial[]>> = {};
    for (const variant of variantsOf(planned)) sides[variant] = [];
    return { planned, sides };
  });
  for (let index = 0; index < trials.count; index += 1) {
    cases.forEach(({ planned, sides }, position) => {
      const variants = variantsOf(planned);
      for (const variant of (position + index + (trials.turn ?? 0)) % 2 === 0
        ? variants
        : variants.toReversed()) {
        jobs.push({
          suite,
          row: planned,
          variant,
          index: trials.from + index,
          done: (measured) => {
            const side = sides[variant];
            if (side) side[index] = measured;
          },
        });
      }
    });
  }
  return cases;
}

function variantsOf({ sides }: PlannedCase): Variant[] {
  return (['base', 'head'] as const).filter((variant) => sides[variant] !== undefined);
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
