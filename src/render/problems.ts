import type { Problem } from '../core/errors.ts';
import { terminalName, terminalText } from './escape.ts';
import { wrap } from './layout.ts';
import { same } from './screen.ts';
import { styleOf } from './style.ts';

/** UTF-16 units of a message or help that a terminal is shown. */
const TEXT_LIMIT = 4000;

/** Problems for a terminal: what, where, and what mends it, which is not wrapped: people copy it. Ends with a line feed. */
export function renderProblems(
  problems: readonly Problem[],
  options: { color: boolean; width?: number },
): string {
  const style = styleOf(options.color);
  const one = ({ code, message, help, place }: Problem) => {
    const at = placeWords(place);
    return [
      `${style.red('✖')} ${style.bold(style.red(code))}${at ? ` ${style.cyan(at)}` : ''}`,
      ...indented(message, '  ', options.width),
      ...(help.trim() === '' ? [] : indented(help.trimEnd(), `  ${style.dim('│')} `)),
    ].join('\n');
  };
  return problems.length === 0 ? '' : `${problems.map(one).join('\n\n')}\n`;
}

/** A place as editors and terminals make it clickable: `path:line:column`. */
function placeWords(place: Problem['place']): string {
  if (place === undefined) return '';
  const { path, line, column } = place;
  return [terminalName(path, 200), line, line === undefined ? undefined : column]
    .filter((part) => part !== undefined)
    .join(':');
}

function indented(text: string, indent: string, width = Number.POSITIVE_INFINITY): string[] {
  const shown = terminalText(text.slice(0, TEXT_LIMIT));
  const lines =
    width === Number.POSITIVE_INFINITY
      ? shown.split('\n')
      : wrap([{ text: shown, paint: same }], width - indent.length);
  return lines.map((line) => `${indent}${line}`);
}
