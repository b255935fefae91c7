import * as z from 'zod';
import { REASON_MAX, REASON_MIN } from './override.ts';

/** A maintainer's acceptance of a regression: who accepted what, when and why. */
export const overrideSchema = z.strictObject({
  /** The account's login, as the platform gave it. */
  by: z.string().regex(/^[A-Za-z0-9_-]{1,100}$/),
  /** Their words. A redacted secret can make them longer than a command may be. */
  reason: z
    .string()
    .min(REASON_MIN)
    .max(2 * REASON_MAX),
  /** The whole SHA of the commit that it holds for. */
  commit: z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/),
  /** When the command was written. */
  at: z.iso.datetime({ offset: true }),
  /** Where it was written. */
  url: z.url({ protocol: /^https?$/ }).optional(),
});

export type Override = z.infer<typeof overrideSchema>;
