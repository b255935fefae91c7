import { parse } from 'csv-parse/sync';
import { messageOf } from '../../core/errors.ts';
import { isJsonObject, type JsonObject } from '../../core/json.ts';
import { parseJson } from '../../core/json-parse.ts';
import { didYouMean } from '../../core/suggest.ts';
import { type Rating, type Ratings, type Skipped, unusable } from './rating.ts';

const COLUMNS = [
  'case',
  'vars',
  'output',
  'a',
  'b',
  'verdict',
  'criterion',
  'rater',
  'at',
  'note',
  'blind',
] as const;

/**
 * Ratings of a CSV file with a header. Columns: `verdict`, and `output` or `a` and `b`; `case` or `vars` (a JSON
 * object); if wanted `criterion`, `rater`, `at`, `note`, `blind`.
 * @throws RatchetError E_LABEL_IMPORT
 */
export function readCsvRatings(text: string): Ratings {
  const [names = [], ...rows] = cellsOf(text);
  const header = names.map((name) => name.trim());
  checkHeader(header);
  const ratings: Rating[] = [];
  const skipped: Skipped[] = [];
  for (const [index, cells] of rows.entries()) {
    const row = Object.fromEntries(header.map((name, at) => [name, cells[at] ?? '']));
    const read = ratingOf(row, `row ${index + 1}`);
    if ('why' in read) skipped.push(read);
    else ratings.push(read);
  }
  return { ratings, skipped };
}

function cellsOf(text: string): string[][] {
  try {
    return parse(text.replace(/^\uFEFF/, ''), { skip_empty_lines: true, relax_column_count: false });
  } catch (error) {
    throw unusable(
      `This is not well-formed CSV: ${messageOf(error)}`,
      'Put a cell that has commas, quotes or line breaks in double quotes, and double the quotes in it.',
    );
  }
}

function checkHeader(header: readonly string[]): void {
  const help = `The columns are: ${COLUMNS.join(', ')}.`;
  const unknown = header.find((name) => !COLUMNS.some((known) => known === name));
  if (unknown !== undefined) {
    const meant = didYouMean(unknown, COLUMNS);
    throw unusable(`"${unknown}" is not a column.${meant ? ` Did you mean "${meant}"?` : ''}`, help);
  }
  if (new Set(header).size < header.length) throw unusable('A column is there twice.', help);
  const has = (name: string) => header.includes(name);
  if (!has('verdict')) throw unusable('The column "verdict" is missing.', help);
  if (!has('output') && !(has('a') && has('b'))) {
    throw unusable('The column "output" is missing, or "a" and "b" for pairs.', help);
  }
  if (!has('case') && !has('vars')) throw unusable('The column "case" or "vars" is missing.', help);
}

function ratingOf(row: Readonly<Record<string, string>>, place: string): Rating | Skipped {
  const given = (name: string): string | undefined => row[name]?.trim() || undefined;
  const verdict = given('verdict');
  if (verdict === undefined) return { place, why: 'it has no verdict' };
  let vars: JsonObject | undefined;
  const written = given('vars');
  if (written !== undefined) {
    const parsed = parseJson(written);
    if (!parsed.ok || !isJsonObject(parsed.value)) return { place, why: '"vars" is no JSON object' };
    vars = parsed.value;
  }
  const [a, b, output] = [row['a'] ?? '', row['b'] ?? '', row['output'] ?? ''];
  const pair = a !== '' || b !== '';
  if (pair && output !== '') return { place, why: 'it has one output, and two' };
  const blind = given('blind')?.toLowerCase();
  if (blind !== undefined && blind !== 'true' && blind !== 'false') {
    return { place, why: '"blind" is neither true nor false' };
  }
  return {
    place,
    question: given('criterion'),
    case: given('case'),
    vars,
    outputs: pair ? [a, b] : [output],
    verdict,
    rater: given('rater'),
    at: given('at'),
    note: given('note'),
    blind: blind === undefined ? undefined : blind === 'true',
  };
}
