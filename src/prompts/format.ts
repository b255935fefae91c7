import { RatchetError } from '../core/errors.ts';
import type { JsonObject } from '../core/json.ts';
import type { Message } from '../core/model.ts';
import type { Prompt } from '../core/suite.ts';
import { parseGithubPrompt } from './github.ts';
import { renderTemplate } from './template.ts';
import { parseTextPrompt } from './text.ts';

/**
 * Reads a prompt file by its name: `.yml` and `.yaml` (also `.prompt.yml`) in GitHub's prompt format, everything else
 * as plain text. Formats that would be sent to the model with their settings in them (Prompty, Dotprompt with front
 * matter, JSON) are refused rather than misread.
 * @throws RatchetError E_PROMPT_INVALID
 * @throws RatchetErrors E_PROMPT_INVALID, E_SCORER_INVALID, E_DATASET_INVALID with places
 */
export function parsePrompt(source: { path: string; text: string }): Prompt {
  const name = source.path.toLowerCase();
  if (/\.ya?ml$/.test(name)) return parseGithubPrompt(source);
  const foreign = foreignFormat(name, source.text);
  if (foreign !== undefined) {
    throw new RatchetError({
      code: 'E_PROMPT_INVALID',
      message: `${source.path} is ${foreign}, a format that cannot be read yet.`,
      help: 'Keep the prompt in a `.prompt.yml` file (`messages: [{ role: user, content: … }]`) or in a `.txt` or `.md` file.',
      place: { path: source.path },
    });
  }
  return parseTextPrompt(source);
}

/** The messages of a prompt with a case's variables put in; `missing` lists the names without one, each once. */
export function renderMessages(prompt: Prompt, vars: JsonObject): { messages: Message[]; missing: string[] } {
  const missing = new Set<string>();
  const messages = prompt.messages.map(({ role, content }) => {
    const rendered = renderTemplate(content, vars);
    for (const name of rendered.missing) missing.add(name);
    return { role, content: rendered.text };
  });
  return { messages, missing: [...missing] };
}

function foreignFormat(name: string, text: string): string | undefined {
  if (name.endsWith('.prompty')) return 'a Prompty file';
  if (name.endsWith('.json')) return 'a JSON file';
  // Several unrelated dialects share this extension; only front matter tells this one from plain text.
  if (name.endsWith('.prompt') && /^\uFEFF?---\r?\n/.test(text)) return 'a Dotprompt file';
  return undefined;
}
