import type { JsonObject } from '../core/json.ts';
import { isJsonObject } from '../core/json.ts';
import type { ModelAnswer, ModelRequest } from '../core/model.ts';

/**
 * How an endpoint is held to the form of an answer: by the schema and with the odds of each token, by the schema, by a
 * tool that has to be called with such arguments, or by words alone.
 */
export type AnswerForm = 'odds' | 'schema' | 'tool' | 'text';

const TOOL = 'judgement';

/**
 * The forms that a request can be put in, strictest first: an endpoint that refuses one is asked in the next. Where the
 * user has set the form of the answer, that is the only one.
 */
export function formsOf({ parameters }: ModelRequest): readonly AnswerForm[] {
  if (schemaOf(parameters) === undefined || 'tools' in parameters) return ['text'];
  return parameters['logprobs'] === true ? ['odds', 'schema', 'tool', 'text'] : ['schema', 'tool', 'text'];
}

/** A judge's request in one of its forms. */
export function inForm(request: ModelRequest, form: AnswerForm): ModelRequest {
  const { parameters } = request;
  const schema = schemaOf(parameters);
  if (schema === undefined || form === 'odds') return request;
  const { logprobs: _logprobs, top_logprobs: _top, ...plain } = parameters;
  if (form === 'schema') return { ...request, parameters: plain };
  const { response_format: _format, ...free } = plain;
  if (form === 'text') return { ...request, parameters: free };
  const call = { name: TOOL, description: 'Gives the judgement.', parameters: schema, strict: true };
  return {
    ...request,
    parameters: {
      ...free,
      tools: [{ type: 'function', function: call }],
      tool_choice: { type: 'function', function: { name: TOOL } },
    },
  };
}

/** The text of an answer in whatever form it came. Several calls are several answers, which is none. */
export function answerText({ text, toolCalls = [] }: Pick<ModelAnswer, 'text' | 'toolCalls'>): string {
  return toolCalls.length > 0 ? toolCalls.map((call) => call.arguments).join('\n') : text;
}

function schemaOf(parameters: JsonObject): JsonObject | undefined {
  const format = parameters['response_format'];
  const named = isJsonObject(format) ? format['json_schema'] : undefined;
  const schema = isJsonObject(named) && named['name'] === TOOL ? named['schema'] : undefined;
  return isJsonObject(schema) ? schema : undefined;
}
