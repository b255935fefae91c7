import * as z from 'zod';

/**
 * Whether an answer came as a stream of events. It is asked for only where it helps: after a gateway gave up on a
 * connection that was silent for too long.
 */
export function isStream(answer: unknown): answer is string {
  return typeof answer === 'string' && /^\s*(?:data|event|id|retry)?:/.test(answer);
}

/** The data of each event. @throws SyntaxError where one is not JSON */
function eventsIn(text: string): unknown[] {
  return text.split(/\r?\n\r?\n/).flatMap((event) => {
    const data = event
      .split(/\r?\n/)
      .flatMap((line) => (line.startsWith('data:') ? [line.slice(5).replace(/^ /, '')] : []))
      .join('\n');
    return data === '' || data === '[DONE]' ? [] : [JSON.parse(data) as unknown];
  });
}

const text = z.string().nullish();
const chunk = z.looseObject({
  model: text,
  system_fingerprint: text,
  usage: z.unknown().optional(),
  choices: z
    .array(
      z.object({
        index: z.number().optional(),
        finish_reason: text,
        delta: z
          .object({
            content: text,
            refusal: text,
            tool_calls: z
              .array(
                z.object({
                  index: z.int().min(0).max(200).optional(),
                  function: z.object({ name: text, arguments: text }).optional(),
                }),
              )
              .nullish(),
          })
          .nullish(),
      }),
    )
    .nullish(),
});

/** The completion that the chunks of a stream add up to; `undefined` when the stream ended before its end. */
export function completionIn(stream: string): unknown {
  const whole = { content: '', refusal: '', calls: [] as { name: string; arguments: string }[] };
  let [model, fingerprint, finish] = [undefined, undefined, undefined] as (string | undefined)[];
  let usage: unknown;
  for (const event of eventsIn(stream)) {
    const parsed = chunk.safeParse(event);
    // What is no chunk is an error that came in the middle: it is read like any other body.
    if (!parsed.success || parsed.data['error'] !== undefined) return event;
    model ??= parsed.data.model ?? undefined;
    fingerprint ??= parsed.data.system_fingerprint ?? undefined;
    usage = parsed.data.usage ?? usage;
    for (const { index = 0, delta, finish_reason: reason } of parsed.data.choices ?? []) {
      if (index !== 0) continue;
      finish = reason ?? finish;
      whole.content += delta?.content ?? '';
      whole.refusal += delta?.refusal ?? '';
      for (const { index: at = 0, function: part } of delta?.tool_calls ?? []) {
        const before = whole.calls[at];
        whole.calls[at] = {
          name: `${before?.name ?? ''}${part?.name ?? ''}`,
          arguments: `${before?.arguments ?? ''}${part?.arguments ?? ''}`,
        };
      }
    }
  }
  if (finish === undefined) return undefined;
  const message = {
    content: whole.content,
    refusal: whole.refusal || null,
    tool_calls: whole.calls.filter(Boolean).map((call) => ({ function: call })),
  };
  return {
    model,
    system_fingerprint: fingerprint,
    usage: usage ?? undefined,
    choices: [{ finish_reason: finish, message }],
  };
}

const last = z.object({
  type: z.enum(['response.completed', 'response.incomplete', 'response.failed']),
  response: z.unknown(),
});

/** The response with which a stream of the Responses API ends; `undefined` when it ended before. */
export function responseIn(stream: string): unknown {
  const events = eventsIn(stream);
  const end = events.map((event) => last.safeParse(event)).find(({ success }) => success);
  if (end?.data) return end.data.response;
  return events.find((event) => z.object({ type: z.literal('error') }).safeParse(event).success);
}
