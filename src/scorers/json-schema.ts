import { dereference, type OutputUnit, type Schema, validate } from '@cfworker/json-schema';
import { cut } from '../core/cut.ts';
import { messageOf, type Problem, RatchetErrors } from '../core/errors.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { parseJson } from '../core/json-parse.ts';
import type { Score } from '../core/trial.ts';
import { patternBehind, prepareSchema, type SchemaFault } from './schema-prepare.ts';
import type { Check } from './scorer.ts';
import { quoted, tooLong } from './value.ts';

type Validate = (value: Json) => { valid: boolean; errors: readonly OutputUnit[] };

/** One of each type: what a schema that loops or refers to nothing throws for. */
const PROBES: readonly Json[] = [null, true, 0, '', [], {}, [0], { a: 0 }];

const compiled = new WeakMap<JsonObject, Validate>();

/**
 * 1 when the output is one JSON text that follows the schema (draft 2020-12). The output has to be JSON by itself: prose
 * or a code fence around it scores 0, and so does a member given twice.
 * @throws RatchetErrors E_SCORER_INVALID for a schema that {@link checkSchema} refuses
 */
export const jsonSchema: Check<'json-schema'> = (spec, input) => {
  compileSchema(spec.schema);
  const refused = tooLong(input.output);
  if (refused) return refused;
  const parsed = parseJson(input.output);
  if (!parsed.ok) return { ok: true, value: 0, reason: `the output is not JSON: ${parsed.message}` };
  return followsSchema(spec.schema, parsed.value);
};

/**
 * 1 when a value follows the schema.
 * @throws RatchetErrors E_SCORER_INVALID for a schema that {@link checkSchema} refuses
 */
export function followsSchema(schema: JsonObject | boolean, value: Json): Score {
  const validateValue = compileSchema(schema);
  try {
    const { valid, errors } = validateValue(value);
    if (valid) return { ok: true, value: 1, reason: 'the output follows the schema' };
    return { ok: true, value: 0, reason: reasonOf(errors) };
  } catch (error) {
    // A schema that throws by itself is refused when it is compiled; what is left is an output with too many faults
    // for the validator to list. No number is better than a wrong one.
    return {
      ok: false,
      code: 'check-failed',
      message: `the validator gave up: ${cut(messageOf(error), 80)}`,
    };
  }
}

/**
 * Finds out whether a schema can be used: kinds of values, misspelt and unsupported keywords, patterns, references.
 * References lead inside the schema only; nothing is ever fetched.
 * @throws RatchetErrors E_SCORER_INVALID
 */
export function checkSchema(schema: JsonObject | boolean): void {
  compileSchema(schema);
}

function compileSchema(schema: JsonObject | boolean): Validate {
  if (typeof schema === 'boolean') return () => ({ valid: schema, errors: [] });
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const prepared = prepareSchema(schema);
  if (!prepared.ok) throw invalid(prepared.faults);
  const copy = prepared.schema as Schema;
  const lookup = attempt(() => dereference(copy, Object.create(null)));
  const unresolved = Object.values(lookup).flatMap((node) => unresolvedRefs(node, lookup));
  if (unresolved.length > 0) throw invalid(unresolved);
  const validateValue: Validate = (value) => validate(value, copy, '2020-12', lookup);
  for (const probe of PROBES) attempt(() => validateValue(probe));
  compiled.set(schema, validateValue);
  return validateValue;
}

function unresolvedRefs(
  node: Schema | boolean,
  lookup: Readonly<Record<string, Schema | boolean>>,
): SchemaFault[] {
  if (typeof node === 'boolean' || node.$ref === undefined) return [];
  if (lookup[node.__absolute_ref__ ?? node.$ref] !== undefined) return [];
  const help = 'Refer to a part of the same schema: `$ref: "#/$defs/name"`. Other files are never fetched.';
  return [{ message: `the reference ${quoted(node.$ref)} leads nowhere`, help }];
}

/** Runs something of the validator's that throws for a bad schema. */
function attempt<Value>(work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    const loops = error instanceof RangeError;
    const message = loops
      ? 'the schema refers to itself without end'
      : (messageOf(error).split('\n')[0] ?? '');
    throw invalid([
      { message: cut(message, 160), help: 'Let every `$ref` lead to a part of the same schema.' },
    ]);
  }
}

function invalid(faults: readonly SchemaFault[]): RatchetErrors {
  return new RatchetErrors(
    faults.slice(0, 20).map(({ message, help }): Problem => {
      return { code: 'E_SCORER_INVALID', message: `The schema cannot be used: ${message}.`, help };
    }),
  );
}

/** The first fault that is not merely "something inside is wrong". */
function reasonOf(errors: readonly OutputUnit[]): string {
  const outer = [
    'properties',
    'items',
    'prefixItems',
    'additionalProperties',
    '$ref',
    'allOf',
    'if',
    'dependentSchemas',
  ];
  const fault = errors.find(({ keyword }) => !outer.includes(keyword)) ?? errors[0];
  if (fault === undefined) return 'the output does not follow the schema';
  const where = cut(fault.instanceLocation.replace(/^#/, ''), 80);
  const name =
    fault.keyword === 'format'
      ? /^String does not match format "(.*)"\.$/s.exec(fault.error)?.[1]
      : undefined;
  const pattern = name === undefined ? undefined : patternBehind(name);
  const what =
    pattern === undefined ? cut(fault.error, 160) : `does not match the pattern ${quoted(pattern)}`;
  return `the output does not follow the schema${where === '' ? '' : ` at ${where}`}: ${what}`;
}
