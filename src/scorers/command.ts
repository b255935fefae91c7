import { type CommandRun, endedWith } from '../core/command.ts';
import { cut } from '../core/cut.ts';
import { isJsonObject } from '../core/json.ts';
import { parseJson } from '../core/json-parse.ts';
import type { CommandScorerSpec } from '../core/suite.ts';
import type { Score, ScoreFailure } from '../core/trial.ts';
import type { ScoreInput } from './scorer.ts';

const REASON_LIMIT = 500;

/** What a command scorer reads on standard input. */
export function commandInput({ output, expected, vars }: ScoreInput): string {
  const input = Object.hasOwn(vars, 'input') ? vars['input'] : null;
  return `${JSON.stringify({ input, output, expected: expected ?? null, vars })}\n`;
}

/** Reads what a command scorer left behind. What is not plainly a score is an error, never a zero. */
export function readScore(run: CommandRun, answer: CommandScorerSpec['answer']): Score {
  return answer === 'json' ? fromJson(run) : fromExitCode(run);
}

function fromJson(run: CommandRun): Score {
  if (run.exitCode !== 0) return failed(endedWith(run));
  const parsed = parseJson(run.stdout);
  if (!parsed.ok) return failed(`The command's answer is not JSON: ${parsed.message}.`);
  const { value } = parsed;
  if (!isJsonObject(value)) return failed("The command's answer is not a JSON object.");
  const score = Object.hasOwn(value, 'score') ? value['score'] : undefined;
  if (typeof score !== 'number' || !(score >= 0 && score <= 1)) {
    return failed(
      `"score" has to be a number from 0 to 1; found ${cut(JSON.stringify(score) ?? 'nothing', 60)}.`,
    );
  }
  const reason = Object.hasOwn(value, 'reason') ? value['reason'] : undefined;
  return { ok: true, value: score, reason: typeof reason === 'string' ? cut(reason, REASON_LIMIT) : '' };
}

/** A program that crashes often ends with 1 as well, but not without a word on standard error. */
function fromExitCode(run: CommandRun): Score {
  const reason = cut(run.stdout.trim(), REASON_LIMIT);
  if (run.exitCode === 0) return { ok: true, value: 1, reason };
  if (run.exitCode === 1 && run.stderr.trim() === '') return { ok: true, value: 0, reason };
  return failed(endedWith(run));
}

function failed(message: string): ScoreFailure {
  return { ok: false, code: 'command-failed', message };
}
