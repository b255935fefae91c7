import type { CheckSpec, JudgeSpec, ScorerPart, ScorerSet } from '../core/suite.ts';
import type { Score, ScoreFailure } from '../core/trial.ts';
import { combine, type PartScore } from '../scorers/combine.ts';

type ScoreOne = (spec: CheckSpec | JudgeSpec) => Promise<Score>;

/** Scores an output with several scorers taken together. Without a score of each of them there is none of the whole. */
export async function scoreSet(set: ScorerSet | undefined, scoreOne: ScoreOne): Promise<Score> {
  if (!set) return { ok: false, code: 'check-failed', message: 'the case has no scorer of its own' };
  const parts = await Promise.all(set.parts.map((part) => scorePart(part, scoreOne)));
  const failed = parts.find((part) => !part.ok);
  return failed?.ok === false
    ? failed
    : combine(
        set,
        parts.flatMap((part) => (part.ok ? [part] : [])),
      );
}

async function scorePart(part: ScorerPart, scoreOne: ScoreOne): Promise<PartScore | ScoreFailure> {
  const { weight, negated = false } = part;
  const [name, threshold] = 'set' in part ? [part.name, 1] : [part.scorer.name, part.scorer.threshold];
  const score = await ('set' in part ? scoreSet(part.set, scoreOne) : scoreOne(part.scorer));
  if (!score.ok) return { ...score, message: `${name}: ${score.message}` };
  return { ok: true, name, weight, negated, threshold, value: score.value, reason: score.reason };
}
