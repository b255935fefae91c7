import { RatchetError } from '../core/errors.ts';
import type { Prompt } from '../core/suite.ts';

/**
 * A prompt in a plain text or Markdown file: the whole file is one user message. A byte order mark and one trailing
 * line break are taken off, CRLF becomes LF: editors and Git put those in, not authors. A placeholder without a
 * variable is an error of the case.
 * @throws RatchetError E_PROMPT_INVALID when the file has no text in it
 */
export function parseTextPrompt(source: { path: string; text: string }): Prompt {
  const content = source.text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .replace(/\n$/, '');
  if (content.trim() === '') {
    throw new RatchetError({
      code: 'E_PROMPT_INVALID',
      message: `The prompt file ${source.path} is empty.`,
      help: 'Write the prompt into it, with variables as `{{ name }}`.',
      place: { path: source.path },
    });
  }
  return { format: 'text', messages: [{ role: 'user', content }], onUndefined: 'error', parameters: {} };
}
