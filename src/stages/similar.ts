import type { CheckSpec } from '../core/suite.ts';
import type { Score } from '../core/trial.ts';
import { negated } from '../scorers/check.ts';
import type { ScoreInput } from '../scorers/scorer.ts';
import { nearest } from '../scorers/similar.ts';
import { renderValues } from '../scorers/value.ts';
import type { Asking } from './score.ts';

/**
 * Asks for the vectors of an output and its references in one call, priced and counted as a judge's is, and compares
 * them. An empty output means nothing and scores 0 without a call: endpoints refuse it.
 */
export async function scoreSimilar(
  spec: Extract<CheckSpec, { check: 'similar' }>,
  input: ScoreInput,
  { purpose, model, ledger, signal }: Asking,
): Promise<Score> {
  const values = renderValues(spec.value, input);
  if (!values.ok) return values;
  if (values.texts.some((text) => text.trim() === '')) {
    return { ok: false, code: 'expected-missing', message: 'a text to compare with is empty' };
  }
  if (input.output.trim() === '') return negated(spec, { ok: true, value: 0, reason: 'the output is empty' });
  const { provider, model: name, parameters, price } = spec.asks;
  const messages = [input.output, ...values.texts].map((content) => ({ role: 'user' as const, content }));
  const request = { operation: 'embed' as const, provider, model: name, messages, parameters };
  const reply = await model.ask(request, { ...purpose, scorer: spec.name, price }, signal);
  await ledger.note('judge', { request, price, reply });
  if (!reply.ok && reply.code === 'not-recorded') ledger.missed({ ...purpose, scorer: spec.name });
  if (!reply.ok) return { ok: false, code: 'judge-failed', message: `${reply.code}: ${reply.message}` };
  return negated(spec, nearest(reply.vectors ?? [], values.texts));
}
