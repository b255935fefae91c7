import { isJsonObject, type Json } from '../../core/json.ts';
import { parseJson } from '../../core/json-parse.ts';
import type { Message } from '../../core/model.ts';
import type { Prompt } from '../../core/suite.ts';
import type { Report } from '../github-file.ts';
import { readMessageList } from '../openai-messages.ts';
import { csvRecords } from './csv.ts';
import { parametersOf } from './providers.ts';
import {
  gapOf,
  inside,
  isList,
  isProgram,
  itemsOf,
  type Placed,
  pathOf,
  placedYaml,
  possiblePath,
  type Reading,
  textIn,
} from './source.ts';

/** One prompt of a config. */
export interface NamedPrompt {
  /** What a provider may choose it by. */
  label?: string | undefined;
  id?: string | undefined;
  /** File it stands in: the config's own for one that is written there. */
  path: string;
  prompt: Prompt;
}

type Unusable = { problem: ReturnType<typeof gapOf> };

const HELP =
  'Write the prompt into the config, or name a .txt, .md, .j2, .json, .yaml, .jsonl or .csv file. For code of your own, write a suite whose target is a command.';

/** Reads `prompts`, in order. One that cannot be used comes as its problem. */
export async function readPrompts(list: Placed, reading: Reading): Promise<(NamedPrompt | Unusable)[]> {
  // An old form: files as keys, labels as values.
  if (isJsonObject(list.value) && !('raw' in list.value || 'id' in list.value)) {
    const entries = Object.keys(list.value).map((name) => ({ raw: name, item: inside(list, name) }));
    const read = await Promise.all(
      entries.map(({ raw, item }) => readOne(raw, { item, label: textIn(item.value) }, reading)),
    );
    return read.flat();
  }
  const read = await Promise.all(itemsOf(list).map((item) => readItem(item, reading)));
  return read.flat();
}

interface Named {
  item: Placed;
  label?: string | undefined;
  id?: string | undefined;
}

async function readItem(item: Placed, reading: Reading): Promise<(NamedPrompt | Unusable)[]> {
  const { value, at } = item;
  if (typeof value === 'string') return readOne(value, { item }, reading);
  const id = isJsonObject(value) ? textIn(value['id']) : undefined;
  const raw = isJsonObject(value) ? (textIn(value['raw']) ?? id) : undefined;
  if (!isJsonObject(value) || raw === undefined) {
    return [{ problem: gapOf('A prompt is neither a text nor a mapping with `raw` or `id`.', HELP, at) }];
  }
  const read = await readOne(raw, { item, label: textIn(value['label']), id }, reading);
  const config = isJsonObject(value['config']) ? value['config'] : undefined;
  if (!config) return read;
  const parameters = parametersOf(config, inside(item, 'config'), reading, 'openai');
  return read.map((one) => ('prompt' in one ? { ...one, prompt: { ...one.prompt, parameters } } : one));
}

