import type { CombinedSpec, CommandScorerSpec, ScorerSpec } from '../core/suite.ts';
import type { Score, Variant } from '../core/trial.ts';
import type { CallPurpose, Commands, Model } from '../ports.ts';
import type { ScoreInput } from '../scorers/scorer.ts';
import type { Judging } from './judging.ts';
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
  /** What the run has learnt about its judges; absent: this output stands alone. */
  judging?: Judging | undefined;
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
  if (spec.kind === 'judge') return (await import('./judge.ts')).judgeOutput(spec, input, asking);
  if (spec.kind === 'command') return runScorer(spec, input, asking);
  if (spec.check === 'similar') return (await import('./similar.ts')).scoreSimilar(spec, input, asking);
  const { runCheck } = await import('../scorers/check.ts');
  return runCheck(spec, input);
}

/** Runs the user's scorer on an output. It is not told which side the output is from. */
async function runScorer(
  spec: CommandScorerSpec,
  input: ScoreInput,
  { commands, from, ledger, signal }: Asking,
): Promise<Score> {
  const { commandInput, readScore } = await import('../scorers/command.ts');
  const run = await commands?.run(spec.command, commandInput(input), { variant: from, signal });
  if (!run) return { ok: false, code: 'command-failed', message: 'This run does not run commands.' };
  if (run.ok) return readScore(run, spec.answer);
  ledger.halted(run);
  return { ok: false, code: 'command-failed', message: `${run.code}: ${run.message}` };
}
