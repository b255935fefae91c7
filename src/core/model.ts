import type { JsonObject } from './json.ts';

export type Role = 'system' | 'developer' | 'user' | 'assistant';

export interface Message {
  role: Role;
  content: string;
}

/** A call of a tool that a model asks for. `arguments` is as the model wrote it, which need not be JSON. */
export interface ToolCall {
  name: string;
  arguments: string;
}

/** One request, whole: everything that determines the answer but the endpoint and chance. */
export interface ModelRequest {
  /** What is asked for; absent: a chat completion. `embed`: the vector of each message's content, in order. */
  operation?: 'embed' | undefined;
  /** Names the pair of environment variables that hold base URL and key: `openai` → `OPENAI_BASE_URL`, `OPENAI_API_KEY`. */
  provider: string;
  model: string;
  messages: readonly Message[];
  /** Further members of the request body under the API's own names (`temperature`, `max_tokens`, `response_format` …). */
  parameters: JsonObject;
  /** Which of the APIs is asked; absent: Chat Completions. */
  api?: Api | undefined;
}

/** The two APIs that a model can be asked through. */
export const APIS = ['chat', 'responses'] as const;

export type Api = (typeof APIS)[number];

/** Tokens of one call as the endpoint reports them. */
export interface Usage {
  inputTokens: number;
  outputTokens: number;
}

/** How an answer ended. Only `stop` is an ordinary end; the others are outcomes, not errors. */
export type Finish = 'stop' | 'length' | 'content-filter' | 'refusal' | 'tool-calls' | 'other';

/** A token of an answer, and the likeliest tokens in its place, itself among them. */
export interface AnswerToken {
  text: string;
  alternatives: readonly { text: string; logprob: number }[];
}

export interface ModelAnswer {
  ok: true;
  text: string;
  finish: Finish;
  /** The calls of tools in the answer, in order; absent: none. */
  toolCalls?: readonly ToolCall[] | undefined;
  /** What `embed` asks for: a vector for each message. */
  vectors?: readonly (readonly number[])[] | undefined;
  /** The last tokens of the text with what might have stood in their place; only where `logprobs` was asked for. */
  tokens?: readonly AnswerToken[] | undefined;
  /** Absent when the endpoint reports no usage. */
  usage?: Usage | undefined;
  /** Milliseconds of the attempt that answered, from sending to the whole body. Retries and waits do not count. */
  latencyMs: number;
  /** The model's name as the endpoint answers it. */
  servedModel?: string | undefined;
  fingerprint?: string | undefined;
  /** Whether the answer comes from a recording. */
  replayed: boolean;
  /** When the endpoint gave the answer, ISO 8601; present when it comes from the cache. */
  answeredAt?: string | undefined;
  /** The run was given this answer before, and has counted it. */
  again?: boolean | undefined;
}

export const MODEL_FAILURE_CODES = {
  'no-key': 'no key in the environment',
  'no-endpoint': 'no base URL in the environment',
  unauthorized: 'the endpoint refused the key',
  'not-found': 'the endpoint does not know the model or path',
  'bad-request': 'the endpoint refused the request',
  'context-length': 'the request is longer than the model accepts',
  'rate-limited': 'the endpoint kept answering "too many requests"',
  'server-error': 'the endpoint kept failing',
  timeout: 'no answer in time',
  connection: 'the endpoint could not be reached',
  'bad-answer': 'the endpoint answered something that is not a chat completion',
  'not-recorded': 'the recording has no answer for this request',
  cancelled: 'the run was stopped',
  'over-budget': 'the budget of the run is spent',
} as const;

export type ModelFailureCode = keyof typeof MODEL_FAILURE_CODES;

export interface ModelFailure {
  ok: false;
  code: ModelFailureCode;
  message: string;
  /** HTTP status, where there was one. */
  status?: number | undefined;
  /** Attempts made, 0 when nothing was sent. */
  attempts: number;
}

/** A failure is a value: one case that fails never takes a run down. */
export type ModelReply = ModelAnswer | ModelFailure;
