import { RatchetErrors } from '../../core/errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { parseYaml } from '../../core/yaml.ts';
import { readNamedParameters } from '../github-parameters.ts';
import {
  gapOf,
  inside,
  isList,
  isProgram,
  itemsOf,
  type Placed,
  pathOf,
  placedYaml,
  type Reading,
  textIn,
} from './source.ts';

/** A model that a config runs its prompts with. */
export interface Provider {
  /** As the config writes it: prompts are chosen by it. */
  id: string;
  label?: string | undefined;
  provider: string;
  model: string;
  parameters: JsonObject;
  /** Labels of the only prompts that it runs. */
  prompts?: readonly string[] | undefined;
}

/** Providers by the first part of an id, and the kinds of call that may follow it and are chats. */
const KNOWN: Readonly<Record<string, { provider: string; kinds?: readonly string[] }>> = {
  openai: { provider: 'openai', kinds: ['chat', 'responses'] },
  azure: { provider: 'azure-openai', kinds: ['chat', 'responses'] },
  azureopenai: { provider: 'azure-openai', kinds: ['chat', 'responses'] },
  anthropic: { provider: 'anthropic', kinds: ['messages'] },
  google: { provider: 'gemini' },
  openrouter: { provider: 'openrouter' },
  ollama: { provider: 'ollama', kinds: ['chat'] },
  groq: { provider: 'groq' },
  mistral: { provider: 'mistral' },
  togetherai: { provider: 'together' },
  deepseek: { provider: 'deepseek' },
  xai: { provider: 'xai' },
  fireworks: { provider: 'fireworks' },
  cerebras: { provider: 'cerebras' },
  litellm: { provider: 'litellm' },
  vllm: { provider: 'vllm' },
};
/** Kinds of call that are no chat. */
const OTHER_KINDS = [
  'completion',
  'embedding',
  'embeddings',
  'image',
  'moderation',
  'assistant',
  'realtime',
  'transcription',
  'speech',
  'video',
  'agents',
  'chatkit',
  'codex',
  'codex-sdk',
  'claude-agent-sdk',
];

/** Members of `config` that say where and how to call, and nothing of what is asked. Those in the second list matter. */
const DELIVERY = [
  'apiKeyRequired',
  'cost',
  'inputCost',
  'outputCost',
  'timeout',
  'maxRetries',
  'stream',
  'suffix',
];
const TRANSPORT = [
  'apiKey',
  'apiKeyEnvar',
  'apiBaseUrl',
  'apiHost',
  'apiVersion',
  'organization',
  'headers',
  'deployment_id',
  'region',
];
const UNSUPPORTED = [
  'functionToolCallbacks',
  'mcp',
  'showThinking',
  'prefix',
  'systemPrompt',
  'systemInstruction',
];

const HELP =
  'Supported are chat models such as openai:gpt-4.1, openai:responses:…, azure:chat:…, anthropic:messages:…, google:…, openrouter:…, ollama:chat:…. For code of your own, write a suite whose target is a command.';

/**
 * Reads `providers` (or `targets`). One that cannot be run comes as its problem, so that the others still can.
 */
export async function readProviders(
  list: Placed,
  reading: Reading,
): Promise<(Provider | { problem: ReturnType<typeof gapOf> })[]> {
  const read = await Promise.all(itemsOf(list).map((item) => readProvider(item, reading)));
  return read.flat();
}

/** One provider, or those of the file it names. */
export async function readProvider(
  item: Placed,
  reading: Reading,
): Promise<(Provider | { problem: ReturnType<typeof gapOf> })[]> {
  const { value, at } = item;
  if (typeof value === 'string') {
    if (/^file:\/\/.*\.(?:ya?ml|json)$/i.test(value)) return readFile(value, item, reading);
    return [parseId(value, item, reading, { id: value, config: {} })];
  }
  if (!isJsonObject(value)) {
    return [{ problem: gapOf('A provider is neither a text nor a mapping.', HELP, at) }];
  }
  const id = textIn(value['id']);
  const [only] = Object.entries(value);
  // The other form: the id is the key, its settings the value.
  if (id === undefined && only && isJsonObject(only[1])) {
    return [describe(textIn(only[1]['id']) ?? only[0], inside(item, only[0]), only[1], reading)];
  }
  if (id === undefined) return [{ problem: gapOf('A provider has no `id`.', HELP, at) }];
  return [describe(id, item, value, reading)];
}

