import { parse } from 'csv-parse/sync';
import { messageOf, type Place, RatchetErrors } from '../../core/errors.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { assertionOf } from './assertion-text.ts';

/** One row with the line that it begins on. */
interface Row {
  cells: Readonly<Record<string, string>>;
  at: Place;
}

/**
 * The rows of a CSV file with a header; empty lines are skipped.
 * @throws RatchetErrors E_DATASET_INVALID
 */
export function csvRecords(path: string, text: string): Row[] {
  try {
    const rows: { record: Record<string, string>; info: { lines: number } }[] = parse(
      text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n'),
      {
        columns: (names: string[]) => names.map((name) => name.trim()),
        info: true,
        skip_empty_lines: true,
        trim: false,
      },
    );
    return rows.map(({ record, info }) => {
      const breaks = Object.values(record).reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
      return { cells: record, at: { path, line: info.lines - breaks, column: 1 } };
    });
  } catch (error) {
    throw new RatchetErrors([
      {
        code: 'E_DATASET_INVALID',
        message: `${path} is not well-formed CSV: ${messageOf(error).slice(0, 200)}`,
        help: 'Put a cell that has commas, quotes or line breaks in double quotes, and double the quotes in it.',
        place: { path },
      },
    ]);
  }
}

/** The tests that the rows of a CSV file stand for: columns with two underscores have a meaning, the others are variables. */
export function csvTests(path: string, text: string): { value: JsonObject; at: Place }[] {
  return csvRecords(path, text).map(({ cells, at }) => ({ value: testOf(cells), at }));
}

function testOf(cells: Readonly<Record<string, string>>): JsonObject {
  const vars: [string, Json][] = [];
  const options: [string, Json][] = [];
  const metadata: [string, Json][] = [];
  const test: [string, Json][] = [];
  const asserts: JsonObject[] = [];
  for (const [name, cell] of Object.entries(cells)) {
    if (/^__expected\d*$/.test(name)) {
      if (cell.trim() !== '') asserts.push(assertionOf(cell));
    } else if (name === '__prefix' || name === '__suffix') {
      if (cell !== '') options.push([name.slice(2), cell]);
    } else if (name === '__threshold') {
      if (cell.trim() !== '') test.push(['threshold', Number(cell)]);
    } else if (name === '__description') {
      if (cell.trim() !== '') test.push(['description', cell.trim()]);
    } else if (name.startsWith('__metadata:')) {
      if (cell.trim() !== '') metadata.push(metadataOf(name.slice('__metadata:'.length), cell));
    } else if (!name.startsWith('__')) vars.push([name, cell]);
  }
  const metric = cells['__metric']?.trim();
  return {
    ...Object.fromEntries(test),
    vars: Object.fromEntries(vars),
    options: Object.fromEntries(options),
    metadata: Object.fromEntries(metadata),
    assert: asserts.map((one) => (metric ? { ...one, metric } : one)),
  };
}

/** `tags[]` is a list, split at commas. */
function metadataOf(name: string, cell: string): [string, Json] {
  if (!name.endsWith('[]')) return [name, cell];
  return [name.slice(0, -2), cell.split(',').map((part) => part.trim())];
}
