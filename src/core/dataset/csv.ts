import { parse } from 'csv-parse/sync';
import { cut } from '../cut.ts';
import { type Place, type Problem, RatchetErrors } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { throwIfAny } from './cases.ts';
import { caseFromRow, type ParsedRow } from './row.ts';

interface Line {
  cells: readonly string[];
  /** The line its first cell begins on, from 1. */
  line: number;
}

const QUOTE_HELP =
  'Put a cell that has commas, quotes or line breaks in double quotes, and double the quotes in it: `"a ""b"", c"`.';

/**
 * Rows of a CSV file with a header. Cells stay texts as they are, spaces included; `expected` and `id` cells that are
 * empty count as absent; `tags` are split at `;` and `,`. Line breaks inside cells become LF, empty lines are skipped.
 * @throws RatchetErrors E_DATASET_INVALID for stray quotes and for a header with empty or repeated names
 */
export function csvRows({ path, text }: { path: string; text: string }): ParsedRow[] {
  const [header, ...lines] = readLines(path, text.replaceAll(/\r\n?/g, '\n'));
  if (header === undefined) return [];
  const names = header.cells.map((name) => name.trim());
  checkHeader(names, { path, line: header.line, column: 1 });
  return lines.map(({ cells, line }) => {
    const place = { path, line, column: 1 };
    if (cells.length === names.length) {
      return caseFromRow(rowOf(names, cells), { placeOf: () => place, flat: true });
    }
    const message = `The row has ${count(cells.length, 'cell')}, the header has ${count(names.length, 'column')}.`;
    return { ok: false, problems: [problem(message, QUOTE_HELP, place)] };
  });
}

function readLines(path: string, text: string): Line[] {
  const lines: Line[] = [];
  let last = 0;
  try {
    parse(text, {
      record_delimiter: ['\n'],
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (cells, { lines: end }) => {
        const breaks = cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
        lines.push({ cells, line: end - breaks });
        last = end;
        return null;
      },
    });
  } catch (error) {
    // The parser stops at the end of the file when a quote is never closed; the row it belongs to begins after the
    // last good one.
    if (!(error instanceof Error)) throw error;
    const place = { path, line: firstLineAfter(text, last), column: 1 };
    throw new RatchetErrors([problem('A quote is not closed, or stands inside a cell.', QUOTE_HELP, place)]);
  }
  return lines;
}

function firstLineAfter(text: string, line: number): number {
  const rest = text.split('\n').slice(line);
  return (
    line +
    1 +
    Math.max(
      0,
      rest.findIndex((content) => content !== ''),
    )
  );
}

function checkHeader(names: readonly string[], place: Place): void {
  const problems: Problem[] = [];
  const [only] = names;
  if (names.length === 1 && only !== undefined && /[;\t]/.test(only)) {
    problems.push(problem('The columns are not separated by commas.', 'Export the file with commas.', place));
  }
  for (const [index, name] of names.entries()) {
    if (name === '')
      problems.push(problem(`Column ${index + 1} has no name.`, 'Name it in the first line.', place));
    else if (names.indexOf(name) < index) {
      const message = `Two columns are called "${cut(name, 60)}".`;
      problems.push(problem(message, 'Give each column a name of its own.', place));
    }
  }
  throwIfAny(problems);
}

function rowOf(names: readonly string[], cells: readonly string[]): JsonObject {
  const members: [string, Json][] = [];
  for (const [index, name] of names.entries()) {
    const cell = cells[index] ?? '';
    if (name === 'tags') members.push([name, splitTags(cell)]);
    else if (cell !== '' || (name !== 'id' && name !== 'expected')) members.push([name, cell]);
  }
  return Object.fromEntries(members);
}

function splitTags(cell: string): string[] {
  return cell
    .split(/[;,]/)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
}

function problem(message: string, help: string, place: Place): Problem {
  return { code: 'E_DATASET_INVALID', message, help, place };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
