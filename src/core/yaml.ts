import { Composer, type Document, type Node, Parser } from 'yaml';
import { cut } from './cut.ts';
import { type ErrorCode, type Place, type Problem, RatchetError, RatchetErrors } from './errors.ts';
import type { Json } from './json.ts';
import { lineIndex } from './lines.ts';
import { nestingOf } from './yaml-depth.ts';
import { convertYaml, YAML_DEPTH } from './yaml-value.ts';

/** A YAML file as JSON, which still knows where everything stands. */
export interface YamlFile {
  value: Json;
  /**
   * Place of what a path leads to: the key of a mapping's member (so that an unknown key is pointed at itself), or
   * the item of a list. A path that leads nowhere gives the nearest ancestor that exists.
   */
  placeOf(path: readonly (string | number)[]): Place;
}

/** Characters a YAML text may have unless the caller says otherwise. */
export const YAML_LENGTH = 1 << 20;

/** More problems than this are not listed: the first ones explain the rest. */
const MOST_PROBLEMS = 20;

const HELP: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'Indent with spaces: YAML does not allow tabs there.',
  MULTIPLE_DOCS: 'Keep one document in a file: remove the second `---` line and what follows it.',
  TAG_RESOLVE_FAILED: 'Remove the tag and write the value plainly, for example `key: "text"`.',
  BAD_COLLECTION_TYPE: 'Remove the tag and write the value plainly, for example `key: "text"`.',
  BAD_INDENT: 'Indent all members of a mapping or list by the same number of spaces.',
};
const QUOTE_HELP =
  'Put text that has `: ` or ` #` in it, or begins with a special sign, in quotes: `key: "text"`.';

/**
 * Reads one YAML 1.2 document (core schema: dates stay strings) as JSON.
 *
 * Refused: syntax errors, duplicate keys, keys that are not text, merge keys, tags of one's own, `.nan` and `.inf`,
 * more than one document, nesting beyond 100 levels, and aliases that blow the document up. An empty text is `null`.
 * Keys such as `__proto__` become ordinary own members.
 *
 * @param code the code of every problem but the size
 * @throws RatchetError E_FILE_TOO_LARGE when the text has more than `maxLength` characters
 * @throws RatchetErrors with `code`, in the order of the file, 20 at most
 */
export function parseYaml(
  source: { path: string; text: string },
  code: ErrorCode,
  maxLength: number = YAML_LENGTH,
): YamlFile {
  const { path } = source;
  if (source.text.length > maxLength) throw tooLong(path, maxLength);
  const text = source.text.replace(/^\uFEFF/, '');
  const positionOf = lineIndex(text);
  const problems: { offset: number; problem: Problem }[] = [];
  const report = (offset: number, message: string, help: string): void => {
    problems.push({ offset, problem: { code, message, help, place: { path, ...positionOf(offset) } } });
  };

  const document = compose(text, report);
  if (problems.length > 0 || document === undefined) throw collected(problems);
  const root: Node | null = document.contents;
  const { value, offsetOf } = convertYaml(root, report, (offset) => positionOf(offset).line);
  if (problems.length > 0) throw collected(problems);
  return { value, placeOf: (steps) => ({ path, ...positionOf(offsetOf(steps)) }) };
}

type Report = (offset: number, message: string, help: string) => void;

function compose(text: string, report: Report): Document | undefined {
  const tokens = [...new Parser().parse(text)];
  // Composing recurses and would overflow the stack, so depth is measured on the token tree first.
  const deep = nestingOf(tokens, YAML_DEPTH);
  if (deep !== undefined) {
    report(deep, `Nested deeper than ${YAML_DEPTH} levels.`, 'Flatten the file.');
    return undefined;
  }
  const composer = new Composer({
    schema: 'core',
    resolveKnownTags: false,
    // The library compares keys pairwise, which is quadratic; convertYaml finds duplicates with a map.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  let first: Document | undefined;
  for (const document of composer.compose(tokens, true, text.length)) {
    if (first !== undefined) {
      report(document.range[0], 'A second document begins here.', HELP['MULTIPLE_DOCS'] ?? QUOTE_HELP);
      break;
    }
    first = document;
    const tags = document.warnings.filter(({ code }) => code !== 'BAD_DIRECTIVE');
    for (const error of [...document.errors, ...tags].slice(0, MOST_PROBLEMS)) {
      report(error.pos[0], sentence(error.message), HELP[error.code] ?? QUOTE_HELP);
    }
  }
  return first;
}

function collected(problems: readonly { offset: number; problem: Problem }[]): RatchetErrors {
  const inOrder = problems.toSorted((left, right) => left.offset - right.offset);
  return new RatchetErrors(inOrder.slice(0, MOST_PROBLEMS).map(({ problem }) => problem));
}

function tooLong(path: string, maxLength: number): RatchetError {
  return new RatchetError({
    code: 'E_FILE_TOO_LARGE',
    message: `${path} has more than ${maxLength} characters, too many for a YAML file.`,
    help: 'Split the file, or move the rows of a dataset to a `.jsonl` file.',
    place: { path },
  });
}

/** The library's messages have no full stop and may quote the file at any length. */
function sentence(message: string): string {
  return `${cut(message, 160)}.`;
}
