import type { Json } from '../../src/core/json.ts';
import {
  type CaseReport,
  type Comparison,
  type GateReason,
  type MeasuredSuite,
  type Metrics,
  type Report,
  reportSchema,
  type ScoreReport,
  type SideReport,
  type SuiteReport,
  type TrialReport,
} from '../../src/core/report.ts';

/** A scorer's score in a trial: a number, a number with its reason, or a failure. */
export type ScoreSketch = number | readonly [number, string] | { code: Failure['code']; message?: string };
type Failure = Extract<ScoreReport, { ok: false }>;

/** An answered trial. */
export function said(
  output: string,
  scores: Readonly<Record<string, ScoreSketch>>,
  more: Partial<Extract<TrialReport, { ok: true }>> = {},
): TrialReport {
  return {
    index: 0,
    ok: true,
    output,
    finish: 'stop',
    usage: { inputTokens: 412, outputTokens: 96 },
    costUsd: 0.0012,
    latencyMs: 1180,
    replayed: false,
    scores: Object.entries(scores).map(([scorer, sketch]) => scoreOf(scorer, sketch)),
    ...more,
  };
}

/** A trial without an answer. */
export function failed(code: Extract<TrialReport, { ok: false }>['code'], message: string): TrialReport {
  return { index: 0, ok: false, code, message };
}

function scoreOf(scorer: string, sketch: ScoreSketch): ScoreReport {
  if (typeof sketch === 'number') return { scorer, ok: true, value: sketch, reason: '' };
  if ('code' in sketch) return { scorer, ok: false, code: sketch.code, message: sketch.message ?? '' };
  return { scorer, ok: true, value: sketch[0], reason: sketch[1] };
}

/** A side of a case; means are worked out from its trials. A trial passes from a score of 0.5 on. */
export function side(...trials: readonly TrialReport[]): SideReport {
  const scores = trials.flatMap((trial) => (trial.ok ? trial.scores : []));
  const names = [...new Set(scores.map(({ scorer }) => scorer))];
  const means = names.flatMap((name): [string, number][] => {
    const values = scores.flatMap((score) => (score.scorer === name && score.ok ? [score.value] : []));
    return values.length * 2 > trials.length ? [[name, mean(values)]] : [];
  });
  const complete = means.length === names.length && names.length > 0;
  return {
    trials: trials.map((trial, index) => ({ ...trial, index })),
    means: Object.fromEntries(means),
    ...(complete ? { passes: means.every(([, value]) => value > 0.5) } : {}),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A case; outcome and delta are worked out from its sides. */
export function row(
  id: string,
  vars: Readonly<Record<string, Json>>,
  sides: { base?: SideReport; head?: SideReport },
  more: Partial<CaseReport> = {},
): CaseReport {
  const { base, head } = sides;
  const before = new Map(Object.entries(base?.means ?? {}));
  const deltas = Object.entries(head?.means ?? {}).flatMap(([name, value]) => {
    const old = before.get(name);
    return old === undefined ? [] : [value - old];
  });
  const delta = base === undefined || deltas.length === 0 ? undefined : mean(deltas);
  return {
    id,
    origin: 'kept',
    tags: [],
    mustPass: false,
    vars,
    identical: false,
    outcome: outcomeOf(base, head, delta),
    ...(delta === undefined ? {} : { delta }),
    ...(base ? { base } : {}),
    ...(head ? { head } : {}),
    ...more,
  };
}

function outcomeOf(
  base: SideReport | undefined,
  head: SideReport | undefined,
  delta: number | undefined,
): CaseReport['outcome'] {
  if (!head) return 'not-run';
  if (!base) return 'head-only';
  if (delta === undefined || base.passes === undefined || head.passes === undefined) return 'unpaired';
  if (base.passes !== head.passes) return head.passes ? 'fixed' : 'broke';
  return delta === 0 ? 'same' : delta < 0 ? 'worse' : 'better';
}

/** A comparison of 40 pairs with a margin of five points. */
export function compared(
  scorer: string,
  [base, head]: readonly [number, number],
  ends: readonly [number, number],
  verdict: Comparison['verdict'],
  more: Partial<Comparison> = {},
): Comparison {
  return {
    scorer,
    kind: 'check',
    gating: true,
    pairs: 40,
    lost: 0,
    identical: 0,
    base,
    head,
    delta: head - base,
    interval: [ends[0], ends[1]],
    p: 0.5,
    pAdjusted: 1,
    detectable: 0.06,
    margin: 0.05,
    ...(verdict === undefined ? {} : { verdict }),
    ...more,
  };
}

/** Cost and latency of both sides. */
export function metrics(more: Partial<Metrics> = {}): Metrics {
  return {
    base: { trials: 120, failed: 0, inputTokens: 412, outputTokens: 96, costUsd: 0.0012, latencyMs: 1180 },
    head: { trials: 120, failed: 0, inputTokens: 418, outputTokens: 101, costUsd: 0.00124, latencyMs: 1210 },
    costRatio: 1.033,
    latency: { ratio: 1.02, lower: 0.97, upper: 1.08, pairs: 40 },
    ...more,
  };
}

/** A measured suite with a swapped model. */
export function measured(name: string, more: Partial<MeasuredSuite> = {}): MeasuredSuite {
  return {
    name,
    path: `evals/${name}.yml`,
    state: 'touched',
    promptPath: `prompts/${name}.prompt.yml`,
    model: { base: 'gpt-4.1', head: 'gpt-4.1-mini' },
    changes: [{ kind: 'model', what: 'model', from: 'gpt-4.1', to: 'gpt-4.1-mini' }],
    gateChanges: [],
    baseProblems: [],
    drift: { added: [], edited: [], removed: [] },
    trials: 3,
    comparisons: [],
    metrics: metrics(),
    cases: [],
    ...more,
  };
}

/** A suite that the change does not touch. */
export function untouched(name: string): SuiteReport {
  return { name, path: `evals/${name}.yml`, state: 'untouched' };
}

/** A whole report, as valid as one read from a file: the schema has the last word. */
export function reportOf(
  decision: Omit<Report['decision'], 'reasons'> & { reasons: readonly GateReason[] },
  suites: readonly SuiteReport[],
  more: Partial<Report> = {},
): Report {
  return reportSchema.parse({
    version: 1,
    tool: { name: 'prompt-ratchet', version: '0.1.0' },
    createdAt: '2026-03-04T05:06:07.000Z',
    source: {
      repository: 'acme/support-bot',
      pullRequest: 42,
      event: 'pull_request',
      runUrl: 'https://github.com/acme/support-bot/actions/runs/1234567890',
      runId: 1234567890,
      runAttempt: 1,
    },
    base: { label: 'main', sha: '9d1c0fe2b7a44c5d8e9f00112233445566778899' },
    head: { label: 'cheaper-model', sha: '4be1a77c0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f50' },
    decision,
    problems: [],
    suites,
    totals: {
      targetCalls: 240,
      judgeCalls: 240,
      replayed: 120,
      failedCalls: 0,
      inputTokens: 148_320,
      outputTokens: 31_905,
      costUsd: 0.2134,
      unpriced: 0,
      durationMs: 38_400,
    },
    ...more,
  });
}
