import { RatchetError, RatchetErrors } from '../core/errors.ts';
import { isJsonObject, type JsonObject } from '../core/json.ts';
import { parseYaml, type YamlFile } from '../core/yaml.ts';

/** A file of YAML between two `---` lines and a body after them. */
export interface FrontMatter {
  meta: JsonObject;
  placeOf: YamlFile['placeOf'];
  body: string;
  /** The line of the file on which the body begins. */
  line: number;
}

/** The opening mark. Empty lines and comments may stand before it. */
const OPENING = /^(?:[ \t]*(?:#[^\n]*)?\n){0,200}?---[ \t]*\n/;

/** Whether a file begins with front matter. */
export function hasFrontMatter(text: string): boolean {
  return OPENING.test(normalized(text));
}

/**
 * Takes front matter and body apart; places keep the lines of the file. CRLF becomes LF, a byte order mark is taken off.
 * @throws RatchetError E_PROMPT_INVALID when the front matter does not end
 * @throws RatchetErrors E_PROMPT_INVALID when it is not a YAML mapping
 */
export function splitFrontMatter(source: { path: string; text: string }): FrontMatter {
  const { path } = source;
  const text = normalized(source.text);
  const begin = OPENING.exec(text)?.[0].length ?? 0;
  const close = /^---[ \t]*$/m.exec(text.slice(begin));
  if (close === null) {
    throw new RatchetError({
      code: 'E_PROMPT_INVALID',
      message: `The front matter of ${path} does not end.`,
      help: 'Put a line `---` between the front matter and the prompt.',
      place: { path, line: 1, column: 1 },
    });
  }
  const end = begin + close.index;
  const linesBefore = (offset: number) => text.slice(0, offset).split('\n').length - 1;
  // Empty lines in front keep the line numbers of the whole file.
  const yaml = '\n'.repeat(linesBefore(begin)) + text.slice(begin, end);
  const { value, placeOf } = parseYaml({ path, text: yaml }, 'E_PROMPT_INVALID');
  if (value !== null && !isJsonObject(value)) {
    throw new RatchetErrors([
      {
        code: 'E_PROMPT_INVALID',
        message: 'The front matter is not a mapping.',
        help: 'Write keys and values: `model: gpt-4.1-mini`.',
        place: placeOf([]),
      },
    ]);
  }
  const from = Math.min(text.length, end + close[0].length + 1);
  return { meta: value ?? {}, placeOf, body: text.slice(from), line: linesBefore(from) + 1 };
}

function normalized(text: string): string {
  return text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
}
