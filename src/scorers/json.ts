import { parseJson } from '../core/json-parse.ts';
import { embeddedJson } from './json-embedded.ts';
import { followsSchema } from './json-schema.ts';
import type { Check } from './scorer.ts';
import { tooLong, verdict } from './value.ts';

/**
 * 1 when the output is JSON, or with `within: part` has a JSON object or list in it, which follows the schema if one is
 * given. JSON is read strictly: a member given twice, a comment or a comma at the end is a fault.
 * @throws RatchetErrors E_SCORER_INVALID for a schema that `checkSchema` refuses
 */
export const json: Check<'json'> = ({ within, schema }, input) => {
  const refused = tooLong(input.output);
  if (refused) return refused;
  if (within === 'whole') {
    const parsed = parseJson(input.output);
    if (!parsed.ok) return verdict(false, '', `the output is not JSON: ${parsed.message}`);
    return schema === undefined
      ? verdict(true, 'the output is JSON', '')
      : followsSchema(schema, parsed.value);
  }
  const found = embeddedJson(input.output);
  if (!found.ok) return { ok: false, code: 'check-failed', message: found.message };
  const [first] = found.values;
  if (first === undefined) return verdict(false, '', 'the output has no JSON object or list in it');
  if (schema === undefined) return verdict(true, 'the output has JSON in it', '');
  const scores = found.values.map((value) => followsSchema(schema, value));
  return scores.find((score) => score.ok && score.value === 1) ?? scores[0] ?? followsSchema(schema, first);
};
