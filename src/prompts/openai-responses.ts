import { cut } from '../core/cut.ts';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import type { Message } from '../core/model.ts';
import { didYouMean } from '../core/suggest.ts';
import type { Prompt } from '../core/suite.ts';
import { member, type Report, scalarText } from './github-file.ts';
import { readMessageList } from './openai-messages.ts';

/** What the Chat Completions API calls the same thing. */
const SAME: Readonly<Record<string, string>> = {
  temperature: 'temperature',
  top_p: 'top_p',
  max_output_tokens: 'max_completion_tokens',
  top_logprobs: 'top_logprobs',
  parallel_tool_calls: 'parallel_tool_calls',
  service_tier: 'service_tier',
  prompt_cache_key: 'prompt_cache_key',
  safety_identifier: 'safety_identifier',
  seed: 'seed',
  user: 'user',
  store: 'store',
  metadata: 'metadata',
};
/** Read apart, or about delivery, which leaves the prompt as it is. */
const OTHERS = ['model', 'input', 'instructions', 'text', 'reasoning', 'tools', 'tool_choice'];
const DELIVERY = ['stream', 'stream_options', 'background', 'include', 'truncation', 'name', 'description'];

const TOOL_HELP = 'Only tools of type `function` can be sent, as `{ type: function, name, parameters }`.';

/** Reads the body of a Responses request (or an assistant's export) as what a Chat Completions request would say. */
export function readResponsesBody(body: JsonObject, report: Report): Prompt {
  const parameters = new Map<string, Json>();
  for (const [key, value] of Object.entries(body)) {
    if (value === null || OTHERS.includes(key) || DELIVERY.includes(key)) continue;
    const name = Object.hasOwn(SAME, key) ? SAME[key] : undefined;
    if (name !== undefined) parameters.set(name, value);
    else {
      const meant = didYouMean(key, [...Object.keys(SAME), ...OTHERS]);
      const help = meant === undefined ? 'Remove it from the file.' : `Did you mean \`${meant}\`?`;
      report([key], `\`${cut(key, 40)}\` cannot be sent in a chat request.`, help);
    }
  }
  readText(member(body, 'text'), parameters, report);
  readReasoning(member(body, 'reasoning'), parameters, report);
  readTools(body, parameters, report);
  const model = scalarText(member(body, 'model'))?.trim();
  return {
    format: 'responses',
    messages: readInput(body, report),
    onUndefined: 'error',
    parameters: Object.fromEntries(parameters),
    ...(model ? { model } : {}),
  };
}

function readInput(body: JsonObject, report: Report): Message[] {
  const instructions = member(body, 'instructions');
  const input = member(body, 'input');
  const first = scalarText(instructions);
  if (instructions !== undefined && first === undefined) {
    report(['instructions'], '`instructions` is not a text.', 'Write `instructions: "You are …"`.');
  }
  const before: Message[] = first === undefined ? [] : [{ role: 'system', content: first }];
  const text = scalarText(input);
  if (text !== undefined) return [...before, { role: 'user', content: text }];
  if (input === undefined && first !== undefined) return before;
  return [...before, ...readMessageList(input, ['input'], report)];
}

function readText(text: Json | undefined, parameters: Map<string, Json>, report: Report): void {
  if (text === undefined) return;
  const format = isJsonObject(text) ? member(text, 'format') : undefined;
  const verbosity = isJsonObject(text) ? member(text, 'verbosity') : undefined;
  if (verbosity !== undefined) parameters.set('verbosity', verbosity);
  const type = format !== undefined && isJsonObject(format) ? member(format, 'type') : undefined;
  if (type === 'text' || (isJsonObject(text) && format === undefined)) return;
  if (type === 'json_object') parameters.set('response_format', { type });
  else if (type === 'json_schema' && isJsonObject(format) && isJsonObject(member(format, 'schema'))) {
    const { type: _, ...schema } = format;
    parameters.set('response_format', { type, json_schema: schema });
  } else {
    const help =
      'Write `text: { format: { type: json_schema, name: answer, schema: { type: object } } }`, `json_object` or `text`.';
    report(['text', 'format'], '`text.format` is not known.', help);
  }
}

function readReasoning(reasoning: Json | undefined, parameters: Map<string, Json>, report: Report): void {
  if (reasoning === undefined) return;
  const effort = isJsonObject(reasoning) ? member(reasoning, 'effort') : undefined;
  if (typeof effort === 'string') parameters.set('reasoning_effort', effort);
  else if (!isJsonObject(reasoning) || effort !== undefined) {
    report(['reasoning'], '`reasoning` has no `effort` as text.', 'Write `reasoning: { effort: low }`.');
  }
}

/** Functions are described one level deeper in a Chat Completions request. */
function readTools(body: JsonObject, parameters: Map<string, Json>, report: Report): void {
  const choice = member(body, 'tool_choice');
  if (choice !== undefined) {
    parameters.set('tool_choice', isJsonObject(choice) ? (functionOf(choice) ?? choice) : choice);
  }
  const tools = member(body, 'tools');
  if (tools === undefined) return;
  if (!Array.isArray(tools)) {
    report(['tools'], '`tools` is not a list.', TOOL_HELP);
    return;
  }
  const read = tools.map((tool: Json, index) => {
    const known = isJsonObject(tool) ? functionOf(tool) : undefined;
    if (known === undefined) report(['tools', index], 'A tool is not a function.', TOOL_HELP);
    return known ?? null;
  });
  if (read.length > 0) parameters.set('tools', read);
}

function functionOf(tool: JsonObject): JsonObject | undefined {
  const { type, ...rest } = tool;
  if (type !== 'function') return undefined;
  return isJsonObject(rest['function']) ? tool : { type, function: rest };
}
