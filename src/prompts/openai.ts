import { type Place, type Problem, RatchetError, RatchetErrors } from '../core/errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { parseJson } from '../core/json-parse.ts';
import { lineIndex } from '../core/lines.ts';
import type { Prompt } from '../core/suite.ts';
import { parseYaml } from '../core/yaml.ts';
import { parseGithubPrompt } from './github.ts';
import { member, type Report } from './github-file.ts';
import { readMessageList } from './openai-messages.ts';
import { readResponsesBody } from './openai-responses.ts';

interface Source {
  path: string;
  text: string;
}

/** Keys that only GitHub's prompt format has. */
const GITHUB_KEYS = ['modelParameters', 'testData', 'evaluators', 'responseFormat', 'jsonSchema'];
/** Keys of a request that say how, not what: they leave the prompt as it is. */
const DELIVERY = ['stream', 'stream_options'];

const HELP =
  'Write a list of messages, or a request with `messages` (Chat Completions) or `input` and `instructions` (Responses).';

/**
 * Reads a prompt kept as data, in JSON or YAML, and tells by its content which it is: a list of messages, the body of
 * a Chat Completions request, the body of a Responses request, or (YAML only) GitHub's format. Of the request, what
 * is not a message becomes a parameter under the name that the Chat Completions API gives it.
 * @throws RatchetErrors E_PROMPT_INVALID with places
 */
export function parseDataPrompt(source: Source): Prompt {
  const isJson = source.path.toLowerCase().endsWith('.json');
  const { value, placeOf } = isJson ? readJson(source) : parseYaml(source, 'E_PROMPT_INVALID');
  if (!isJson && isGithub(value)) return parseGithubPrompt(source);
  const problems: Problem[] = [];
  const report: Report = (path, message, help, code = 'E_PROMPT_INVALID') => {
    problems.push({ code, message, help, place: placeOf(path) });
  };
  const prompt = readValue(value, report);
  if (problems.length > 0 || prompt === undefined) throw new RatchetErrors(problems.slice(0, 20));
  return prompt;
}

function isGithub(value: Json): boolean {
  if (!isJsonObject(value)) return !Array.isArray(value);
  const has = (key: string) => Object.hasOwn(value, key);
  if (GITHUB_KEYS.some(has)) return true;
  // With nothing but a model and messages both readings agree, save for what an unknown placeholder is.
  if (has('messages'))
    return Object.keys(value).every((key) => !key.includes('_') && !CHAT_KEYS.includes(key));
  return !has('input') && !has('instructions');
}

/** Keys of a Chat Completions request without an underscore in them. */
const CHAT_KEYS = [
  'temperature',
  'seed',
  'stop',
  'n',
  'tools',
  'logprobs',
  'stream',
  'store',
  'metadata',
  'user',
];

function readValue(value: Json, report: Report): Prompt | undefined {
  if (Array.isArray(value)) {
    const messages = readMessageList(value, [], report);
    return { format: 'messages', messages, onUndefined: 'error', parameters: {} };
  }
  if (isJsonObject(value)) {
    if (Object.hasOwn(value, 'messages')) return readChatBody(value, report);
    if (Object.hasOwn(value, 'input') || Object.hasOwn(value, 'instructions')) {
      return readResponsesBody(value, report);
    }
  }
  report([], 'The file is neither a list of messages nor a request with `messages` or `input`.', HELP);
  return undefined;
}

function readChatBody(body: JsonObject, report: Report): Prompt {
  const messages = readMessageList(member(body, 'messages'), ['messages'], report);
  const model = readModelName(body, report);
  const parameters = Object.entries(body).filter(
    ([key, value]) => value !== null && !['messages', 'model', ...DELIVERY].includes(key),
  );
  return {
    format: 'chat-completions',
    messages,
    onUndefined: 'error',
    parameters: Object.fromEntries(parameters),
    ...(model === undefined ? {} : { model }),
  };
}

/** The member `model`, as a name. */
function readModelName(body: JsonObject, report: Report): string | undefined {
  const model = member(body, 'model');
  if (model === undefined) return undefined;
  if (typeof model === 'string' && model.trim() !== '') return model.trim();
  report(['model'], '`model` is not a text.', 'Write the name of a model: `model: gpt-4.1-mini`.');
  return undefined;
}

function readJson(source: Source): { value: Json; placeOf(path: readonly (string | number)[]): Place } {
  const { path } = source;
  const text = source.text.replace(/^\uFEFF/, '');
  const parsed = parseJson(text);
  if (!parsed.ok) {
    throw new RatchetError({
      code: 'E_PROMPT_INVALID',
      message: `${path} is not JSON: ${parsed.message}.`,
      help: 'Mend the JSON. Comments and trailing commas are not part of it.',
      place: { path, ...lineIndex(text)(parsed.offset) },
    });
  }
  return { value: parsed.value, placeOf: (steps) => placeInJson(source, steps) };
}

/** JSON is YAML, whose reader knows where everything stands; should it refuse, the file itself is the place. */
function placeInJson(source: Source, steps: readonly (string | number)[]): Place {
  try {
    return parseYaml(source, 'E_PROMPT_INVALID').placeOf(steps);
  } catch {
    return { path: source.path };
  }
}
