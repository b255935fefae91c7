import type { ModelRequest } from '../core/model.ts';
import type { CombinedSpec, CommandScorerSpec, JudgeSpec, ScorerSpec } from '../core/suite.ts';
import type { Score, ScoreFailure, Variant } from '../core/trial.ts';
import type { CallPurpose, Commands, Model } from '../ports.ts';
import type { ScoreInput } from '../scorers/scorer.ts';
import type { Ledger } from './ledger.ts';

/** What asking for one score takes. */
export interface Asking {
  purpose: CallPurpose;
  model: Model;
  commands?: Commands | undefined;
  ledger: Ledger;
  signal: AbortSignal;
  /** Whose code a command scorer runs. */
  from: Variant;
}

/** Scores one output with one scorer. */
export async function scoreOutput(
  spec: Exclude<ScorerSpec, CombinedSpec>,
  input: ScoreInput,
  asking: Asking,
): Promise<Score> {
  // What scores is imported on use: the engines behind the checks are large, and nothing is to be scored before the
  // first answer is there.
  if (spec.kind === 'case') {
    const { scoreSet } = await import('./score-set.ts');
    return scoreSet(input.own?.[spec.name], (part) => scoreOutput(part, input, asking));
  }
  if (spec.kind === 'judge') return judgeOutput(spec, input, asking);
  if (spec.kind === 'command') return runScorer(spec, input, asking);
  if (spec.check === 'similar') return (await import('./similar.ts')).scoreSimilar(spec, input, asking);
  const { runCheck } = await import('../scorers/check.ts');
  return runCheck(spec, input);
}

/** Runs the user's scorer on an output. It is not told which side the output is from. */
async function runScorer(
  spec: CommandScorerSpec,
  input: ScoreInput,
  { commands, from, signal }: Asking,
): Promise<Score> {
  const { commandInput, readScore } = await import('../scorers/command.ts');
  const run = await commands?.run(spec.command, commandInput(input), { variant: from, signal });
  if (!run) return { ok: false, code: 'command-failed', message: 'This run does not run commands.' };
  return run.ok
    ? readScore(run, spec.answer)
    : { ok: false, code: 'command-failed', message: `${run.code}: ${run.message}` };
}

/**
 * Asks a judge; an answer that cannot be read is sent back once with what is wrong with it.
 * What cannot be read then is an error, never a number.
 */
async function judgeOutput(spec: JudgeSpec, input: ScoreInput, asking: Asking): Promise<Score> {
  const { judgeRequest, readJudgement, repairRequest } = await import('../judges/judge.ts');
  const built = judgeRequest(spec, input);
  if (!built.ok) return built;
  const first = await askJudge(spec, built.request, { round: 0, asking });
  if (!first.ok) return first;
  const judgement = readJudgement(spec, first.answer);
  if (judgement.ok || judgement.code === 'cannot-judge') return judgement;
  const repair = repairRequest(built.request, first.answer, judgement.message);
  const second = await askJudge(spec, repair, { round: 1, asking });
  return second.ok ? readJudgement(spec, second.answer) : second;
}

async function askJudge(
  spec: JudgeSpec,
  request: ModelRequest,
  { round, asking }: { round: number; asking: Asking },
): Promise<{ ok: true; answer: string } | ScoreFailure> {
  const { purpose, model, ledger, signal } = asking;
  const reply = await model.ask(
    request,
    { ...purpose, scorer: spec.name, round, price: spec.asks.price },
    signal,
  );
  await ledger.note('judge', { request, price: spec.asks.price, reply });
  return reply.ok
    ? { ok: true, answer: reply.text }
    : { ok: false, code: 'judge-failed', message: `${reply.code}: ${reply.message}` };
}
