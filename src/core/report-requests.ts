import * as z from 'zod';
import type { Json } from './json.ts';
import { APIS } from './model.ts';

/** UTF-16 units of one text of a request that the report keeps. */
export const REQUEST_TEXT_LIMIT = 50_000;
/** UTF-16 units of all requests that the report keeps, each text counted once. */
export const REQUESTS_LIMIT = 4_000_000;

const index = z.int().min(0);
const json: z.ZodType<Json> = z.json();

/** What the requests of a suite are made of. Cases share most of it, so each part stands here once. */
export const requestParts = z.strictObject({
  texts: z.array(
    z.strictObject({
      /** Secrets are replaced in it, and it is cut after `REQUEST_TEXT_LIMIT` UTF-16 units. */
      text: z.string(),
      /** UTF-16 units of the whole text, when it was cut. */
      cutFrom: index.optional(),
    }),
  ),
  settings: z.array(
    z.strictObject({
      provider: z.string(),
      model: z.string(),
      /** Absent: Chat Completions. */
      api: z.enum(APIS).optional(),
      /** Under the API's own names. Absent: they are longer than `REQUEST_TEXT_LIMIT`. */
      parameters: z.record(z.string(), json).optional(),
    }),
  ),
});

/** What one side of a case sent, the same in each trial: places in the suite's `requests`. */
export const sentRequest = z.strictObject({
  settings: index,
  messages: z.array(
    z.strictObject({ role: z.enum(['system', 'developer', 'user', 'assistant']), text: index }),
  ),
});

export type RequestParts = z.infer<typeof requestParts>;
export type SentRequest = z.infer<typeof sentRequest>;
