import { RatchetError } from '../core/errors.ts';
import type { JudgeSpec } from '../core/suite.ts';
import { templateVariables } from '../prompts/template.ts';
import { FRAME } from './frame.ts';
import { taskOf } from './tasks.ts';

/**
 * Finds out before the first call whether words that stand in place of a built-in judge's have the places for what is
 * filled in: a name that is missing would leave the judge without the data, one too many would be read by it as it is.
 * @throws RatchetError E_SCORER_INVALID
 */
export function checkTexts(spec: JudgeSpec): void {
  const { texts = {} } = spec;
  const task = taskOf(spec);
  if (texts.task !== undefined) {
    check('task', texts.task, { needed: ['data'], known: [...Object.keys(task.parts('')), 'data'] });
    if (texts.task.split(/\{\{\s*data\s*\}\}/).length !== 2)
      throw fault('task', 'has `{{data}}` twice', ['data']);
  }
  const places = templateVariables(FRAME);
  if (texts.frame !== undefined) check('frame', texts.frame, { needed: places, known: places });
}

function check(
  name: string,
  text: string,
  { needed, known }: { needed: readonly string[]; known: readonly string[] },
): void {
  const found = templateVariables(text);
  const missing = needed.find((one) => !found.includes(one));
  if (missing !== undefined) throw fault(name, `has no \`{{${missing}}}\``, known);
  const unknown = found.find((one) => !known.includes(one));
  if (unknown !== undefined) throw fault(name, `has a \`{{${unknown}}}\`, which nothing fills`, known);
}

function fault(name: string, what: string, known: readonly string[]): RatchetError {
  return new RatchetError({
    code: 'E_SCORER_INVALID',
    message: `The judge's text \`${name}\` ${what}.`,
    help: `Its places are ${known.map((one) => `{{${one}}}`).join(', ')}.`,
  });
}
