import { cut } from '../core/cut.ts';
import { RatchetError } from '../core/errors.ts';
import { lineIndex } from '../core/lines.ts';
import type { Prompt } from '../core/suite.ts';
import { TemplateFault } from './engines/run.ts';

/** Does something with a prompt's template; a fault of the template becomes an error with its place in the file. */
export function placed<Result>(prompt: Prompt, template: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error;
    const path = error.file?.path ?? prompt.origin?.path ?? 'the prompt';
    const { line, column } = lineIndex(error.file?.text ?? template)(error.offset);
    const before = error.file ? 0 : (prompt.origin?.line ?? 1) - 1;
    throw new RatchetError(
      {
        code: 'E_PROMPT_INVALID',
        message: cut(`${path}: ${error.message}`, 400),
        help: error.help,
        place: { path, line: line + before, column },
      },
      error,
    );
  }
}
