import * as z from 'zod';
import { RatchetError } from '../../core/errors.ts';
import { contentHash } from '../../core/hash.ts';
import type { ModelAnswer, ModelRequest } from '../../core/model.ts';
import type { CallPurpose } from '../../ports.ts';

const VERSION = 1;

/** A recording's text and where it comes from. */
export interface RecordingText {
  path: string;
  text: string;
}

const header = z.strictObject({ 'prompt-ratchet-recording': z.literal(VERSION) });

const index = z.int().min(0);

/** An answer as it is kept. A recording comes with a pull request: nothing in it is trusted to have the right shape. */
export const replySchema = z.object({
  text: z.string(),
  finish: z.enum(['stop', 'length', 'content-filter', 'refusal', 'tool-calls', 'other']),
  toolCalls: z.array(z.object({ name: z.string(), arguments: z.string() })).optional(),
  vectors: z.array(z.array(z.number())).optional(),
  usage: z.object({ inputTokens: index, outputTokens: index }).optional(),
  latencyMs: z.number().min(0),
  servedModel: z.string().optional(),
  fingerprint: z.string().optional(),
});

const recordedSchema = z.object({
  key: z.string().regex(/^[0-9a-f]{64}$/),
  suite: z.string(),
  case: z.string(),
  /** Absent when base and head asked the same. */
  variant: z.enum(['base', 'head']).optional(),
  trial: index,
  scorer: z.string().optional(),
  round: index,
  request: z.object({ provider: z.string(), model: z.string() }),
  reply: replySchema,
});

/** One answer of a recording: the key finds it, everything else is for people who read the file. */
export type Recorded = z.infer<typeof recordedSchema>;

/**
 * What an answer is filed under: all that determines it. Not the endpoint's host, so that a recording moves between
 * machines, nor the variant: a request that is the same at base and head has one answer.
 */
export function recordingKey(request: ModelRequest, { trial, round }: CallPurpose): string {
  const { operation, provider, model, messages, parameters, api } = request;
  // The same text has the same vector in every trial.
  if (operation === 'embed') return contentHash({ operation, provider, model, messages, parameters });
  return contentHash({ provider, model, messages, parameters, api, trial, round });
}

/** An answer as it is kept. */
export function replyOf(answer: ModelAnswer): Recorded['reply'] {
  const { text, finish, toolCalls, vectors, usage, latencyMs, servedModel, fingerprint } = answer;
  // A tenth of a millisecond is more than a network call is exact to, and keeps the lines short.
  return {
    text,
    finish,
    ...(toolCalls ? { toolCalls: toolCalls.map((call) => ({ ...call })) } : {}),
    ...(vectors ? { vectors: vectors.map((vector) => [...vector]) } : {}),
    usage,
    latencyMs: Math.round(latencyMs * 10) / 10,
    servedModel,
    fingerprint,
  };
}

/** The text of a recording file: sorted and with members in a fixed order, so that diffs show what changed. */
export function printRecording(answers: Iterable<Recorded>): string {
  const sorted = [...answers].sort((left, right) => (left.key < right.key ? -1 : 1));
  const lines = sorted.map((one) => JSON.stringify(recordedSchema.parse(one)));
  return `${[JSON.stringify({ 'prompt-ratchet-recording': VERSION }), ...lines].join('\n')}\n`;
}

function broken(path: string, line: number, why: string): RatchetError {
  return new RatchetError({
    code: 'E_RECORDING',
    message: `${path}:${line}: ${why}.`,
    help: 'Record again, with `prompt-ratchet compare --record <file>`, instead of editing the file or resolving a merge in it by hand.',
    place: { path, line },
  });
}

function parseLine<T>(schema: z.ZodType<T>, text: string, path: string, line: number, what: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw broken(path, line, 'the line is not JSON');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where =
    issue === undefined || issue.path.length === 0 ? '' : ` (${issue.path.join('.')}: ${issue.message})`;
  throw broken(path, line, `the line is not ${what}${where}`);
}

/** Reads a recording file. @throws RatchetError E_RECORDING */
export function parseRecording({ path, text }: RecordingText): ReadonlyMap<string, Recorded> {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  parseLine(
    header,
    lines[0] ?? '',
    path,
    1,
    `the first line of a recording, {"prompt-ratchet-recording":${VERSION}}`,
  );
  const answers = new Map<string, Recorded>();
  for (const [offset, line] of lines.entries()) {
    if (offset === 0 || line.trim() === '') continue;
    const recorded = parseLine(recordedSchema, line, path, offset + 1, 'a recorded answer');
    if (answers.has(recorded.key)) throw broken(path, offset + 1, 'a request has a second answer here');
    answers.set(recorded.key, recorded);
  }
  return answers;
}
