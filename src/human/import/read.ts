import { isJsonObject } from '../../core/json.ts';
import { parseJson } from '../../core/json-parse.ts';
import { type Label, labelSchema } from '../label.ts';
import { readLabels } from '../label-file.ts';
import { labelLine } from '../label-line.ts';
import { readArgillaRatings } from './argilla.ts';
import { readCsvRatings } from './csv.ts';
import { readLangfuseRatings } from './langfuse.ts';
import { readPromptfooRatings } from './promptfoo.ts';
import { type Ratings, recordsOf, type Skipped, unusable } from './rating.ts';

export const IMPORT_FORMATS = ['labels', 'csv', 'promptfoo', 'langfuse', 'argilla'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/**
 * The format of a file, from its name and its first record.
 * @throws RatchetError E_LABEL_IMPORT
 */
export function formatOf(path: string, text: string): ImportFormat {
  if (/\.csv$/i.test(path)) return 'csv';
  const whole = parseJson(text.replace(/^\uFEFF/, '').trim());
  if (whole.ok && isJsonObject(whole.value) && 'results' in whole.value) return 'promptfoo';
  const [first] = recordsOf(text, ['data', 'scores', 'records', 'items']);
  if (isJsonObject(first)) {
    if ('criterionVersion' in first) return 'labels';
    if ('fields' in first) return 'argilla';
    if ('source' in first && 'name' in first) return 'langfuse';
  }
  throw unusable(
    'What this file holds cannot be told.',
    `Say what it is with --format: ${IMPORT_FORMATS.join(', ')}.`,
  );
}

/**
 * Ratings of a file in another tool's format.
 * @throws RatchetError E_LABEL_IMPORT
 */
export function readRatings(
  format: Exclude<ImportFormat, 'labels'>,
  text: string,
  traces: string | undefined,
): Ratings {
  switch (format) {
    case 'csv':
      return readCsvRatings(text);
    case 'promptfoo':
      return readPromptfooRatings(text);
    case 'argilla':
      return readArgillaRatings(text);
    case 'langfuse':
      if (traces === undefined) {
        throw unusable(
          'A Langfuse score has neither input nor output of its own.',
          'Export the traces as well, and name them with --traces FILE.',
        );
      }
      return readLangfuseRatings(text, traces);
  }
}

/** Labels as the review page exports them, of criteria that the suite has. */
export function readOwnLabels(
  path: string,
  text: string,
  criteria: ReadonlySet<string>,
): { labels: Label[]; skipped: Skipped[] } {
  const { labels, problems } = readLabels({ path, text });
  const foreign = labels.filter(({ criterion }) => !criteria.has(criterion));
  return {
    labels: labels.filter(({ criterion }) => criteria.has(criterion)),
    skipped: [
      ...problems.map(({ message, place }) => ({
        place: place?.line === undefined ? path : `line ${place.line}`,
        why: message,
      })),
      ...foreign.map((label) => ({
        place: `label of ${label.case}`,
        why: `the suite has no criterion "${label.criterion}"`,
      })),
    ],
  };
}

/**
 * What of new labels a file does not have yet. Of those whose time is that of the import, the time is not looked at:
 * importing twice adds nothing.
 */
export function newLabels(labels: readonly Label[], present: readonly Label[], now: string): Label[] {
  const timeless = (label: Label) => labelLine({ ...label, at: '' });
  const known = new Set(present.map((label) => labelLine(labelSchema.parse(label))));
  const knownTimeless = new Set(present.map(timeless));
  return labels.filter((label) => {
    const line = labelLine(label);
    if (known.has(line) || (label.at === now && knownTimeless.has(timeless(label)))) return false;
    known.add(line);
    return true;
  });
}