async function readFile(written: string, item: Placed, reading: Reading) {
  const path = pathOf(reading, written);
  const text = await reading.files.read(path);
  if (text === undefined) {
    return [{ problem: gapOf(`The provider file ${path} does not exist.`, HELP, item.at) }];
  }
  return readProviders(placedYaml(path, text), reading);
}

function describe(id: string, item: Placed, value: JsonObject, reading: Reading) {
  const transform = value['transform'];
  if (transform !== undefined && transform !== null) {
    const help = 'Move the transform into the prompt, or write a suite whose target is a command.';
    return {
      problem: gapOf(
        `\`transform\` of ${id} is code, which is never run.`,
        help,
        inside(item, 'transform').at,
      ),
    };
  }
  const config = isJsonObject(value['config']) ? value['config'] : {};
  const prompts = value['prompts'] ?? null;
  return parseId(id, item, reading, {
    id,
    label: textIn(value['label']),
    config,
    ...(isList(prompts) ? { prompts: prompts.filter((name) => typeof name === 'string') } : {}),
  });
}

function parseId(
  id: string,
  item: Placed,
  reading: Reading,
  { config, ...rest }: { id: string; label?: string | undefined; prompts?: string[]; config: JsonObject },
): Provider | { problem: ReturnType<typeof gapOf> } {
  const refuse = (why: string) => ({ problem: gapOf(why, HELP, item.at) });
  if (isProgram(id) || /^(?:file|https?|wss?):/.test(id)) {
    return refuse(`The provider ${id.slice(0, 80)} is a program or an address, which is never run.`);
  }
  const [first = '', ...parts] = id.split(':');
  const known = Object.hasOwn(KNOWN, first) ? KNOWN[first] : undefined;
  if (!known) return refuse(`The provider ${id.slice(0, 80)} is not supported.`);
  const [kind = ''] = parts;
  if (OTHER_KINDS.includes(kind)) return refuse(`The provider ${id.slice(0, 80)} is no chat model.`);
  const model = (known.kinds?.includes(kind) ? parts.slice(1) : parts).join(':');
  if (!/^[!-~]{1,200}$/.test(model)) return refuse(`The provider ${id.slice(0, 80)} names no model.`);
  const parameters = parametersOf(config, inside(item, 'config'), reading, known.provider);
  return { ...rest, provider: known.provider, model, parameters };
}

/** The `config` of a provider or prompt as parameters under the API's own names. */
export function parametersOf(config: JsonObject, at: Placed, reading: Reading, provider: string): JsonObject {
  const members: [string, Json][] = [];
  for (const [name, value] of Object.entries(config)) {
    const place = at.placeOf([name]);
    if (DELIVERY.includes(name) || value === null) continue;
    if (TRANSPORT.includes(name)) {
      const variable = provider.toUpperCase().replaceAll('-', '_');
      reading.gap(
        `\`${name}\` is not followed: addresses and keys come from the environment alone.`,
        `Set ${variable}_BASE_URL and ${variable}_API_KEY in the workflow.`,
        place,
      );
    } else if (UNSUPPORTED.includes(name) || (typeof value === 'string' && isProgram(value))) {
      reading.gap(
        `\`${name}\` of a provider is not supported.`,
        'Remove it, or put it into the prompt.',
        place,
      );
    } else if (name === 'passthrough' && isJsonObject(value)) members.push(...Object.entries(value));
    else if (name === 'generationConfig' && isJsonObject(value)) members.push(...Object.entries(value));
    else if (name === 'reasoning' && isJsonObject(value) && typeof value['effort'] === 'string') {
      members.push(['reasoning_effort', value['effort']]);
    } else members.push([name, value]);
  }
  return readNamedParameters(Object.fromEntries(members), [], (path, message, help) =>
    reading.gap(message, help, at.placeOf(path)),
  );
}

/** Parameters whose values are files, such as a schema, with what the files say in their place. */
export async function withFiles(parameters: JsonObject, at: Placed, reading: Reading): Promise<JsonObject> {
  const members = await Promise.all(
    Object.entries(parameters).map(async ([name, value]): Promise<[string, Json]> => {
      if (typeof value !== 'string' || !value.startsWith('file://')) return [name, value];
      const path = pathOf(reading, value);
      const text = await reading.files.read(path);
      if (text !== undefined) return [name, parseYaml({ path, text }, 'E_CONFIG_SYNTAX').value];
      throw new RatchetErrors([
        gapOf(`${path} does not exist.`, 'Add the file, or correct its name.', at.at),
      ]);
    }),
  );
  return Object.fromEntries(members);
}
