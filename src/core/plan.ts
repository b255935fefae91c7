import { type Drift, newScorers, type SuiteDifference } from './change.ts';
import { SUITE_DEFAULTS } from './config/schema.ts';
import { problemsOf } from './errors.ts';
import { canonicalJson, type JsonObject } from './json.ts';
import type { Message, ModelRequest } from './model.ts';
import type { Case, CommandTarget, Policy, ScorerSpec, Suite } from './suite.ts';
import type { TrialFailure, Variant } from './trial.ts';

/** Suspects that a suite confirms at most: a prompt that breaks everything needs no case-by-case proof. */
export const SUSPECT_LIMIT = 15;
/** Must-pass cases that a suite confirms at most, beside the others: each of them can block by itself. */
export const MUST_PASS_LIMIT = 30;

/** What one side of a case sends to a model or to a command, or why it cannot be sent. */
export type PlannedRequest =
  | { ok: true; request: ModelRequest; call?: undefined }
  | { ok: true; request?: undefined; call: CommandCall }
  | (TrialFailure & { request?: undefined; call?: undefined });

/** What a command is called with: no name of the case and nothing of what is expected. */
export interface CommandCall {
  target: CommandTarget;
  vars: JsonObject;
}

export interface PlannedCase {
  case: Case;
  origin: 'kept' | 'added' | 'edited';
  mustPass: boolean;
  /** Both sides send the same request: there is nothing to compare. */
  identical: boolean;
  /** The sides that are run. Neither, for an identical case that no new scorer needs. */
  sides: Readonly<Partial<Record<Variant, PlannedRequest>>>;
}

export interface PlannedScorer {
  spec: ScorerSpec;
  /** Base's scorers decide; what only head has is informational until it is merged. */
  gating: boolean;
  /** Whose code a command scorer runs: base's where base decides. Absent: head's. */
  from?: Variant | undefined;
}

/** Everything that will be done for one suite, known before anything is done. */
export interface PlannedSuite {
  state: 'touched' | 'new';
  head: Suite;
  base?: Suite | undefined;
  difference?: SuiteDifference | undefined;
  /** Trials of each case and variant. */
  trials: number;
  scorers: readonly PlannedScorer[];
  policy: Policy;
  cases: readonly PlannedCase[];
}

/** How many calls a plan makes, repairs of judges' answers not counted. */
export interface CallCount {
  target: number;
  judge: number;
  /** Calls of both kinds that confirming suspects adds at most. */
  confirming: number;
}

/** Turns a prompt's templates into messages for one case; `missing` names variables that the case does not have. */
export type RenderPrompt = (
  suite: Suite,
  row: Case,
) => { messages: readonly Message[]; missing: readonly string[] };

/**
 * Plans a suite.
 *
 * The gate belongs to the base: scorers, policy and number of trials are base's wherever there is a base.
 * The cases are head's; those that base does not have in the same form are run but do not decide.
 */
export function planSuite(options: {
  head: Suite;
  base?: Suite | undefined;
  difference?: SuiteDifference | undefined;
  render: RenderPrompt;
}): PlannedSuite {
  const { head, base, difference, render } = options;
  const gate = base ?? head;
  const informational = base ? newScorers(base.scorers, head.scorers) : [];
  const origins = difference ? originsOf(difference.drift) : undefined;
  const context = { head, base, origins, gate, render, headOnly: informational.length > 0 };
  return {
    state: base ? 'touched' : 'new',
    head,
    base,
    difference,
    trials: gate.trials ?? defaultTrials(base ? [base, head] : [head]),
    scorers: [
      ...gate.scorers.map((spec) => ({
        spec,
        gating: spec.severity !== 'info',
        ...(base && spec.kind === 'command' ? { from: 'base' as const } : {}),
      })),
      ...informational.map((spec) => ({ spec: renamed(spec, gate.scorers), gating: false })),
    ],
    policy: gate.policy,
    cases: head.cases.map((row) => planCase(row, context)),
  };
}

/** One trial where every side is run at temperature 0, three otherwise. */
function defaultTrials(sides: readonly Suite[]): number {
  return sides.every(({ target }) => target.kind === 'prompt' && target.parameters['temperature'] === 0)
    ? SUITE_DEFAULTS.trialsAtZeroTemperature
    : SUITE_DEFAULTS.trials;
}

