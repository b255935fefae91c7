import * as z from 'zod';
import type { Json } from './json.ts';
import { overrideSchema } from './override-schema.ts';

/** The version of an entry's shape. */
export const ENTRY_VERSION = 1;
/** What the first entry of a ledger names as the one before. */
export const GENESIS = '0'.repeat(64);

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const text = z.string().max(1000);
const number = z.number();
const json: z.ZodType<Json> = z.json();
const ref = z.object({ label: text, sha: text.optional() });
const ends = <Value extends z.ZodType>(value: Value) =>
  z.object({ base: value.optional(), head: value.optional() });

/** A model as an endpoint answered for it, and how many trials it answered. */
const served = z.object({ model: text.optional(), fingerprint: text.optional(), trials: number });

const comparison = z.object({
  scorer: text,
  kind: text,
  gating: z.boolean(),
  base: number.optional(),
  head: number.optional(),
  delta: number.optional(),
  interval: z.tuple([number, number]).optional(),
  p: number.optional(),
  pairs: number,
  margin: number,
  verdict: z.enum(['regressed', 'improved', 'unchanged', 'inconclusive']).optional(),
});

const suite = z.object({
  name: text,
  path: text,
  state: text,
  /** Every file that was read, why, and the hash of its text at either end. */
  files: z.array(z.object({ path: text, reasons: z.array(text), ...ends(text).shape })),
  model: ends(text),
  /** What a suite runs that asks no model itself. */
  command: ends(text).optional(),
  provider: ends(text),
  parameters: ends(z.record(z.string(), json)),
  judges: z.array(z.object({ scorer: text, ...ends(text).shape })),
  served: ends(z.array(served)),
  trials: number,
  /** Cases by what became of them. */
  cases: z.record(z.string(), number),
  comparisons: z.array(comparison),
  /** Mean US dollars of a trial. */
  costUsd: ends(number),
});

const entry = z.object({
  version: z.literal(ENTRY_VERSION),
  at: z.iso.datetime(),
  tool: text,
  repository: text.optional(),
  pullRequest: number.optional(),
  event: text.optional(),
  scope: text.optional(),
  runUrl: text.optional(),
  runId: number.optional(),
  runAttempt: number.optional(),
  base: ref,
  head: ref,
  decision: z.object({
    outcome: z.enum(['pass', 'warn', 'fail']),
    reasons: z.array(
      z.object({ code: text, severity: text, suite: text.optional(), scorer: text.optional() }),
    ),
    override: overrideSchema.optional(),
  }),
  suites: z.array(suite),
  /** One look of a search at the test cases of a suite, and no decision about a change. */
  look: z.object({ suite: text, split: hash }).optional(),
  totals: z.object({ calls: number, costUsd: number, unpriced: number, durationMs: number }),
  /** Hash of the entry before. */
  previous: hash,
  /** SHA-256 of the entry's canonical JSON without this member. */
  hash,
});

/**
 * One decision, as it is kept. Members that a later version adds are let through: they are part of the hash, and an
 * older reader has to be able to verify what a newer one wrote.
 */
export const historyEntry = entry.loose();

export type HistoryEntry = z.infer<typeof entry>;
/** An entry that has no place in a ledger yet. */
export type HistoryDraft = Omit<HistoryEntry, 'previous' | 'hash'>;
export type HistorySuite = z.infer<typeof suite>;
