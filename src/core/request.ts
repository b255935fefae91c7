import type { CommandTarget } from './command-target.ts';
import { problemsOf } from './errors.ts';
import { type Json, type JsonObject, sameJson } from './json.ts';
import { askedBy, type JudgeCall } from './judge-target.ts';
import type { Message, ModelRequest } from './model.ts';
import type { Case, Suite } from './suite.ts';
import type { TrialFailure } from './trial.ts';
import { WHOLE_CASES } from './whole-cases.ts';

/** What one side of a case sends to a model, a command or a judge, or why it cannot be sent. */
export type PlannedRequest =
  | { ok: true; request: ModelRequest; call?: undefined; judging?: undefined }
  | { ok: true; request?: undefined; call: CommandCall; judging?: undefined }
  | { ok: true; request?: undefined; call?: undefined; judging: JudgeCall }
  | (TrialFailure & { request?: undefined; call?: undefined; judging?: undefined });

/** What a command is called with: no name of the case and nothing of what is expected. */
export interface CommandCall {
  target: CommandTarget;
  vars: JsonObject;
}

/**
 * A request of which only the case is held: of very many cases the texts would be too much. They are rendered whenever
 * they are looked at. Rendering is pure, so they are the same each time.
 */
class Held {
  readonly ok = true;
  readonly #suite: Suite;
  readonly #row: Case;
  readonly #render: RenderPrompt;

  constructor(suite: Suite, row: Case, render: RenderPrompt) {
    this.#suite = suite;
    this.#row = row;
    this.#render = render;
  }

  get request(): ModelRequest {
    const { request } = requestOf(this.#suite, this.#row, this.#render);
    if (!request) throw new RangeError('A request that could be rendered no longer can.');
    return request;
  }
}

/** What is held of what one side of a case sends, of so many cases. */
export function heldOf(
  planned: PlannedRequest,
  { suite, row, render, cases }: { suite: Suite; row: Case; render: RenderPrompt; cases: number },
): PlannedRequest {
  return planned.request && cases > WHOLE_CASES ? new Held(suite, row, render) : planned;
}

/** Turns a prompt's templates into messages for one case; `missing` names variables that the case does not have. */
export type RenderPrompt = (
  suite: Suite,
  row: Case,
) => { messages: readonly Message[]; missing: readonly string[] };

export function requestOf(suite: Suite, row: Case, render: RenderPrompt): PlannedRequest {
  const { target, promptPath } = suite;
  if (target.kind === 'command') return { ok: true, call: { target, vars: row.vars } };
  if (target.kind === 'judge') return { ok: true, judging: { target, vars: row.vars } };
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
  const { provider, model, parameters, api } = target;
  return { ok: true, request: { provider, model, messages, parameters, ...(api ? { api } : {}) } };
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

export function sameRequest(left: PlannedRequest, right: PlannedRequest): boolean {
  return left.ok && right.ok && sameJson(sentBy(left), sentBy(right));
}

/** All that a side sends, whoever it is sent to; `null` where nothing can be sent. */
export function sentBy(side: PlannedRequest | undefined): Json {
  const sent = side?.request ?? side?.call ?? (side?.judging && askedBy(side.judging));
  return (sent ?? null) as Json;
}