/** An edited scorer is shown beside base's of the same name. */
function renamed(spec: ScorerSpec, taken: readonly ScorerSpec[]): ScorerSpec {
  return taken.some((other) => other.name === spec.name) ? { ...spec, name: `${spec.name} (head)` } : spec;
}

function originsOf({ added, edited }: Drift): ReadonlyMap<string, PlannedCase['origin']> {
  return new Map([
    ...added.map((id) => [id, 'added'] as const),
    ...edited.map((id) => [id, 'edited'] as const),
  ]);
}

function planCase(
  row: Case,
  context: {
    head: Suite;
    base: Suite | undefined;
    origins: ReadonlyMap<string, PlannedCase['origin']> | undefined;
    gate: Suite;
    render: RenderPrompt;
    headOnly: boolean;
  },
): PlannedCase {
  const { head, base, origins, gate, render, headOnly } = context;
  const origin = origins?.get(row.id) ?? 'kept';
  const headRequest = requestOf(head, row, render);
  const baseRequest = base ? requestOf(base, row, render) : undefined;
  const identical = baseRequest !== undefined && sameRequest(baseRequest, headRequest);
  const needsHead = !identical || origin !== 'kept' || headOnly;
  return {
    case: row,
    origin,
    mustPass: row.tags.some((tag) => gate.policy.mustPass.includes(tag)),
    identical,
    sides: {
      ...(baseRequest && !identical ? { base: baseRequest } : {}),
      ...(needsHead ? { head: headRequest } : {}),
    },
  };
}

function requestOf(suite: Suite, row: Case, render: RenderPrompt): PlannedRequest {
  const { target, promptPath } = suite;
  if (target.kind === 'command') return { ok: true, call: { target, vars: row.vars } };
  const rendered = attempt(() => render(suite, row));
  if (!rendered.ok) return { ok: false, code: 'render-failed', message: rendered.message };
  const { messages, missing } = rendered;
  if (missing.length > 0 && target.prompt.onUndefined === 'error') {
    return {
      ok: false,
      code: 'undefined-variable',
      message: `${promptPath} names ${missing.map((name) => `{{${name}}}`).join(', ')}; case ${row.id} has ${Object.keys(row.vars).join(', ') || 'no variables'}.`,
    };
  }
  const { provider, model, parameters } = target;
  return { ok: true, request: { provider, model, messages, parameters } };
}

/** A template can ask for more than it may have, or for what it cannot have: one case's failure, not the run's. */
function attempt(
  render: () => ReturnType<RenderPrompt>,
): ({ ok: true } & ReturnType<RenderPrompt>) | { ok: false; message: string } {
  try {
    return { ok: true, ...render() };
  } catch (error) {
    const [problem] = problemsOf(error) ?? [];
    if (!problem) throw error;
    return { ok: false, message: problem.message };
  }
}

function sameRequest(left: PlannedRequest, right: PlannedRequest): boolean {
  return (
    left.ok &&
    right.ok &&
    canonicalJson([left.request, left.call]) === canonicalJson([right.request, right.call])
  );
}

function judgesAmong(scorers: readonly PlannedScorer[]): number {
  return scorers.filter(({ spec }) => spec.kind === 'judge').length;
}

export function countCalls(suites: readonly PlannedSuite[]): CallCount {
  const counts = suites.map(({ cases, scorers, trials, policy, state }) => {
    const sides = cases.flatMap((row) => Object.values(row.sides)).filter((side) => side.ok).length;
    const judges = judgesAmong(scorers);
    const paired = cases.filter(
      ({ sides: { base, head }, origin }) => base && head && origin === 'kept',
    ).length;
    const watched = cases.filter(({ mustPass, sides: { head } }) => mustPass && head).length;
    const suspects =
      state === 'new' ? 0 : Math.min(SUSPECT_LIMIT, paired) + Math.min(MUST_PASS_LIMIT, watched);
    return {
      target: sides * trials,
      judge: sides * trials * judges,
      confirming:
        suspects * 2 * policy.confirmTrials * (1 + judgesAmong(scorers.filter(({ gating }) => gating))) +
        paired * 2 * trials * (1 + judges),
    };
  });
  const total = (of: (count: CallCount) => number) => counts.reduce((sum, count) => sum + of(count), 0);
  return {
    target: total(({ target }) => target),
    judge: total(({ judge }) => judge),
    confirming: total(({ confirming }) => confirming),
  };
}
