import * as z from 'zod';
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { type Rating, type Ratings, recordsOf, type Skipped } from './rating.ts';

/** What is read of a score, as the API and the export have it. */
const score = z.object({
  traceId: z.string().nullish(),
  name: z.string(),
  value: z.union([z.number(), z.string(), z.boolean()]).nullish(),
  stringValue: z.string().nullish(),
  source: z.string(),
  comment: z.string().nullish(),
  authorUserId: z.string().nullish(),
  timestamp: z.string().nullish(),
  createdAt: z.string().nullish(),
});

/** What is read of the trace that a score is about: a score has neither input nor output of its own. */
const trace = z.object({
  id: z.string(),
  input: z.json().optional(),
  output: z.json().optional(),
  metadata: z.json().optional(),
});

/**
 * People's scores in a Langfuse export, with the traces that they are about. Only scores of the source ANNOTATION are a
 * person's.
 * @throws RatchetError E_LABEL_IMPORT
 */
export function readLangfuseRatings(text: string, traces: string): Ratings {
  const byId = new Map(
    recordsOf(traces, ['data', 'traces']).flatMap((value) => {
      const read = trace.safeParse(value);
      return read.success ? [[read.data.id, read.data] as const] : [];
    }),
  );
  const ratings: Rating[] = [];
  const skipped: Skipped[] = [];
  for (const [index, value] of recordsOf(text, ['data', 'scores']).entries()) {
    const read = ratingOf(value, `score ${index + 1}`, byId);
    if ('why' in read) skipped.push(read);
    else ratings.push(read);
  }
  return { ratings, skipped };
}

function ratingOf(
  value: Json,
  place: string,
  traces: ReadonlyMap<string, z.infer<typeof trace>>,
): Rating | Skipped {
  const read = score.safeParse(value);
  if (!read.success) return { place, why: 'it has not the shape of a Langfuse score' };
  const given = read.data;
  if (given.source !== 'ANNOTATION')
    return { place, why: `it is of the source ${given.source}, not of a person` };
  const verdict = given.stringValue ?? given.value;
  if (verdict === null || verdict === undefined || verdict === '') return { place, why: 'it has no value' };
  const about = given.traceId ? traces.get(given.traceId) : undefined;
  if (!about) return { place, why: 'its trace is not among the traces' };
  const output = textIn(about.output);
  if (output === undefined) return { place, why: "its trace's output is no text" };
  const named = isJsonObject(about.metadata) ? about.metadata['case'] : undefined;
  return {
    place,
    question: given.name,
    case: typeof named === 'string' ? named : undefined,
    vars: isJsonObject(about.input) ? (about.input as JsonObject) : undefined,
    outputs: [output],
    verdict,
    rater: given.authorUserId ?? undefined,
    at: given.timestamp ?? given.createdAt ?? undefined,
    note: given.comment ?? undefined,
  };
}

/** An output as text, or as the one message that chat traces have. */
function textIn(output: Json | undefined): string | undefined {
  if (typeof output === 'string') return output;
  const content = isJsonObject(output) ? (output['content'] ?? output['output']) : undefined;
  return typeof content === 'string' ? content : undefined;
}
