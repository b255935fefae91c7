import { cut } from '../core/cut.ts';
import { RatchetError } from '../core/errors.ts';
import type { JsonObject } from '../core/json.ts';
import type { Message } from '../core/model.ts';
import type { Prompt } from '../core/suite.ts';
import { splitAddress } from './address.ts';
import { parsePromptFile } from './dotprompt.ts';
import { compile, type LogicEngine, loadEngines } from './engines/engine.ts';
import { Run, TemplateFault } from './engines/run.ts';
import { parseGithubPrompt } from './github.ts';
import { loadPartials, type ReadFile } from './includes.ts';
import { layOut } from './layout.ts';
import { parseDataPrompt } from './openai.ts';
import { placed } from './place.ts';
import { parsePromptyFile } from './prompty.ts';
import { renderTemplate } from './template.ts';
import { parseTemplateFile } from './template-file.ts';
import { parseTextPrompt } from './text.ts';

interface Source {
  path: string;
  text: string;
}

/** Source code that prompts can be constants in. */
const SOURCE = /\.(?:[cm]?[jt]sx?|py)(?:#.*)?$/;

interface Format {
  /** How the names of its files end. */
  ending: RegExp;
  parse(source: Source): Prompt;
  /** Those that its prompts may be written for. */
  engines?: readonly LogicEngine[];
}

function templateFile(ending: RegExp, engine: LogicEngine): Format {
  return { ending, parse: (source) => parseTemplateFile(source, engine), engines: [engine] };
}

/** The first whose ending matches counts. */
const FORMATS: readonly Format[] = [
  { ending: /\.prompt\.ya?ml$/, parse: parseGithubPrompt },
  { ending: /\.(?:json|ya?ml)$/, parse: parseDataPrompt },
  templateFile(/\.(?:j2|jinja2?)$/, 'jinja'),
  templateFile(/\.liquid$/, 'liquid'),
  templateFile(/\.(?:hbs|handlebars)$/, 'handlebars'),
  { ending: /\.prompt$/, parse: parsePromptFile, engines: ['handlebars'] },
  { ending: SOURCE, parse: refuseSource },
  { ending: /\.prompty$/, parse: parsePromptyFile, engines: ['jinja', 'mustache'] },
  templateFile(/\.mustache$/, 'mustache'),
];

function formatOf(path: string): Format | undefined {
  const name = path.toLowerCase();
  return FORMATS.find(({ ending }) => ending.test(name));
}

/**
 * Reads a prompt file by its name and, where several formats share an ending, by its content:
 *
 * - `.prompt.yml`: GitHub's prompt format; `.yml`, `.yaml`, `.json`: a list of messages, a request body of OpenAI's
 *   Chat Completions or Responses API, or GitHub's format;
 * - `.j2`, `.jinja`, `.jinja2`, `.liquid`, `.hbs`,
 *   `.handlebars`, `.mustache`: a template of that language, as one user message;
 * - `.prompt`: Dotprompt when it begins with front matter, plain text otherwise;
 * - `.prompty`: Prompty;
 * - everything else: plain text with `{{ name }}` placeholders.
 *
 * The engines of the format must have been loaded, as {@link loadPrompt} does.
 *
 * @throws RatchetError E_PROMPT_INVALID
 * @throws RatchetErrors E_PROMPT_INVALID, E_SCORER_INVALID, E_DATASET_INVALID with places
 */
export function parsePrompt(source: { path: string; text: string }): Prompt {
  return (formatOf(source.path)?.parse ?? parseTextPrompt)(source);
}

/**
 * Reads any prompt: those of {@link parsePrompt}, and constants in source code, addressed as `file#name`. Engines and
 * the parsers for source code are only loaded when one is needed.
 * @throws RatchetError E_PROMPT_INVALID
 * @throws RatchetErrors as {@link parsePrompt}
 */
export async function loadPrompt(source: { path: string; text: string }): Promise<Prompt> {
  const { file, symbol } = splitAddress(source.path);
  const isConstant = symbol !== undefined && SOURCE.test(file.toLowerCase());
  if (!isConstant) await loadEngines(formatOf(source.path)?.engines ?? []);
  if (isConstant) return (await import('./source.ts')).parseSourcePrompt(source);
  return parsePrompt(source);
}

/**
 * The prompt with the files that its templates include, read.
 * @throws RatchetError E_INCLUDE
 */
export async function withIncludes(prompt: Prompt, path: string, read: ReadFile): Promise<Prompt> {
  if (prompt.engine === undefined || prompt.engine === 'placeholders') return prompt;
  return loadPartials(prompt, path, read);
}

/** A file of source code as a whole is no prompt; with a name behind it, it is for `loadPrompt`. */
function refuseSource({ path }: Source): never {
  throw new RatchetError({
    code: 'E_PROMPT_INVALID',
    message: `${path} is source code, and names no constant in it.`,
    help: 'Write the name of the constant behind the file: `prompts.ts#TRIAGE`.',
    place: { path, line: 1, column: 1 },
  });
}

/**
 * The messages of a prompt with a case's variables put in; `missing` lists the names without one, each once. In
 * templates with logic a name is missing when it would come out or be gone over; a test takes it for false.
 * @throws RatchetError E_PROMPT_INVALID when a template goes beyond its limits, works on the wrong kind of value, or
 *   includes other files
 */
export function renderMessages(prompt: Prompt, vars: JsonObject): { messages: Message[]; missing: string[] } {
  const known = prompt.defaults === undefined ? vars : { ...prompt.defaults, ...vars };
  const missing = new Set<string>();
  const messages = prompt.messages.flatMap((message) => {
    const rendered = placed(prompt, message.content, () => renderOne(prompt, message, known));
    for (const name of rendered.missing) missing.add(name);
    return rendered.messages;
  });
  return { messages, missing: [...missing] };
}

/** Names of other files that a prompt's templates include, each once. Such a prompt cannot be rendered. */
export function includesOf(prompt: Prompt): string[] {
  const names = prompt.messages.flatMap(
    ({ content }) => placed(prompt, content, () => compile(prompt, content))?.includes ?? [],
  );
  return [...new Set(names)];
}

function renderOne(
  prompt: Prompt,
  { role, content }: Message,
  vars: JsonObject,
): { messages: Message[]; missing: Iterable<string> } {
  const compiled = compile(prompt, content);
  if (compiled === undefined) {
    const { text, missing } = renderTemplate(content, vars);
    return { messages: [{ role, content: text }], missing };
  }
  if (compiled.includes.length > 0) {
    const names = [...new Set(compiled.includes)].map((name) => `"${cut(name, 60)}"`).join(', ');
    throw new TemplateFault(
      `It includes ${names}, and other files are not read.`,
      0,
      'Write what they say into the template.',
    );
  }
  const run = new Run();
  compiled.render(vars, run);
  const history = Object.hasOwn(vars, 'history') ? vars['history'] : undefined;
  return { messages: layOut(prompt.layout, role, run.pieces, history), missing: run.missing };
}
