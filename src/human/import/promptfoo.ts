import * as z from 'zod';
import type { Json, JsonObject } from '../../core/json.ts';
import { parseJson } from '../../core/json-parse.ts';
import { type Rating, type Ratings, type Skipped, unusable } from './rating.ts';

/*
 * What is read of a promptfoo export (`promptfoo eval --output out.json`, `promptfoo export eval`). Other members are
 * left alone; these have to have their shape.
 */
const component = z.object({
  pass: z.boolean(),
  score: z.number().optional(),
  assertion: z.object({ type: z.string() }).nullish(),
});
const result = z.object({
  vars: z.record(z.string(), z.json()).optional(),
  response: z.object({ output: z.json().optional() }).nullish(),
  testCase: z
    .object({ description: z.string().nullish(), vars: z.record(z.string(), z.json()).nullish() })
    .nullish(),
  gradingResult: z
    .object({ comment: z.string().nullish(), componentResults: z.array(component.nullable()).nullish() })
    .nullish(),
});
const table = z.object({
  results: z.array(z.unknown()),
  timestamp: z.string().optional(),
});
const exported = z.union([z.object({ results: table }), table]);

/** The kind of assertion that promptfoo stores a person's thumbs as. */
const HUMAN = 'human';

/**
 * People's ratings in a promptfoo export. It does not say whose they are.
 * @throws RatchetError E_LABEL_IMPORT
 */
export function readPromptfooRatings(text: string): Ratings {
  const json = parseJson(text.replace(/^\uFEFF/, '').trim());
  const read = json.ok ? exported.safeParse(json.value) : undefined;
  if (!read?.success) {
    throw unusable(
      `This is no promptfoo export: ${json.ok ? 'there are no results in it' : json.message}.`,
      'promptfoo export eval <id> --output results.json',
    );
  }
  const { results, timestamp } = Array.isArray(read.data.results)
    ? { results: read.data.results, timestamp: 'timestamp' in read.data ? read.data.timestamp : undefined }
    : read.data.results;
  const ratings: Rating[] = [];
  const skipped: Skipped[] = [];
  for (const [index, one] of results.entries()) {
    const place = `result ${index + 1}`;
    const rating = ratingOf(one, place, timestamp);
    if ('why' in rating) skipped.push(rating);
    else ratings.push(rating);
  }
  return { ratings, skipped };
}

function ratingOf(value: unknown, place: string, at: string | undefined): Rating | Skipped {
  const read = result.safeParse(value);
  if (!read.success) return { place, why: 'it has not the shape of a promptfoo result' };
  const { vars, response, testCase, gradingResult } = read.data;
  const human = gradingResult?.componentResults?.find((one) => one?.assertion?.type === HUMAN);
  if (!human) return { place, why: 'no person rated it' };
  const output: Json | undefined = response?.output;
  if (typeof output !== 'string') return { place, why: 'its output is no text' };
  const input: JsonObject | null | undefined = testCase?.vars ?? vars;
  if (!input) return { place, why: 'it has no variables' };
  // A thumb is a pass or a fail; a score that somebody typed is more than that.
  const typed = human.score !== undefined && human.score > 0 && human.score < 1;
  return {
    place,
    case: testCase?.description ?? undefined,
    vars: input,
    outputs: [output],
    verdict: typed && human.score !== undefined ? human.score : human.pass,
    at,
    note: gradingResult?.comment ?? undefined,
  };
}
