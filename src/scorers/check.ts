import type { CheckSpec } from '../core/suite.ts';
import type { Score } from '../core/trial.ts';
import type { ScoreInput } from './scorer.ts';

type Kind = CheckSpec['check'];
type AnyCheck = (spec: never, input: ScoreInput) => Score;

/** Where each check lives. It is read when it is first used: the engines behind some of them are large. */
const CHECKS: Readonly<Record<Exclude<Kind, 'similar'>, () => Promise<AnyCheck>>> = {
  exact: async () => (await import('./exact.ts')).exact,
  contains: async () => (await import('./contains.ts')).contains,
  'contains-all': async () => (await import('./contains-all.ts')).containsAll,
  'contains-any': async () => (await import('./contains-any.ts')).containsAny,
  'starts-with': async () => (await import('./starts-with.ts')).startsWith,
  'ends-with': async () => (await import('./ends-with.ts')).endsWith,
  'one-of': async () => (await import('./one-of.ts')).oneOf,
  regex: async () => (await import('./regex.ts')).regex,
  json: async () => (await import('./json.ts')).json,
  'json-schema': async () => (await import('./json-schema.ts')).jsonSchema,
  'json-path': async () => (await import('./json-path.ts')).jsonPath,
  xml: async () => (await import('./xml.ts')).xml,
  html: async () => (await import('./html.ts')).html,
  number: async () => (await import('./number.ts')).number,
  length: async () => (await import('./length.ts')).length,
  levenshtein: async () => (await import('./levenshtein.ts')).levenshtein,
  'rouge-l': async () => (await import('./rouge-l.ts')).rougeL,
  'rouge-n': async () => (await import('./rouge-n.ts')).rougeN,
  bleu: async () => (await import('./bleu.ts')).bleu,
  gleu: async () => (await import('./gleu.ts')).gleu,
  'token-f1': async () => (await import('./token-f1.ts')).tokenF1,
  'tool-call': async () => (await import('./tool-call.ts')).toolCall,
  'tool-call-f1': async () => (await import('./tool-call-f1.ts')).toolCallF1,
  'tool-calls-valid': async () => (await import('./tool-calls-valid.ts')).toolCallsValid,
  refusal: async () => (await import('./refusal.ts')).refusal,
  finish: async () => (await import('./finish.ts')).finish,
  latency: async () => (await import('./latency.ts')).latency,
  cost: async () => (await import('./cost.ts')).cost,
};

/**
 * Scores an output with a check: a number in 0..1, or why there is no score. `similar` is no part of it: it asks a model.
 * @throws RatchetError, RatchetErrors E_SCORER_INVALID for a bad pattern or schema, which loading a suite finds first
 */
export async function runCheck(spec: CheckSpec, input: ScoreInput): Promise<Score> {
  if (spec.check === 'similar') throw new TypeError('`similar` asks a model.');
  const check = (await CHECKS[spec.check]()) as (spec: CheckSpec, input: ScoreInput) => Score;
  return negated(spec, check(spec, input));
}

/** Turns a score round where the check is negated. What could not be scored stays so. */
export function negated({ not }: CheckSpec, score: Score): Score {
  return not && score.ok ? { ...score, value: 1 - score.value } : score;
}
