import { FunctionExpressionType, JSONPathEnvironment, type JSONPathQuery } from 'json-p3';
import { messageOf, RatchetError } from '../core/errors.ts';
import { canonicalJson, type Json } from '../core/json.ts';
import { parseJson } from '../core/json-parse.ts';
import { renderJson } from './json-template.ts';
import { compilePattern } from './regex.ts';
import type { Check } from './scorer.ts';
import { quoted, tooLong, verdict } from './value.ts';

/** Values that a path may lead to, and the length up to which a path with two descents (`..`) is tried. */
const MOST_NODES = 10_000;
const MOST_FOR_TWO_DESCENTS = 10_000;
const MOST_DESCENTS = 2;

const compiled = new Map<string, JSONPathQuery>();

/**
 * 1 when the output is JSON and what the path leads to equals the value; without a value, when it leads anywhere.
 * @throws RatchetError E_SCORER_INVALID for a path that {@link compilePath} refuses
 */
export const jsonPath: Check<'json-path'> = (spec, input) => {
  const query = compilePath(spec.path);
  const refused = tooLong(input.output);
  if (refused) return refused;
  if (descentsIn(spec.path) > 1 && input.output.length > MOST_FOR_TWO_DESCENTS) {
    const message = `the output is too long for a path that goes through it twice: over ${MOST_FOR_TWO_DESCENTS} characters`;
    return { ok: false, code: 'check-failed', message };
  }
  const wanted = spec.value === undefined ? undefined : renderJson(spec.value, input);
  if (wanted?.ok === false) return wanted;
  const parsed = parseJson(input.output);
  if (!parsed.ok) return verdict(false, '', `the output is not JSON: ${parsed.message}`);
  const nodes = valuesAt(query, parsed.value);
  if (!nodes.ok) return { ok: false, code: 'check-failed', message: nodes.message };
  if (nodes.values.length === 0) return verdict(false, '', `${quoted(spec.path)} leads to nothing`);
  if (wanted === undefined) return verdict(true, `${quoted(spec.path)} leads to something`, '');
  const text = canonicalJson(wanted.value);
  const equal = nodes.values.filter((value) => canonicalJson(value) === text).length;
  const holds = spec.match === 'any' ? equal > 0 : equal === nodes.values.length;
  const other = nodes.values.find((value) => canonicalJson(value) !== text);
  return verdict(
    holds,
    `${quoted(spec.path)} is ${quoted(text)}`,
    `${quoted(spec.path)} is ${quoted(canonicalJson(other ?? null))}, not ${quoted(text)}`,
  );
};

/**
 * Compiles a JSONPath of RFC 9535.
 * @throws RatchetError E_SCORER_INVALID
 */
export function compilePath(path: string): JSONPathQuery {
  const known = compiled.get(path);
  if (known) return known;
  if (descentsIn(path) > MOST_DESCENTS)
    throw invalid(path, `it has more than ${MOST_DESCENTS} descents (\`..\`), filters and inner queries`);
  try {
    const query = environment().compile(path);
    if (compiled.size >= 200) compiled.clear();
    compiled.set(path, query);
    return query;
  } catch (error) {
    throw invalid(path, messageOf(error).split('\n')[0] ?? '', error);
  }
}

/** How often a path may go through the whole value: descents, filters, and queries in filters that begin anew. */
function descentsIn(path: string): number {
  const count = (part: string) => path.split(part).length - 1;
  return count('..') + count('?') + Math.max(0, count('$') - 1) + Math.floor(count('*') / 8);
}

function valuesAt(
  query: JSONPathQuery,
  value: Json,
): { ok: true; values: readonly Json[] } | { ok: false; message: string } {
  const values: Json[] = [];
  try {
    for (const node of query.lazyQuery(value as never)) {
      values.push(node.value as Json);
      if (values.length > MOST_NODES)
        return { ok: false, message: `the path leads to more than ${MOST_NODES} values` };
    }
  } catch (error) {
    return { ok: false, message: `the path could not be followed: ${messageOf(error).split('\n')[0] ?? ''}` };
  }
  return { ok: true, values };
}

/** RFC 9535, with patterns matched by the linear-time engine and without functions that the RFC does not know. */
function environment(): JSONPathEnvironment {
  const made = new JSONPathEnvironment({ maxRecursionDepth: 100_000 });
  const matcher = (wrap: (pattern: string) => string) => ({
    argTypes: [FunctionExpressionType.ValueType, FunctionExpressionType.ValueType],
    returnType: FunctionExpressionType.LogicalType,
    call: (text: unknown, pattern: unknown) => {
      if (typeof text !== 'string' || typeof pattern !== 'string') return false;
      try {
        return compilePattern(wrap(pattern), false).test(text);
      } catch {
        // A pattern that is none matches nothing, says the RFC.
        return false;
      }
    },
  });
  made.functionRegister.set(
    'match',
    matcher((pattern) => `^(?:${pattern})$`),
  );
  made.functionRegister.set(
    'search',
    matcher((pattern) => pattern),
  );
  return made;
}

function invalid(path: string, reason: string, cause?: unknown): RatchetError {
  return new RatchetError(
    {
      code: 'E_SCORER_INVALID',
      message: `The path ${quoted(path)} cannot be used: ${reason}.`,
      help: 'Write it as RFC 9535 has it, for example `path: "$.items[0].name"`.',
    },
    cause,
  );
}
