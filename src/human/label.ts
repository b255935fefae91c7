import * as z from 'zod';
import { contentHash } from '../core/hash.ts';
import type { JsonObject } from '../core/json.ts';
import { labelLine } from './label-line.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 of 64 hex digits');
const line = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'expected one line of text');

/** Who judges. */
export const raterSchema = z.string().regex(/^[A-Za-z0-9_.@+-]{1,100}$/, 'expected a login');

const head = {
  /** Id of the case, for people; what counts is the hash of the output. */
  case: line(500),
  /** Name of the criterion that was asked about: a scorer's. */
  criterion: line(80),
  /** Hash of what the criterion says. A label of another version has expired. */
  criterionVersion: hash,
  /** Who judged: a login, or any name that is always the same for the same person. */
  rater: raterSchema,
  /** Whether the rater saw neither which side is which nor what a judge says. */
  blind: z.boolean(),
  /** The chance, above 0 and at most 1, that the case had of being drawn. Absent: a person chose to look at it. */
  probability: z.number().gt(0).max(1).optional(),
  /** A second vote on what the rater had judged before and was shown again without a word. A change of mind has none. */
  repeat: z.literal(true).optional(),
  /** Time from showing to the vote. */
  seconds: z.number().min(0).max(86_400).optional(),
  /** ISO 8601 with offset. */
  at: z.iso.datetime({ offset: true }),
  note: z.string().min(1).max(2000).optional(),
};

/** A person's judgement of one output, or of two outputs of one case; or the taking back of an earlier one. */
export const labelSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('output'),
    ...head,
    /** {@link outputKey} of what was judged. */
    output: hash,
    /** `pass`/`fail`, or a score in 0..1. */
    verdict: z.union([z.enum(['pass', 'fail']), z.number().min(0).max(1)]),
  }),
  z.strictObject({
    kind: z.literal('pair'),
    ...head,
    /** {@link outputKey} of the two outputs. Which is base's is not said: that follows from the hashes. */
    a: hash,
    b: hash,
    verdict: z.enum(['a', 'b', 'tie', 'both-bad']),
  }),
  z.strictObject({
    kind: z.literal('withdrawn'),
    case: head.case,
    criterion: head.criterion,
    criterionVersion: head.criterionVersion,
    rater: head.rater,
    at: head.at,
    /** The hashes that the label taken back is bound to: one, or two. */
    outputs: z.array(hash).min(1).max(2),
    note: head.note,
  }),
]);

export type Label = z.infer<typeof labelSchema>;
export type OutputLabel = Extract<Label, { kind: 'output' }>;
export type PairLabel = Extract<Label, { kind: 'pair' }>;

/** What a label is bound to: the case's input and the whole output. It survives renaming the case and running again. */
export function outputKey(vars: JsonObject, output: string): string {
  return contentHash({ output, vars });
}

/** A label as a line of its file, line feed included. Members always stand in the same order, so that diffs are small. */
export function printLabel(label: Label): string {
  return `${labelLine(labelSchema.parse(label))}\n`;
}
