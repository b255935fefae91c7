import { RatchetError } from '../errors.ts';
import type { Case } from '../suite.ts';
import { casesOf } from './cases.ts';
import { jsonLinesRows, jsonRows } from './json-rows.ts';
import type { ParsedRow } from './row.ts';
import { yamlRows } from './yaml-rows.ts';

type Source = { path: string; text: string };

type Rows = readonly ParsedRow[];

/** How a dataset is read, by the ending of its name. */
const READERS: Readonly<Record<string, (source: Source) => Rows | Promise<Rows>>> = {
  jsonl: jsonLinesRows,
  ndjson: jsonLinesRows,
  json: jsonRows,
  yml: yamlRows,
  yaml: yamlRows,
  // Loaded on use: its parser would be a tenth of what a run without CSV reads before its first request.
  csv: async (source) => (await import('./csv.ts')).csvRows(source),
};

/**
 * Reads a dataset by the ending of its name: `.jsonl` and `.ndjson` (a row a line), `.json` and `.yml`/`.yaml` (a list
 * of rows), `.csv` (a header, then a row a line; every cell is a text). A byte order mark is taken off.
 * @throws RatchetErrors E_DATASET_INVALID with lines, 20 at most
 * @throws RatchetError E_DATASET_INVALID (unknown ending), E_DATASET_EMPTY (no rows), E_FILE_TOO_LARGE (YAML)
 */
export async function parseDataset(source: Source): Promise<Case[]> {
  return casesOf(await readRows(source));
}

/**
 * The rows of a dataset, those that cannot be read among them.
 * @throws as {@link parseDataset}, but for what is wrong with single rows
 */
export async function readRows(source: Source): Promise<Rows> {
  const ending = /\.([a-z]+)$/.exec(source.path.toLowerCase())?.[1] ?? '';
  const reader = Object.hasOwn(READERS, ending) ? READERS[ending] : undefined;
  if (reader === undefined) {
    throw new RatchetError({
      code: 'E_DATASET_INVALID',
      message: `${source.path} has an ending that no dataset format has.`,
      help: `Name it ${Object.keys(READERS)
        .map((name) => `\`.${name}\``)
        .join(', ')}.`,
      place: { path: source.path },
    });
  }
  const rows = await reader({ path: source.path, text: source.text.replace(/^\uFEFF/, '') });
  if (rows.length === 0) {
    throw new RatchetError({
      code: 'E_DATASET_EMPTY',
      message: `The dataset ${source.path} has no rows.`,
      help: 'Add at least one row, for example `{"vars": {"question": "…"}, "expected": "…"}` in a `.jsonl` file.',
      place: { path: source.path },
    });
  }
  return rows;
}
