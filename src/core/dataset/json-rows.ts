import { type Place, RatchetErrors } from '../errors.ts';
import { type ParsedJson, parseJson } from '../json-parse.ts';
import { lineIndex } from '../lines.ts';
import { caseFromRow, type ParsedRow } from './row.ts';

type Source = { path: string; text: string };

/** A row a line; lines of nothing but white space do not count. */
export function jsonLinesRows({ path, text }: Source): ParsedRow[] {
  const rows: ParsedRow[] = [];
  let line = 0;
  for (let start = 0, end = 0; start <= text.length; start = end + 1) {
    const feed = text.indexOf('\n', start);
    end = feed < 0 ? text.length : feed;
    line += 1;
    const content = text.slice(start, end);
    if (content.trim() === '') continue;
    const place: Place = { path, line, column: 1 };
    const parsed = parseJson(content);
    rows.push(
      parsed.ok
        ? caseFromRow(parsed.value, { placeOf: () => place, flat: false })
        : faulty(parsed, { ...place, column: parsed.offset + 1 }),
    );
  }
  return rows;
}

/**
 * One array of rows. A row's place is where its first brace stands.
 * @throws RatchetErrors E_DATASET_INVALID when the file is not one JSON array
 */
export function jsonRows({ path, text }: Source): ParsedRow[] {
  if (text.trim() === '') return [];
  const positionOf = lineIndex(text);
  const parsed = parseJson(text);
  if (!parsed.ok) return [faulty(parsed, { path, ...positionOf(parsed.offset) })];
  if (!Array.isArray(parsed.value)) {
    throw new RatchetErrors([
      {
        code: 'E_DATASET_INVALID',
        message: `${path} is not a list of rows.`,
        help: 'Write `[{"vars": {"question": "…"}}, …]`, or a row a line in a `.jsonl` file.',
        place: { path, line: 1, column: 1 },
      },
    ]);
  }
  const { items } = parsed;
  return parsed.value.map((row, index) =>
    caseFromRow(row, { placeOf: () => ({ path, ...positionOf(items[index] ?? 0) }), flat: false }),
  );
}

function faulty(fault: ParsedJson & { ok: false }, place: Place): ParsedRow {
  const help = 'Write it as JSON: double quotes around texts and names, no comma after the last member.';
  return {
    ok: false,
    problems: [
      { code: 'E_DATASET_INVALID', message: `The JSON cannot be read: ${fault.message}.`, help, place },
    ],
  };
}
