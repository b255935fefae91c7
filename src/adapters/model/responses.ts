import type { OpenAI } from 'openai';
import * as z from 'zod';
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import type { Finish, ModelRequest } from '../../core/model.ts';
import { callsText, type ParsedAnswer } from './answer.ts';
import { messagesFor, parametersFor } from './chat.ts';
import type { Quirks } from './presets.ts';

/** Parameters that the Responses API has under another name. */
const RENAMED = { max_tokens: 'max_output_tokens', max_completion_tokens: 'max_output_tokens' };

/**
 * The body of a Responses request. Parameters under the names of Chat Completions are put where this API has them, so
 * that a judge or a prompt can be asked through either.
 */
export function responsesBody(
  request: ModelRequest,
  quirks: Quirks,
): { body: OpenAI.Responses.ResponseCreateParamsNonStreaming; left: string[] } {
  const { refused, noJsonObject, systemOnly } = quirks;
  const { parameters, left } = parametersFor(request, {
    renamed: RENAMED,
    ...(refused ? { refused } : {}),
    ...(noJsonObject ? { noJsonObject } : {}),
  });
  const {
    response_format: format,
    reasoning_effort: effort,
    verbosity,
    tools,
    tool_choice,
    ...rest
  } = parameters;
  const text = {
    ...(format === undefined ? {} : { format: textFormat(format) }),
    ...(verbosity === undefined ? {} : { verbosity }),
    ...(isJsonObject(rest['text']) ? rest['text'] : {}),
  };
  const reasoning = {
    ...(effort === undefined ? {} : { effort }),
    ...(isJsonObject(rest['reasoning']) ? rest['reasoning'] : {}),
  };
  const body = {
    // What is evaluated is nobody's conversation to keep.
    store: false,
    ...rest,
    ...(tools === undefined ? {} : { tools: Array.isArray(tools) ? tools.map(flat) : tools }),
    ...(tool_choice === undefined ? {} : { tool_choice: flat(tool_choice) }),
    ...(Object.keys(text).length > 0 ? { text } : {}),
    ...(Object.keys(reasoning).length > 0 ? { reasoning } : {}),
    model: request.model,
    input: messagesFor(request.messages, systemOnly ? { systemOnly } : {}),
  };
  return { body: body as unknown as OpenAI.Responses.ResponseCreateParamsNonStreaming, left };
}

/** `{type, json_schema: {name, schema, strict}}` is `{type, name, schema, strict}` here. */
function textFormat(format: Json): Json {
  if (!isJsonObject(format) || !isJsonObject(format['json_schema'])) return format;
  const { json_schema: schema, ...rest } = format;
  return { ...rest, ...(schema as JsonObject) };
}

/** `{type: function, function: {name, …}}` is `{type: function, name, …}` here. */
function flat(tool: Json): Json {
  if (!isJsonObject(tool) || !isJsonObject(tool['function'])) return tool;
  const { function: inner, ...rest } = tool;
  return { ...rest, ...(inner as JsonObject) };
}

const count = z.int().min(0);
const part = z.object({ type: z.string(), text: z.string().optional(), refusal: z.string().optional() });
const response = z.object({
  model: z.string().optional().catch(undefined),
  status: z.string().nullish(),
  incomplete_details: z.object({ reason: z.string().nullish() }).nullish(),
  error: z.object({ code: z.string().nullish(), message: z.string() }).nullish(),
  output: z.array(
    z.object({
      type: z.string(),
      content: z.array(part).nullish(),
      name: z.string().optional(),
      arguments: z.string().optional(),
    }),
  ),
  usage: z.object({ input_tokens: count, output_tokens: count }).optional().catch(undefined),
});

type Response = z.infer<typeof response>;

/** Codes of a response that failed on the endpoint's side. */
const PASSING = ['server_error', 'rate_limit_exceeded', 'vector_store_timeout'];

/** What a response says, or why the body is none. */
export function parseResponse(body: unknown): ParsedAnswer {
  const parsed = response.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const failed = z.object({ error: z.object({ message: z.string() }) }).safeParse(body);
    const fault = failed.success
      ? failed.data.error.message
      : `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'unknown shape'}`;
    return { ok: false, fault };
  }
  const { data } = parsed;
  if (data.status === 'failed' || data.error) {
    const { code, message } = data.error ?? { code: undefined, message: 'the response failed' };
    return { ok: false, fault: message, mayPass: PASSING.includes(code ?? '') };
  }
  const parts = data.output.flatMap(({ content }) => content ?? []);
  const text = parts.map((one) => (one.type === 'output_text' ? (one.text ?? '') : '')).join('');
  const refusal = parts.find(({ type }) => type === 'refusal')?.refusal;
  const calls = data.output.filter(({ type }) => type === 'function_call');
  return {
    ok: true,
    answer: {
      ok: true,
      text: text || refusal || callsText(calls),
      ...(calls.length > 0
        ? { toolCalls: calls.map(({ name = '', arguments: given = '' }) => ({ name, arguments: given })) }
        : {}),
      finish: finishOf(data, { isRefused: refusal !== undefined, hasCalls: calls.length > 0 }),
      usage: data.usage && {
        inputTokens: data.usage.input_tokens,
        outputTokens: data.usage.output_tokens,
      },
      servedModel: data.model,
      fingerprint: undefined,
    },
  };
}

function finishOf(
  { status, incomplete_details: details }: Response,
  { isRefused, hasCalls }: { isRefused: boolean; hasCalls: boolean },
): Finish {
  if (isRefused) return 'refusal';
  if (status === 'incomplete') {
    if (details?.reason === 'max_output_tokens') return 'length';
    return details?.reason === 'content_filter' ? 'content-filter' : 'other';
  }
  if (hasCalls) return 'tool-calls';
  return status === 'completed' ? 'stop' : 'other';
}
