import type { Json } from '../../core/json.ts';
import type { ModelRequest } from '../../core/model.ts';
import { type ParsedAnswer, parseAnswer } from './answer.ts';
import { chatBody } from './chat.ts';
import type { Quirks } from './presets.ts';
import { completionIn, responseIn } from './stream.ts';

/** How one API of an endpoint is asked and read. */
export interface ApiCalls {
  path: string;
  /** The body, and the parameters that this endpoint does not take. */
  body(request: ModelRequest, quirks: Quirks): { body: object; left: readonly string[] };
  /** What asks for a stream, with its usage at the end. */
  streamed(quirks: Quirks): Record<string, Json>;
  /** The answer that the events of a stream make. */
  whole(stream: string): unknown;
  parse(answer: unknown): ParsedAnswer;
}

const CHAT: ApiCalls = {
  path: '/chat/completions',
  body: chatBody,
  streamed: ({ refused = [] }) => ({
    stream: true,
    ...(refused.includes('stream_options') ? {} : { stream_options: { include_usage: true } }),
  }),
  whole: completionIn,
  parse: parseAnswer,
};

/** The API that a request is for. All but the most frequent are loaded on use. */
export async function apiOf(request: ModelRequest): Promise<ApiCalls> {
  if (request.operation === 'embed') {
    const { embeddingBody, parseEmbeddings } = await import('./embeddings.ts');
    return {
      path: '/embeddings',
      body: (wanted) => ({ body: embeddingBody(wanted), left: [] }),
      streamed: () => ({}),
      whole: (stream) => stream,
      parse: (answer) => parseEmbeddings(answer, request.messages.length),
    };
  }
  if (request.api !== 'responses') return CHAT;
  const { responsesBody, parseResponse } = await import('./responses.ts');
  return {
    path: '/responses',
    body: responsesBody,
    streamed: () => ({ stream: true }),
    whole: responseIn,
    parse: parseResponse,
  };
}