async function readOne(raw: string, named: Named, reading: Reading): Promise<(NamedPrompt | Unusable)[]> {
  const { item, label, id } = named;
  const { at } = item;
  if (isProgram(raw))
    return [{ problem: gapOf(`The prompt ${raw.slice(0, 80)} is a program, which is never run.`, HELP, at) }];
  if (/^(?:portkey|langfuse|helicone|https?):\/\//.test(raw)) {
    return [
      {
        problem: gapOf(
          `The prompt ${raw.slice(0, 80)} lies elsewhere.`,
          'Keep prompts in the repository.',
          at,
        ),
      },
    ];
  }
  if (!mayBePath(raw))
    return [made(readText(raw, at.path, reading, item), { label, id, path: reading.path })];
  const wanted = raw.startsWith('file://') ? pathOf(reading, raw) : possiblePath(reading, raw);
  const paths =
    wanted === undefined ? [] : /[*?[{]/.test(wanted) ? await reading.files.list(wanted) : [wanted];
  const found = await Promise.all(paths.map((path) => readPromptFile(path, named, reading)));
  const read = found.flat();
  if (read.length > 0) return read;
  // A slash alone does not make a file of a text.
  return raw.startsWith('file://')
    ? [{ problem: gapOf(`No prompt matches ${raw.slice(0, 200)}.`, HELP, at) }]
    : [made(readText(raw, at.path, reading, item), { label, id, path: reading.path })];
}

async function readPromptFile(
  path: string,
  { item, label, id }: Named,
  reading: Reading,
): Promise<(NamedPrompt | Unusable)[]> {
  if (isProgram(path)) {
    return [{ problem: gapOf(`The prompt ${path} is a program, which is never run.`, HELP, item.at) }];
  }
  const text = (await reading.files.read(path))?.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  if (text === undefined) return [];
  const raws = rawsOf(path, text);
  return raws.map((raw, index) => {
    const own = raws.length > 1 && label !== undefined ? `${label}-${index + 1}` : label;
    return made(readText(raw, path, reading, item), {
      label: own ?? (raws.length === 1 ? stemOf(path) : undefined),
      id,
      path,
    });
  });
}

/** The prompts in a file: `.txt` may have several between lines of `---`, `.jsonl` has one a line, `.csv` one a row. */
function rawsOf(path: string, text: string): string[] {
  const lines = text.split('\n');
  if (/\.txt$/i.test(path)) {
    const raws: string[][] = [[]];
    for (const line of lines) {
      if (line.trim() === '---') raws.push([]);
      else raws.at(-1)?.push(line);
    }
    return raws.map((raw) => raw.join('\n').trim()).filter((raw) => raw !== '');
  }
  if (/\.csv$/i.test(path)) {
    const rows = csvRecords(path, text);
    return rows.flatMap(({ cells }) => textIn(cells['prompt'] ?? Object.values(cells)[0]) ?? []);
  }
  if (/\.jsonl$/i.test(path)) return lines.filter((line) => line.trim() !== '');
  return text.trim() === '' ? [] : [text.replace(/\n$/, '')];
}

/** A text, or a list of messages written as JSON or YAML. */
function readText(raw: string, path: string, reading: Reading, item: Placed): Prompt | Unusable {
  const base = { format: 'promptfoo', engine: 'jinja', onUndefined: 'error', parameters: {} } as const;
  const value = messagesIn(raw, path);
  if (value === undefined) return { ...base, messages: [{ role: 'user', content: raw }] };
  const faults: Parameters<Report>[] = [];
  const messages: Message[] = readMessageList(value, [], (...fault) => faults.push(fault));
  const [first] = faults;
  if (first === undefined) return { ...base, messages };
  return {
    problem: gapOf(`A prompt in ${path || reading.path} cannot be sent: ${first[1]}`, first[2], item.at),
  };
}

function messagesIn(raw: string, path: string): Json | undefined {
  const parsed = /^\s*\[/.test(raw) ? parseJson(raw) : undefined;
  const value = parsed?.ok ? parsed.value : /\.ya?ml$/i.test(path) ? yamlIn(raw, path) : undefined;
  const isMessages =
    value !== undefined &&
    isList(value) &&
    value.length > 0 &&
    value.every((one) => isJsonObject(one) && 'role' in one);
  return isMessages ? value : undefined;
}

function yamlIn(raw: string, path: string): Json | undefined {
  try {
    return placedYaml(path, raw).value;
  } catch {
    // A template that is no YAML before it is rendered is sent as the text it is.
    return undefined;
  }
}

function made(prompt: Prompt | Unusable, names: Omit<NamedPrompt, 'prompt'>): NamedPrompt | Unusable {
  return 'problem' in prompt ? prompt : { ...names, prompt };
}

/** Whether a prompt's text could be the name of a file, by the looks that such configs go by. */
function mayBePath(text: string): boolean {
  if (/\n|\{\{|\{%/.test(text)) return false;
  return text.startsWith('file://') || /\.(?:txt|md|j2|jsonl?|ya?ml|csv)$/i.test(text) || /[*/]/.test(text);
}

function stemOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
}
