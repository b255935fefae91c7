import type { ServerResponse } from 'node:http';
import * as z from 'zod';
import { type Received, sendJson, serve } from './loopback.ts';

const chatRequest = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content: z.string() })).min(1),
});

/** The body of a chat request. Members besides these two are kept as they came. */
export type ChatRequest = z.infer<typeof chatRequest>;

export interface ChatAnswer {
  content: string | null;
  /** `stop` when absent. */
  finish_reason?: string;
  /** Counted by {@link tokensIn} when absent; `null` leaves it out, as some servers do. */
  usage?: { prompt_tokens: number; completion_tokens: number } | null;
  refusal?: string;
}

/** Any answer at all: a status, and a body that is sent as it is when it is a string. */
export interface RawAnswer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

export type Answer = string | ChatAnswer | RawAnswer;
export type AnswerChat = (request: ChatRequest) => Answer | Promise<Answer>;

export interface RecordedCall {
  path: string;
  /** The key as it was sent, to show that it went nowhere else. */
  authorization: string | undefined;
  /** `undefined` when the body is no chat request. */
  body: ChatRequest | undefined;
}

export interface OpenaiDouble extends AsyncDisposable {
  /** What a user sets as `OPENAI_BASE_URL`. */
  baseUrl: string;
  calls: RecordedCall[];
  /** How to answer; tests replace it. */
  answer: AnswerChat;
  /** `reset` cuts every connection, a number answers with that status; `undefined` works. */
  down: 'reset' | number | undefined;
  /** Resolves once so many calls have arrived, answered or not. */
  arrived(count: number): Promise<void>;
}

/** An OpenAI-compatible endpoint on a loopback port. Answers in no time unless `answer` waits for a {@link Gate}. */
export async function createOpenaiDouble(answer: AnswerChat = echo): Promise<OpenaiDouble> {
  const waiting: { count: number; resolve: () => void }[] = [];

  const server = await serve(async (received, response) => {
    const call = recorded(received);
    double.calls.push(call);
    for (const one of waiting) if (double.calls.length >= one.count) one.resolve();
    if (double.down === 'reset') return void response.destroy();
    if (double.down !== undefined) return sendError(response, double.down, 'The server is down.');
    if (received.method !== 'POST' || received.path !== '/v1/chat/completions') {
      return sendError(response, 404, `Unknown request URL: ${received.method} ${received.path}.`);
    }
    if (call.body === undefined) return sendError(response, 400, 'The body is not a chat request.');
    send(response, call.body, await double.answer(call.body));
  });

  const double: OpenaiDouble = {
    baseUrl: `${server.origin}/v1`,
    calls: [],
    answer,
    down: undefined,
    arrived: (count) =>
      new Promise((resolve) => {
        if (double.calls.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
  return double;
}

/** Something to wait for that a test opens: the only kind of delay there is. */
export interface Gate {
  opened: Promise<void>;
  open(): void;
}

export function createGate(): Gate {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** The double's own way to count tokens: words. */
export function tokensIn(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}

function echo({ messages }: ChatRequest): string {
  return `You said: ${messages.findLast((message) => message.role === 'user')?.content ?? ''}`;
}

function recorded(received: Received): RecordedCall {
  const { path, headers } = received;
  const parsed = chatRequest.safeParse(jsonOrUndefined(received.text));
  return { path, authorization: headers.authorization, body: parsed.data };
}

function send(response: ServerResponse, request: ChatRequest, answer: Answer): void {
  if (typeof answer === 'string') {
    sendChat(response, request, { content: answer });
  } else if ('content' in answer) {
    sendChat(response, request, answer);
  } else if (typeof answer.body === 'string') {
    response.writeHead(answer.status, { 'content-type': 'text/plain; charset=utf-8', ...answer.headers });
    response.end(answer.body);
  } else {
    sendJson(response, answer.status, answer.body, answer.headers);
  }
}

function sendChat(response: ServerResponse, request: ChatRequest, answer: ChatAnswer): void {
  const usage = answer.usage === undefined ? counted(request, answer.content ?? '') : answer.usage;
  sendJson(response, 200, {
    id: 'chatcmpl-double',
    object: 'chat.completion',
    created: 0,
    model: request.model,
    system_fingerprint: 'fp_double',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: answer.content, refusal: answer.refusal ?? null },
        finish_reason: answer.finish_reason ?? 'stop',
        logprobs: null,
      },
    ],
    ...(usage === null
      ? {}
      : { usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens } }),
  });
}

function counted(request: ChatRequest, content: string) {
  const prompt = request.messages.map((message) => tokensIn(message.content));
  return { prompt_tokens: prompt.reduce((sum, one) => sum + one, 0), completion_tokens: tokensIn(content) };
}

function sendError(response: ServerResponse, status: number, message: string): void {
  const type = status >= 500 ? 'server_error' : 'invalid_request_error';
  sendJson(response, status, { error: { message, type, param: null, code: null } });
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
