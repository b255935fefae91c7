import * as z from 'zod';
import { SCORE_ERROR_CODES, type ScoreErrorCode } from './trial.ts';

export const fraction = z.number().min(0).max(1);

/** The keys of a table, as an enumeration takes them. */
export const keysOf = <Key extends string>(table: Readonly<Record<Key, string>>) =>
  Object.keys(table) as [Key, ...Key[]];

/** What one model of a judge's panel said, or one of the two orders in which a pair was shown. */
const juror = z.strictObject({
  model: z.string(),
  order: z.enum(['base-first', 'head-first']).optional(),
  /** Absent: it gave no score. For a pair: what head is worth in it. */
  value: fraction.optional(),
  reason: z.string(),
});

const judgedBy = {
  /** Hash of the judge that gave the score; scores of different judges are not comparable. */
  judge: z.string().optional(),
  jurors: z.array(juror).optional(),
};

/** A score of a trial, or why there is none. */
export const score = z.discriminatedUnion('ok', [
  z.strictObject({
    scorer: z.string(),
    ok: z.literal(true),
    value: fraction,
    reason: z.string(),
    /** Where one output was judged several times, each of these judgements; `value` is their mean. */
    repeats: z.array(fraction).optional(),
    /** Whether all that the judge quotes stands in what it was shown; absent: it quotes nothing. */
    quotes: z.enum(['found', 'missing']).optional(),
    ...judgedBy,
  }),
  z.strictObject({
    scorer: z.string(),
    ok: z.literal(false),
    code: z.enum(keysOf<ScoreErrorCode>(SCORE_ERROR_CODES)),
    message: z.string(),
    ...judgedBy,
  }),
]);
