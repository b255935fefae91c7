import { cut } from '../../core/cut.ts';
import { isJsonObject } from '../../core/json.ts';
import { TemplateFault } from './run.ts';

/** Blocks and brackets within each other, which the grammar's parser takes more than linear time for. */
const MOST_BLOCKS = 2_000;
const MOST_BRACKETS = 5_000;

/**
 * Depth is only known after parsing, so the number of what could be nested is limited before.
 * @throws TemplateFault
 */
export function refuseTangles(template: string): void {
  const limits: readonly (readonly [RegExp, number, string])[] = [
    [/\{\{~?(?:[#^]|else\b)/g, MOST_BLOCKS, 'blocks'],
    [/\(/g, MOST_BRACKETS, 'opening brackets'],
  ];
  for (const [pattern, most, what] of limits) {
    let count = 0;
    for (const { index } of template.matchAll(pattern)) {
      count += 1;
      if (count > most)
        throw new TemplateFault(`The template has more than ${most} ${what}.`, index, 'Split the prompt.');
    }
  }
}

/** The parser's own errors say where in two ways: as a token's place, and as a line and column. */
export function syntaxFault(
  error: unknown,
  offsetAt: (line: number, column: number) => number,
): TemplateFault {
  const { hash, lineNumber, column, message }: { [key: string]: unknown } =
    error instanceof Error ? { ...error, message: error.message } : {};
  const loc = isJsonObject(hash) ? hash['loc'] : undefined;
  const [line, at] = isJsonObject(loc) ? [loc['first_line'], loc['first_column']] : [lineNumber, column];
  const text = String(message);
  // The grammar's messages draw the line and list every token that could stand there.
  const what =
    text.startsWith('Parse error') || text.startsWith('Lexical error') ? 'The tag is not understood' : text;
  return new TemplateFault(
    `${cut(what.replace(/ - \d+:\d+$/, ''), 160)}.`,
    offsetAt(typeof line === 'number' ? line : 1, typeof at === 'number' ? at : 0),
    'Mend the Handlebars syntax there.',
  );
}
