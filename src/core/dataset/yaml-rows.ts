import { RatchetErrors } from '../errors.ts';
import { parseYaml } from '../yaml.ts';
import { caseFromRow, type ParsedRow } from './row.ts';

/** Characters a YAML dataset may have. Reading YAML is slow; larger datasets belong in `.jsonl`. */
const MOST_CHARACTERS = 8 << 20;

/**
 * A YAML list of rows; an empty file has none.
 * @throws RatchetErrors E_DATASET_INVALID for syntax errors, or when the file is no list
 * @throws RatchetError E_FILE_TOO_LARGE
 */
export function yamlRows(source: { path: string; text: string }): ParsedRow[] {
  const { value, placeOf } = parseYaml(source, 'E_DATASET_INVALID', MOST_CHARACTERS);
  if (value === null) return [];
  if (!Array.isArray(value)) {
    throw new RatchetErrors([
      {
        code: 'E_DATASET_INVALID',
        message: `${source.path} is not a list of rows.`,
        help: 'Begin each row with a dash: `- vars: { question: "…" }`.',
        place: placeOf([]),
      },
    ]);
  }
  return value.map((row, index) =>
    caseFromRow(row, { placeOf: (path) => placeOf([index, ...path]), flat: false }),
  );
}
