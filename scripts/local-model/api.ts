// The request side of POST /v1/chat/completions: what is accepted, and errors in the shape hosted APIs use.
import { z } from 'zod';
import { jsonObjectGrammar, SchemaError, schemaGrammar } from './grammar.ts';

export class ApiError extends Error {
  readonly status: number;
  readonly param: string | null;
  readonly code: string | null;

  constructor(status: number, message: string, param: string | null = null, code: string | null = null) {
    super(message);
    this.status = status;
    this.param = param;
    this.code = code;
  }

  body(): unknown {
    const type = this.status >= 500 ? 'server_error' : 'invalid_request_error';
    return { error: { message: this.message, type, param: this.param, code: this.code } };
  }
}

const textPart = z.strictObject({ type: z.literal('text'), text: z.string() });

const message = z.strictObject({
  role: z.enum(['system', 'developer', 'user', 'assistant']),
  content: z.union([z.string(), z.array(textPart).min(1)]),
  name: z.string().optional(),
});

const responseFormat = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({ type: z.literal('json_object') }),
  z.strictObject({
    type: z.literal('json_schema'),
    json_schema: z.strictObject({
      name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
      description: z.string().optional(),
      strict: z.boolean().nullish(),
      schema: z.record(z.string(), z.unknown()),
    }),
  }),
]);

const tokens = z.int().min(1).nullish();
const penalty = z.number().min(0).max(2).nullish();

// Arguments that would change the answer but are not implemented are refused, never silently dropped.
const request = z.strictObject({
  model: z.string(),
  messages: z.array(message).min(1),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  max_tokens: tokens,
  max_completion_tokens: tokens,
  seed: z.int().nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(4)]).nullish(),
  response_format: responseFormat.nullish(),
  n: z.literal(1).nullish(),
  stream: z.literal(false).nullish(),
  frequency_penalty: penalty,
  presence_penalty: penalty,
  logprobs: z.literal(false).nullish(),
  user: z.string().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  store: z.boolean().nullish(),
});

export interface Message {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

export interface Job {
  model: string;
  messages: Message[];
  temperature: number;
  topP: number;
  maxTokens: number | undefined;
  seed: number | undefined;
  stop: string[];
  frequencyPenalty: number;
  presencePenalty: number;
  /** A llama.cpp grammar the answer must follow, or undefined for free text. */
  grammar: string | undefined;
}

function grammarOf(format: z.infer<typeof request>['response_format'], said: string): string | undefined {
  if (format?.type === 'json_object') {
    if (!/json/i.test(said))
      throw new ApiError(
        400,
        "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
        'messages',
      );
    return jsonObjectGrammar();
  }
  if (format?.type !== 'json_schema') return undefined;
  const { name, schema, strict } = format.json_schema;
  try {
    return schemaGrammar(schema, strict === true);
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    throw new ApiError(
      400,
      `Invalid schema for response_format '${name}': ${error.message}`,
      'response_format',
    );
  }
}

export function parseRequest(text: string): Job {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new ApiError(400, 'We could not parse the JSON body of your request.');
  }
  const parsed = request.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const param = issue?.path.join('.') ?? '';
    const unknown = issue?.code === 'unrecognized_keys' && param === '';
    const what = unknown
      ? `Unrecognized request argument supplied: ${issue.keys.join(', ')}`
      : issue?.message;
    throw new ApiError(
      400,
      `${what ?? 'Invalid request'}${param === '' ? '' : ` ('${param}')`}`,
      param || null,
    );
  }
  const r = parsed.data;
  const messages = r.messages.map(
    ({ role, content }): Message => ({
      role: role === 'developer' ? 'system' : role,
      content: typeof content === 'string' ? content : content.map((part) => part.text).join(''),
    }),
  );
  return {
    model: r.model,
    messages,
    temperature: r.temperature ?? 1,
    topP: r.top_p ?? 1,
    maxTokens: r.max_completion_tokens ?? r.max_tokens ?? undefined,
    seed: r.seed ?? undefined,
    stop: (typeof r.stop === 'string' ? [r.stop] : (r.stop ?? [])).filter((stop) => stop !== ''),
    frequencyPenalty: r.frequency_penalty ?? 0,
    presencePenalty: r.presence_penalty ?? 0,
    grammar: grammarOf(r.response_format, messages.map((m) => m.content).join('\n')),
  };
}
