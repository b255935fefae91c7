import { type JudgeCall, type JudgeVerdict, ORDERS } from '../core/judge-target.ts';
import { type LabelledCase, labelledIn } from '../core/labelled.ts';
import type { Case } from '../core/suite.ts';
import type { Score, Trial, TrialFailure, TrialOutput } from '../core/trial.ts';
import { judgeOutput } from './judge.ts';
import type { Judging } from './judging.ts';
import type { Ledger } from './ledger.ts';
import { comparePair } from './pairs.ts';
import type { Asking } from './score.ts';

/** What a judge says of an output or a pair that people have labelled. */
export interface JudgeSays {
  /** `undefined`: it gave no score. */
  verdict: JudgeVerdict | undefined;
  score: Score;
  /** Of pairs: whether the verdict stayed in the other order. */
  position?: boolean | undefined;
}

/**
 * Runs one trial of a judge that is the target: the judge as suites use it, with its panel, repeats, repairs and
 * prechecks. The output is its verdict on the first line, and its reasons.
 *
 * That it cannot judge, or cannot be read, is what this judge makes of the case, and is an output like the others. That
 * it could not be asked says nothing of the judge, and is a trial that failed.
 */
export async function runJudged(
  { target: { spec }, vars }: JudgeCall,
  asking: Omit<Asking, 'from' | 'judging'> & { judging: Judging },
): Promise<Trial> {
  const meter = createMeter(asking.ledger);
  // Each side asks for itself: base and head are two judges, and what one of them used is not the other's.
  const judging = { ...asking.judging, once: (...[, , ask]: Parameters<Judging['once']>) => ask() };
  const said = await askJudge(spec, labelledIn(vars), {
    ...asking,
    ledger: meter.ledger,
    judging,
    from: 'head',
  });
  const { score } = said;
  const verdict = said.verdict ?? wordFor(score);
  if (verdict === undefined) return meter.failure() ?? failureOf(score);
  const reason = score.ok ? score.reason : score.message;
  const order = said.position === undefined ? '' : `\n(${said.position ? ORDERS.alike : ORDERS.other})`;
  return { ok: true, output: `${verdict}${order}\n\n${reason}`, finish: 'stop', ...meter.used() };
}

/** Asks a judge about one labelled case. */
export async function askJudge(
  spec: JudgeCall['target']['spec'],
  one: LabelledCase,
  asking: Asking,
): Promise<JudgeSays> {
  const { vars, expected } = one;
  if ('output' in one) {
    const score = await judgeOutput(spec, { output: one.output, vars, expected }, asking);
    return { score, verdict: score.ok ? (score.value >= spec.threshold ? 'pass' : 'fail') : undefined };
  }
  const side = (output: string) => ({ trial: outputOf(output), scores: new Map() });
  const row: Case = {
    id: asking.purpose.case,
    vars,
    tags: [],
    ...(expected === undefined ? {} : { expected }),
  };
  // The first output stands for base, the second for head: a judge of pairs knows neither.
  const { head } = await comparePair({ base: side(one.first), head: side(one.second) }, row, {
    scorers: [{ spec, gating: true }],
    asking,
  });
  const score = head.scores.get(spec.name) ?? UNPAIRED;
  const [first, second] = score.jurors ?? [];
  return {
    score,
    verdict: !score.ok ? undefined : score.value > 0.5 ? 'second' : score.value < 0.5 ? 'first' : 'tie',
    ...(first && second ? { position: first.value === second.value } : {}),
  };
}

const UNPAIRED: Score = { ok: false, code: 'unpaired', message: 'the judge compares no outputs' };

function outputOf(output: string): Trial {
  return { ok: true, output, finish: 'stop', latencyMs: 0, replayed: false };
}

/** What a judge without a score made of the case; `undefined` where it was not for the judge to say. */
function wordFor(score: Score): JudgeVerdict | undefined {
  if (score.ok) return undefined;
  if (score.code === 'cannot-judge') return 'cannot_judge';
  return score.code === 'judge-unreadable' ? 'unreadable' : undefined;
}

function failureOf(score: Score): TrialFailure {
  return { ok: false, code: 'undefined-variable', message: score.ok ? '' : score.message };
}

type Used = Pick<TrialOutput, 'usage' | 'costUsd' | 'latencyMs' | 'servedModel' | 'fingerprint' | 'replayed'>;

/** Adds up what the calls of one trial use, and counts them as the target's. */
function createMeter(ledger: Ledger): {
  ledger: Ledger;
  used(): Used;
  failure(): TrialFailure | undefined;
} {
  const calls: { usage: TrialOutput['usage']; cost: number | undefined; reply: Replied }[] = [];
  let failure: TrialFailure | undefined;
  return {
    ledger: {
      ...ledger,
      async note(_kind, call) {
        const cost = await ledger.note('target', call);
        const reply = call.reply as Replied | TrialFailure;
        if (reply.ok) calls.push({ usage: reply.usage, cost, reply });
        else failure = { ok: false, code: reply.code, message: reply.message };
        return cost;
      },
    },
    used() {
      const usages = calls.flatMap(({ usage }) => usage ?? []);
      const costs = calls.flatMap(({ cost }) => cost ?? []);
      const last = calls.at(-1)?.reply;
      return {
        // A total that leaves calls out would be taken for all of them.
        ...(usages.length === calls.length && calls.length > 0
          ? {
              usage: {
                inputTokens: sum(usages.map(({ inputTokens }) => inputTokens)),
                outputTokens: sum(usages.map(({ outputTokens }) => outputTokens)),
              },
            }
          : {}),
        ...(costs.length === calls.length ? { costUsd: sum(costs) } : {}),
        latencyMs: Math.round(10 * sum(calls.map(({ reply }) => reply.latencyMs))) / 10,
        ...(last?.servedModel === undefined ? {} : { servedModel: last.servedModel.slice(0, 200) }),
        ...(last?.fingerprint === undefined ? {} : { fingerprint: last.fingerprint.slice(0, 200) }),
        replayed: calls.length > 0 && calls.every(({ reply }) => reply.replayed),
      };
    },
    failure: () => failure,
  };
}

type Replied = Used & { ok: true };

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
