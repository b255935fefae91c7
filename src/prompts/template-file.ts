import type { Prompt } from '../core/suite.ts';
import { compile, type LogicEngine } from './engines/engine.ts';
import { placed } from './place.ts';
import { parseTextPrompt } from './text.ts';

/**
 * A prompt in a template file: the whole file is one user message, read by the engine that its name stands for.
 * A variable that would come out and is not there is an error of the case.
 * @throws RatchetError E_PROMPT_INVALID, with the place in the file
 */
export function parseTemplateFile(source: { path: string; text: string }, engine: LogicEngine): Prompt {
  const prompt: Prompt = {
    ...parseTextPrompt(source),
    format: engine,
    engine,
    origin: { path: source.path, line: 1 },
  };
  const [message] = prompt.messages;
  const template = message?.content ?? '';
  placed(prompt, template, () => compile(prompt, template));
  return prompt;
}
