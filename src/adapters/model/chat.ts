import type { OpenAI } from 'openai';
import { isJsonObject, type Json } from '../../core/json.ts';
import type { Message, ModelRequest } from '../../core/model.ts';
import type { Quirks } from './presets.ts';

/** Answers are always read whole: `stream` would change what comes back, not what it says. */
const DELIVERY = ['stream', 'stream_options'];

/** The parameters as this endpoint takes them, and the names of those that it does not take. */
export function parametersFor(
  { parameters }: Pick<ModelRequest, 'parameters'>,
  { renamed = {}, refused = [], noJsonObject = false }: Quirks,
): { parameters: Record<string, Json>; left: string[] } {
  const left: string[] = [];
  const kept: Record<string, Json> = {};
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined || DELIVERY.includes(name)) continue;
    const isJsonMode =
      name === 'response_format' && isJsonObject(value) && value['type'] === 'json_object' && noJsonObject;
    const to = Object.hasOwn(renamed, name) ? (renamed[name] ?? name) : name;
    if (refused.includes(name) || isJsonMode) left.push(name);
    // A parameter that is there under both names keeps the value of the one that the endpoint knows.
    else if (to === name || !Object.hasOwn(parameters, to)) kept[to] = value;
  }
  return { parameters: kept, left };
}

export function messagesFor(
  messages: readonly Message[],
  { systemOnly = false }: Quirks,
): readonly Message[] {
  if (!systemOnly || messages.every(({ role }) => role !== 'developer')) return messages;
  return messages.map((message) => (message.role === 'developer' ? { ...message, role: 'system' } : message));
}

/** The body of a Chat Completions request. */
export function chatBody(
  request: ModelRequest,
  quirks: Quirks,
): { body: OpenAI.ChatCompletionCreateParamsNonStreaming; left: string[] } {
  const { parameters, left } = parametersFor(request, quirks);
  const body = { ...parameters, model: request.model, messages: messagesFor(request.messages, quirks) };
  // Parameters are the user's, under names that this version of the SDK need not know.
  return { body: body as unknown as OpenAI.ChatCompletionCreateParamsNonStreaming, left };
}
