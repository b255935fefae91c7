import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { parseJson } from '../core/json-parse.ts';
import { member, type Report } from './github-file.ts';

/** Names that prompt files give parameters, and what the API calls them. Other names are passed on as they are. */
const API_NAMES: Readonly<Record<string, string>> = {
  maxTokens: 'max_tokens',
  maxOutputTokens: 'max_tokens',
  maxCompletionTokens: 'max_completion_tokens',
  topP: 'top_p',
  topK: 'top_k',
  minP: 'min_p',
  frequencyPenalty: 'frequency_penalty',
  presencePenalty: 'presence_penalty',
  reasoningEffort: 'reasoning_effort',
  stopSequences: 'stop',
  logitBias: 'logit_bias',
  topLogprobs: 'top_logprobs',
  toolChoice: 'tool_choice',
  parallelToolCalls: 'parallel_tool_calls',
  serviceTier: 'service_tier',
  responseFormat: 'response_format',
};

/** Members of a request that are not for a parameter to set. */
const RESERVED = ['model', 'messages', 'stream'];

const SCHEMA_HELP = 'Write `jsonSchema: \'{"name": "answer", "schema": {"type": "object"}}\'`.';

/** `modelParameters`, `responseFormat` and `jsonSchema` as parameters under the API's own names. */
export function readParameters(root: JsonObject, report: Report): JsonObject {
  const given = member(root, 'modelParameters') ?? {};
  if (!isJsonObject(given)) {
    report(
      ['modelParameters'],
      '`modelParameters` is not a mapping.',
      'Write `modelParameters: { temperature: 0 }`.',
    );
  }
  const parameters = readNamedParameters(isJsonObject(given) ? given : {}, ['modelParameters'], report);
  const format = readFormat(root, report);
  return format === undefined ? parameters : { ...parameters, response_format: format };
}

/** A mapping of parameters, whatever way they are written, under the API's own names. `at` is where it stands. */
export function readNamedParameters(
  given: JsonObject,
  at: readonly (string | number)[],
  report: Report,
): JsonObject {
  const parameters = new Map<string, Json>();
  for (const [name, value] of Object.entries(given)) {
    const apiName = (Object.hasOwn(API_NAMES, name) ? API_NAMES[name] : undefined) ?? name;
    if (value === null) continue;
    if (RESERVED.includes(apiName)) {
      report([...at, name], `\`${apiName}\` is not a parameter.`, `Remove it from \`${at.join('.')}\`.`);
    } else if (parameters.has(apiName)) {
      report([...at, name], `\`${apiName}\` is given twice, under two names.`, 'Keep one of the two.');
    } else parameters.set(apiName, value);
  }
  return Object.fromEntries(parameters);
}

function readFormat(root: JsonObject, report: Report): Json | undefined {
  const format = member(root, 'responseFormat');
  if (format === undefined || format === 'text') return undefined;
  if (format === 'json_object') return { type: 'json_object' };
  // Not in the format's description, but it can mean nothing else than the API's own object.
  if (isJsonObject(format) && typeof member(format, 'type') === 'string') return format;
  if (format !== 'json_schema') {
    report(
      ['responseFormat'],
      '`responseFormat` is not known.',
      'Use `text`, `json_object` or `json_schema`.',
    );
    return undefined;
  }
  const schema = readSchema(member(root, 'jsonSchema'), report);
  return schema === undefined ? undefined : { type: 'json_schema', json_schema: schema };
}

function readSchema(written: Json | undefined, report: Report): JsonObject | undefined {
  const parsed = typeof written === 'string' ? parseJson(written) : undefined;
  if (parsed && !parsed.ok) {
    report(
      ['jsonSchema'],
      `\`jsonSchema\` is not JSON: ${parsed.message} (character ${parsed.offset + 1}).`,
      SCHEMA_HELP,
    );
    return undefined;
  }
  const schema = parsed ? parsed.value : written;
  if (isJsonObject(schema) && Object.hasOwn(schema, 'name') && Object.hasOwn(schema, 'schema')) return schema;
  report(['jsonSchema'], '`jsonSchema` needs the members `name` and `schema`.', SCHEMA_HELP);
  return undefined;
}
