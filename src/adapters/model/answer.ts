import * as z from 'zod';
import type { AnswerToken, Finish, ModelAnswer, ToolCall, Usage } from '../../core/model.ts';

/** What a body says, or why it is no answer; `mayPass`: the same request may be answered if it is made again. */
export type ParsedAnswer =
  | { ok: true; answer: Omit<ModelAnswer, 'latencyMs' | 'replayed'> }
  | { ok: false; fault: string; mayPass?: boolean };

const count = z.int().min(0);

const functionCall = z.object({ name: z.string(), arguments: z.string().nullish() });
// Custom tools carry a text in place of arguments; their calls count, too.
const toolCall = z.union([
  z.object({ function: functionCall }),
  z.object({ custom: z.object({ name: z.string(), input: z.string().nullish() }) }),
]);

const token = z.object({ token: z.string(), logprob: z.number() });
/** Tokens of an answer that are kept with their alternatives: what is decided stands last. */
const MOST_TOKENS = 24;

const completion = z.object({
  model: z.string().optional().catch(undefined),
  system_fingerprint: z.string().optional().catch(undefined),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        logprobs: z
          .object({ content: z.array(token.extend({ top_logprobs: z.array(token) })) })
          .nullish()
          .catch(undefined),
        message: z.object({
          content: z.string().nullish(),
          refusal: z.string().nullish(),
          tool_calls: z.array(toolCall).nullish().catch(undefined),
          function_call: functionCall.nullish().catch(undefined),
        }),
      }),
    )
    .min(1),
  // Counts that cannot be are no counts: cost is then stated as unknown, never as negative or zero.
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).optional().catch(undefined),
});

type Completion = z.infer<typeof completion>;
type Choice = Completion['choices'][number];

const FINISHES: Readonly<Record<string, Finish>> = {
  stop: 'stop',
  length: 'length',
  content_filter: 'content-filter',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
};

function finishOf({ finish_reason: reason, message }: Choice): Finish {
  if (message.refusal) return 'refusal';
  return (Object.hasOwn(FINISHES, reason ?? '') && FINISHES[reason ?? '']) || 'other';
}

function callsOf({ message: { tool_calls: calls, function_call: old } }: Choice): ToolCall[] {
  const listed = (calls ?? []).map((call) =>
    'function' in call
      ? { name: call.function.name, arguments: call.function.arguments ?? '' }
      : { name: call.custom.name, arguments: call.custom.input ?? '' },
  );
  return listed.length === 0 && old ? [{ name: old.name, arguments: old.arguments ?? '' }] : listed;
}

/** Logprobs as endpoints give them; -9999 and the like for what they do not know are odds of 0 all the same. */
function tokensOf({ logprobs }: Choice): AnswerToken[] {
  return (logprobs?.content ?? []).slice(-MOST_TOKENS).map(({ token: text, top_logprobs: top }) => ({
    text,
    alternatives: top.map((one) => ({ text: one.token, logprob: one.logprob })),
  }));
}

function usageOf(usage: Completion['usage']): Usage | undefined {
  return usage && { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens };
}

/** Where an answer fails to be a chat completion, in a few words. */
function faultOf(body: unknown, error: z.ZodError): string {
  // Some gateways answer 200 with an error inside.
  const parsed = z.object({ error: z.object({ message: z.string() }) }).safeParse(body);
  if (parsed.success) return parsed.data.error.message;
  const issue = error.issues[0];
  return issue === undefined ? 'unknown shape' : `${issue.path.join('.') || 'body'}: ${issue.message}`;
}

/**
 * Calls of tools as the text of an output, so that they can be scored like any other: a JSON list of names and
 * arguments. Ids are left out: they are chance.
 */
export function callsText(
  calls: readonly { name?: string | undefined; arguments?: string | undefined }[],
): string {
  if (calls.length === 0) return '';
  return JSON.stringify(
    calls.map(({ name, arguments: given = '{}' }) => {
      try {
        return { name, arguments: JSON.parse(given) as unknown };
      } catch {
        return { name, arguments: given };
      }
    }),
  );
}

/** What a chat completion says, or why the body is none. */
export function parseAnswer(body: unknown): ParsedAnswer {
  const parsed = completion.safeParse(body);
  if (!parsed.success) return { ok: false, fault: faultOf(body, parsed.error) };
  const { choices, usage, model, system_fingerprint: fingerprint } = parsed.data;
  const choice = choices[0];
  if (choice === undefined) return { ok: false, fault: 'choices: empty' };
  const finish = finishOf(choice);
  const { content, refusal } = choice.message;
  const toolCalls = callsOf(choice);
  const tokens = tokensOf(choice);
  if (
    content === undefined &&
    toolCalls.length === 0 &&
    (finish === 'stop' || finish === 'length' || finish === 'other')
  ) {
    return { ok: false, fault: 'choices.0.message.content: missing' };
  }
  return {
    ok: true,
    answer: {
      ok: true,
      text: content || refusal || callsText(toolCalls),
      finish,
      ...(toolCalls.length > 0 ? { toolCalls } : {}),
      ...(tokens.length > 0 ? { tokens } : {}),
      usage: usageOf(usage),
      servedModel: model,
      fingerprint,
    },
  };
}
