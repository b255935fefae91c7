import type { OpenAI } from 'openai';
import * as z from 'zod';
import type { ModelAnswer, ModelRequest } from '../../core/model.ts';

/** More dimensions than any model has: an answer is bounded whatever the endpoint sends. */
const MOST_DIMENSIONS = 20_000;

const embeddings = z.object({
  model: z.string().optional().catch(undefined),
  data: z.array(
    z.object({
      index: z.int().min(0).optional(),
      embedding: z.array(z.number()).min(1).max(MOST_DIMENSIONS),
    }),
  ),
  usage: z
    .object({ prompt_tokens: z.int().min(0) })
    .optional()
    .catch(undefined),
});

/** The body of a request for embeddings. Plain numbers, because not every endpoint can send them packed. */
export function embeddingBody({
  model,
  messages,
  parameters,
}: ModelRequest): OpenAI.EmbeddingCreateParams & { encoding_format: 'float' } {
  const input = messages.map(({ content }) => content);
  return { ...parameters, model, input, encoding_format: 'float' };
}

/** The vectors of an answer in the order of what was asked, or why there are none. */
export function parseEmbeddings(
  body: unknown,
  asked: number,
): { ok: true; answer: Omit<ModelAnswer, 'latencyMs' | 'replayed'> } | { ok: false; fault: string } {
  const parsed = embeddings.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { ok: false, fault: `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'unknown shape'}` };
  }
  const { data, usage, model } = parsed.data;
  const ordered = Array.from({ length: asked }, (_, at) =>
    data.find(({ index }, nth) => (index ?? nth) === at),
  );
  const vectors = ordered.flatMap((one) => (one ? [one.embedding.map(rounded)] : []));
  if (vectors.length !== asked)
    return { ok: false, fault: `data: ${data.length} vectors for ${asked} texts` };
  return {
    ok: true,
    answer: {
      ok: true,
      text: '',
      finish: 'stop',
      vectors,
      usage: usage && { inputTokens: usage.prompt_tokens, outputTokens: 0 },
      servedModel: model,
    },
  };
}

/** Six digits: finer than any model means them, and short in a recording. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
