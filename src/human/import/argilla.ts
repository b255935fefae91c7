import * as z from 'zod';
import type { Json, JsonObject } from '../../core/json.ts';
import { type Rating, type Ratings, recordsOf, type Skipped } from './rating.ts';

const answer = z.object({ value: z.json(), user_id: z.string().nullish(), status: z.string().nullish() });

/** What is read of a record as `dataset.records.to_json` writes it. */
const record = z.object({
  fields: z.record(z.string(), z.json()),
  metadata: z.record(z.string(), z.json()).nullish(),
  responses: z.record(z.string(), z.array(answer)).nullish(),
});

/** Fields that hold what is judged. All others are the case's variables. */
const OUTPUT = ['output', 'response', 'completion', 'answer'];
const PAIRS = [
  ['output_a', 'output_b'],
  ['response_a', 'response_b'],
  ['response-1', 'response-2'],
  ['response1', 'response2'],
] as const;

/**
 * People's responses in an Argilla export; suggestions are a machine's and are left out. The output is the field
 * `output`, `response`, `completion` or `answer`, or two of them for a pair; the case's id may stand in the metadata.
 * @throws RatchetError E_LABEL_IMPORT
 */
export function readArgillaRatings(text: string): Ratings {
  const ratings: Rating[] = [];
  const skipped: Skipped[] = [];
  for (const [index, value] of recordsOf(text, ['records', 'items', 'data']).entries()) {
    const place = `record ${index + 1}`;
    const read = record.safeParse(value);
    if (!read.success) {
      skipped.push({ place, why: 'it has not the shape of an Argilla record' });
      continue;
    }
    const { fields, metadata, responses } = read.data;
    const outputs = outputsIn(fields);
    const all = Object.entries(responses ?? {}).flatMap(([question, given]) =>
      given.map((one) => ({ question, ...one })),
    );
    if (!outputs) skipped.push({ place, why: `it has none of the fields ${OUTPUT.join(', ')}` });
    else if (all.length === 0) skipped.push({ place, why: 'no person answered it' });
    else {
      for (const one of all) {
        const verdict = one.value;
        const where = `${place}, ${one.question}`;
        const done = one.status === null || one.status === undefined || one.status === 'submitted';
        if (!done) skipped.push({ place: where, why: `it is ${one.status}, not submitted` });
        else if (typeof verdict !== 'string' && typeof verdict !== 'number') {
          skipped.push({ place: where, why: 'its value is neither a text nor a number' });
        } else {
          const id = metadata?.['case'];
          ratings.push({
            place: where,
            question: one.question,
            case: typeof id === 'string' ? id : undefined,
            vars: outputs.vars,
            outputs: outputs.texts,
            verdict,
            rater: one.user_id ?? undefined,
          });
        }
      }
    }
  }
  return { ratings, skipped };
}

function outputsIn(
  fields: Readonly<Record<string, Json>>,
): { texts: string[]; vars: JsonObject } | undefined {
  const names = PAIRS.find((pair) => pair.every((name) => typeof fields[name] === 'string')) ?? [
    OUTPUT.find((name) => typeof fields[name] === 'string') ?? '',
  ];
  const texts = names.flatMap((name) => {
    const text = fields[name];
    return typeof text === 'string' ? [text] : [];
  });
  if (texts.length === 0) return undefined;
  const rest = Object.entries(fields).filter(([name]) => !names.some((one) => one === name));
  return { texts, vars: Object.fromEntries(rest) };
}
