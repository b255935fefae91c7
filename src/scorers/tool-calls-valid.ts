import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { parseJson } from '../core/json-parse.ts';
import { followsSchema } from './json-schema.ts';
import type { Check } from './scorer.ts';
import { quoted, unknown, verdict } from './value.ts';

/**
 * 1 when the answer calls at least one tool, and every call is of a tool that the target offers, with arguments that
 * follow its schema. Without tools in the target's parameters there is nothing to hold them against, and no score.
 */
export const toolCallsValid: Check<'tool-calls-valid'> = (_spec, { answer }) => {
  if (answer === undefined) return unknown('which tools the answer calls');
  const offered = toolsIn(answer.tools);
  if (offered.size === 0) {
    return { ok: false, code: 'check-failed', message: "the target's parameters have no `tools`" };
  }
  const calls = answer.toolCalls ?? [];
  if (calls.length === 0) return verdict(false, '', 'the answer calls no tool');
  for (const { name, arguments: text } of calls) {
    const schema = offered.get(name);
    if (schema === undefined) return verdict(false, '', `${quoted(name)} is none of the tools offered`);
    const given = parseJson(text.trim() === '' ? '{}' : text);
    if (!given.ok)
      return verdict(false, '', `the arguments of ${quoted(name)} are not JSON: ${given.message}`);
    const score = follows(schema, given.value, name);
    if (!score.ok || score.value < 1) return score;
  }
  return verdict(true, 'every call fits the schema of its tool', '');
};

function follows(schema: JsonObject | boolean, value: Json, name: string): ReturnType<typeof followsSchema> {
  try {
    const score = followsSchema(schema, value);
    return score.ok ? { ...score, reason: `${quoted(name)}: ${score.reason}` } : score;
  } catch {
    // The target's own schema, which no suite was checked for: without a usable one nobody knows.
    return { ok: false, code: 'check-failed', message: `the schema of ${quoted(name)} cannot be used` };
  }
}

/** Schemas by name, of `{ type: function, function: { name, parameters } }` or `{ name, parameters }`. */
function toolsIn(tools: Json | undefined): Map<string, JsonObject | boolean> {
  const found = new Map<string, JsonObject | boolean>();
  for (const tool of Array.isArray(tools) ? (tools as Json[]) : []) {
    const inner = isJsonObject(tool) ? (tool['function'] ?? tool) : undefined;
    const name = isJsonObject(inner) ? inner['name'] : undefined;
    const schema = isJsonObject(inner) ? inner['parameters'] : undefined;
    if (typeof name === 'string') found.set(name, isJsonObject(schema) ? schema : true);
  }
  return found;
}
