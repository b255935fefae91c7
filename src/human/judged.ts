import * as z from 'zod';
import type { Problem } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { printLine, readLines } from './jsonl.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const judgedSchema = z.strictObject({
  /** Name of the judge. */
  judge: z.string().min(1).max(80),
  /** Hash of what the judge is: its wording, answer schema, model and parameters. */
  version: hash,
  /** Version of the criterion that it was asked about. */
  criterionVersion: hash,
  /** Key of the labelled output. */
  output: hash,
  /** The score 0..1; absent: the judge gave none, for the reason in `failure`. */
  score: z.number().min(0).max(1).optional(),
  failure: z.string().max(300).optional(),
  at: z.iso.datetime({ offset: true }),
});

/** What a judge said of a labelled output, kept so that no run has to ask again and older judges can be compared. */
export type Judged = z.infer<typeof judgedSchema>;

export function readJudged(source: { path: string; text: string }): {
  judged: Judged[];
  problems: Problem[];
} {
  const { values, problems } = readLines(judgedSchema, source);
  return { judged: values, problems };
}

export function printJudged(judged: Judged): string {
  return printLine(judgedSchema.parse(judged) as Record<string, Json>);
}

/** Where a suite's judges' verdicts of labelled outputs are kept, beside its labels. */
export function judgedPathOf(labelPath: string): string {
  return labelPath.replace(/\.jsonl$/, '.judged.jsonl');
}
