import * as z from 'zod';
import { ERROR_CODES, type ErrorCode } from './errors.ts';
import type { Json } from './json.ts';
import { MODEL_FAILURE_CODES, type ModelFailureCode } from './model.ts';
import { sentRequest } from './report-requests.ts';
import { fraction, keysOf, score } from './report-score.ts';
import { TRIAL_ERROR_CODES, type TrialErrorCode } from './trial.ts';

export const count = z.int().min(0);
export const money = z.number().min(0);
const json: z.ZodType<Json> = z.json();

/** A name on each side; absent at base where there is none. */
export const sideNames = z.strictObject({ base: z.string().optional(), head: z.string() });

/** A file that a suite reads, why, and the hash of its text at either end; absent: it was not read there. */
export const file = z.strictObject({
  path: z.string(),
  reasons: z.array(
    z.enum(['suite', 'prompt', 'include', 'variables', 'dataset', 'schema', 'rubric', 'model']),
  ),
  base: z.string().optional(),
  head: z.string().optional(),
});

export const problem = z.strictObject({
  code: z.enum(keysOf<ErrorCode>(ERROR_CODES)),
  message: z.string(),
  help: z.string(),
  place: z
    .strictObject({ path: z.string(), line: z.int().optional(), column: z.int().optional() })
    .optional(),
});

/** One difference between base and head. `from`/`to` are present where one word each says it. */
export const change = z.strictObject({
  /** What differs. `suite-file` is anything in it that no other kind covers. */
  kind: z.enum([
    'target',
    'prompt',
    'template',
    'message',
    'tool',
    'include',
    'response-format',
    'command',
    'code',
    'judge',
    'model',
    'provider',
    'parameter',
    'dataset',
    'scorer',
    'policy',
    'trials',
    'suite-path',
  ]),
  /** Path of the part that differs, such as `temperature` or `policy.max-drop` or a scorer's name. */
  what: z.string(),
  from: z.string().optional(),
  to: z.string().optional(),
  /** Of a message, tool or response format: lines gained and lost. */
  lines: z.strictObject({ added: z.int().min(0), removed: z.int().min(0) }).optional(),
  /** Its text at base; absent: it was added. A long one is cut around the first difference. */
  base: z.string().optional(),
  /** Its text at head; absent: it was removed. */
  head: z.string().optional(),
});

/** What fresh trials said about a case that the first ones made suspicious. */
export const confirmation = z.strictObject({
  /** Fresh trials on each side: fewer than planned where the rest could not have proven anything. */
  trials: count,
  /** Share of them that passed. */
  base: fraction.optional(),
  head: fraction.optional(),
  /** Fresh trials without a score, where some are. */
  lost: z.strictObject({ base: count, head: count }).optional(),
  /** Not proven, but it would be if those were known and at their worst. */
  open: z.literal(true).optional(),
  p: fraction,
  pAdjusted: fraction,
  /**
   * `broke`, `fixed`: proven. `flaky`: not proven, so chance explains the first trials. `fails`: a must-pass case
   * that fails on both sides. `unmeasured`: too many of the fresh trials failed.
   */
  verdict: z.enum(['broke', 'fixed', 'flaky', 'fails', 'unmeasured']),
});

const trial = z.discriminatedUnion('ok', [
  z.strictObject({
    index: count,
    ok: z.literal(true),
    /** The output, cut after `OUTPUT_LIMIT` UTF-16 units. */
    output: z.string(),
    /** UTF-16 units of the whole output, when it was cut. */
    cutFrom: count.optional(),
    finish: z.enum(['stop', 'length', 'content-filter', 'refusal', 'tool-calls', 'other']),
    /** The calls of tools in the output, each cut as the output is. */
    toolCalls: z.array(z.strictObject({ name: z.string(), arguments: z.string() })).optional(),
    usage: z.strictObject({ inputTokens: count, outputTokens: count }).optional(),
    costUsd: money.optional(),
    latencyMs: money,
    /** What the endpoint called its model, and the fingerprint of the system behind it. */
    servedModel: z.string().optional(),
    fingerprint: z.string().optional(),
    /** The model that a command says it asked. */
    model: z.string().optional(),
    replayed: z.boolean(),
    scores: z.array(score),
  }),
  z.strictObject({
    index: count,
    ok: z.literal(false),
    code: z.enum(
      keysOf<TrialErrorCode>({ ...MODEL_FAILURE_CODES, ...TRIAL_ERROR_CODES } as Record<
        ModelFailureCode | TrialErrorCode,
        string
      >),
    ),
    message: z.string(),
  }),
]);

/** One side of a case: every trial, the mean score by scorer (absent: no trial was scored) and whether it passes. */
const side = z.strictObject({
  trials: z.array(trial),
  /** What was sent to the model, in every trial. Absent: nothing, to a command, or there was no room left. */
  request: sentRequest.optional(),
  means: z.record(z.string(), fraction),
  /** Whether more than half of the trials pass every gating scorer; absent when a score is missing. */
  passes: z.boolean().optional(),
});

export const caseReport = z.strictObject({
  id: z.string(),
  /**
   * `kept` stands in both datasets. The others are shown apart: `added` and `edited` are head's and decide nothing;
   * `removed`, and `replaced` (what an edited case was at base), are base's and decide where they are protected.
   */
  origin: z.enum(['kept', 'added', 'edited', 'removed', 'replaced']),
  protected: z.literal(true).optional(),
  tags: z.array(z.string()),
  mustPass: z.boolean(),
  cluster: z.string().optional(),
  vars: z.record(z.string(), json),
  expected: json.optional(),
  /** Both sides send the same requests, so there is nothing to compare. */
  identical: z.boolean(),
  /**
   * `broke` passes at base and not at head, `fixed` the reverse; `worse`/`better` moved without crossing;
   * `flaky` crossed or moved far, and fresh trials did not bear it out; `unpaired` lacks a score on one side;
   * `not-run` was identical and needed no call, or its suite stopped before.
   */
  outcome: z.enum(['broke', 'fixed', 'flaky', 'worse', 'better', 'same', 'unpaired', 'head-only', 'not-run']),
  /** Mean over the gating scorers of head − base; absent when not paired. */
  delta: z.number().min(-1).max(1).optional(),
  base: side.optional(),
  head: side.optional(),
  /** One of very many cases that did not move: its variables and trials are in the results file beside the report. */
  brief: z.literal(true).optional(),
  confirmation: confirmation.optional(),
});

/** The cases with one tag, under one scorer. Informational. */
export const slice = z.strictObject({
  tag: z.string(),
  scorer: z.string(),
  pairs: count,
  base: fraction.optional(),
  head: fraction.optional(),
  delta: z.number().min(-1).max(1).optional(),
  /** Two-sided 90 % interval of delta; absent, as p is, with too few cases to say anything. */
  interval: z.tuple([z.number(), z.number()]).optional(),
  /** Two-sided; `pAdjusted` over all slices of the run (Benjamini and Hochberg). */
  p: fraction.optional(),
  pAdjusted: fraction.optional(),
  finding: z.enum(['worse', 'better', 'unclear']).optional(),
});
