import * as z from 'zod';
import type { Json } from './json.ts';

const json: z.ZodType<Json> = z.json();

/** What was measured with, beside the files: enough to say later whether two runs can be compared. */
export const provenance = z.strictObject({
  provider: z.strictObject({ base: z.string().optional(), head: z.string().optional() }),
  parameters: z.strictObject({
    base: z.record(z.string(), json).optional(),
    head: z.record(z.string(), json).optional(),
  }),
  /** Hash of what each judge is (wording, scale, model, parameters) at either end; absent: it is not there. */
  judges: z.array(
    z.strictObject({ scorer: z.string(), base: z.string().optional(), head: z.string().optional() }),
  ),
});

/** Lines of head's files, from 1: those of the prompt that differ from base, and the rows of cases that broke. */
export const places = z.strictObject({
  prompt: z.strictObject({ path: z.string(), from: z.int().min(1), to: z.int().min(1) }).optional(),
  cases: z.array(z.strictObject({ id: z.string(), path: z.string(), line: z.int().min(1) })),
});
