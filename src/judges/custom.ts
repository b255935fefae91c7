import { RatchetError } from '../core/errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import type { JudgeSpec } from '../core/suite.ts';
import { checkSchema, followsSchema } from '../scorers/json-schema.ts';
import type { Task, VerdictValue } from './task.ts';

type Custom = Extract<JudgeSpec, { judge: 'custom' }>;

/**
 * The author's own prompt and form of answer. The frame stays ours: reasons come before the verdict (a verdict written
 * first is defended, not reached), texts stand fenced after the instructions (what a model wrote is no instruction),
 * and `cannot_judge` stays an answer (a judge that must answer guesses).
 */
export const CUSTOM = `TASK
{{prompt}}

FORM OF THE VERDICT
A JSON object that follows this schema:
{{schema}}

{{data}}

Do the TASK for OUTPUT. The verdict is a JSON object of the form above.`;

export function customTask(spec: Custom): Task {
  return {
    text: CUSTOM,
    question: spec.prompt,
    parts: (prompt) => ({ prompt, schema: JSON.stringify(spec.answer) }),
    verdicts: [],
    answer: { schema: spec.answer, read: (verdict) => readVerdict(spec, verdict) },
    system: spec.system,
    score: () => 0,
  };
}

/**
 * Finds out before the first call whether the answers of a judge can be scored.
 * @throws RatchetError, RatchetErrors E_SCORER_INVALID
 */
export function precheckCustom(spec: Custom): void {
  checkSchema(spec.answer);
  if (spec.answer['type'] === 'object' && scaleOf(spec) !== undefined) return;
  throw new RatchetError({
    code: 'E_SCORER_INVALID',
    message: `The answer's schema has no member "${spec.score}" that gives a score.`,
    help: 'The answer is an object, and the scoring member a boolean, a number between limits, or a text with worth:\n  answer:\n    type: object\n    properties: { rating: { type: integer, minimum: 1, maximum: 5 } }\n    required: [rating]\n    additionalProperties: false\n  score: rating',
  });
}

function readVerdict(spec: Custom, verdict: Json): VerdictValue {
  if (!isJsonObject(verdict)) return { ok: false, message: '"verdict" is not a JSON object' };
  const follows = followsSchema(spec.answer, verdict);
  if (!follows.ok) return { ok: false, message: `"verdict" could not be checked: ${follows.message}` };
  if (follows.value < 1)
    return { ok: false, message: `"verdict" does not follow its schema: ${follows.reason}` };
  const given = Object.hasOwn(verdict, spec.score) ? verdict[spec.score] : undefined;
  const value = scoreOf(given, scaleOf(spec));
  return value === undefined
    ? { ok: false, message: `"${spec.score}" of the verdict gives no score` }
    : { ok: true, value };
}

/** How the values of the scoring member become 0..1. */
export type Scale =
  | { kind: 'boolean' }
  | { kind: 'number'; minimum: number; maximum: number }
  | { kind: 'texts'; worth: Readonly<Record<string, number>> };

/** The scale that the schema of the scoring member gives; `undefined` when it gives none. */
export function scaleOf({
  answer,
  score,
  worth,
}: Pick<Custom, 'answer' | 'score' | 'worth'>): Scale | undefined {
  const properties = answer['properties'];
  const member = isJsonObject(properties) && Object.hasOwn(properties, score) ? properties[score] : undefined;
  if (!isJsonObject(member)) return undefined;
  if (worth !== undefined) {
    const texts = Array.isArray(member['enum']) ? (member['enum'] as readonly Json[]) : [];
    const known = texts.every((text) => typeof text === 'string' && Object.hasOwn(worth, text));
    return texts.length > 0 && known ? { kind: 'texts', worth } : undefined;
  }
  if (member['type'] === 'boolean') return { kind: 'boolean' };
  const { minimum, maximum } = member as JsonObject & { minimum?: Json; maximum?: Json };
  const numeric = member['type'] === 'number' || member['type'] === 'integer';
  return numeric && typeof minimum === 'number' && typeof maximum === 'number' && minimum < maximum
    ? { kind: 'number', minimum, maximum }
    : undefined;
}

function scoreOf(given: Json | undefined, scale: Scale | undefined): number | undefined {
  switch (scale?.kind) {
    case 'boolean':
      return typeof given === 'boolean' ? Number(given) : undefined;
    case 'texts':
      return typeof given === 'string' && Object.hasOwn(scale.worth, given) ? scale.worth[given] : undefined;
    case 'number': {
      const { minimum, maximum } = scale;
      const fits = typeof given === 'number' && given >= minimum && given <= maximum;
      return fits ? (given - minimum) / (maximum - minimum) : undefined;
    }
    case undefined:
      return undefined;
  }
}
