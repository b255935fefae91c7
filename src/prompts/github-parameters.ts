import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { parseJson } from '../core/json-parse.ts';
import { member, type Report } from './github-file.ts';

/** Names of `modelParameters` and what the API calls them. Other names are passed on as they are. */
const API_NAMES: Readonly<Record<string, string>> = {
  maxTokens: 'max_tokens',
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
  const parameters = new Map<string, Json>();
  if (!isJsonObject(given)) {
    report(
      ['modelParameters'],
      '`modelParameters` is not a mapping.',
      'Write `modelParameters: { temperature: 0 }`.',
    );
  }
  for (const [name, value] of Object.entries(isJsonObject(given) ? given : {})) {
    const apiName = (Object.hasOwn(API_NAMES, name) ? API_NAMES[name] : undefined) ?? name;
    if (value === null) continue;
    if (RESERVED.includes(apiName)) {
      report(
        ['modelParameters', name],
        `\`${apiName}\` is not a parameter.`,
        'Remove it from `modelParameters`.',
      );
    } else if (parameters.has(apiName)) {
      report(
        ['modelParameters', name],
        `\`${apiName}\` is given twice, under two names.`,
        'Keep one of the two.',
      );
    } else parameters.set(apiName, value);
  }
  const format = readFormat(root, report);
  if (format !== undefined) parameters.set('response_format', format);
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
