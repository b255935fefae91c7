import type { MeasuredCase, MeasuredSuite, MeasuredTrial } from '../../src/core/measurement.ts';
import type { PlannedSuite } from '../../src/core/plan.ts';
import type { RenderPrompt } from '../../src/core/request.ts';
import type { Case, CheckSpec, Policy, Prompt, PromptTarget, Suite } from '../../src/core/suite.ts';
import type { Score, Variant } from '../../src/core/trial.ts';
import { renderMessages } from '../../src/prompts/format.ts';

export const EXACT: CheckSpec = {
  kind: 'check',
  check: 'exact',
  name: 'exact',
  threshold: 1,
  value: '{{expected}}',
  ignoreCase: false,
  trim: true,
};

export const POLICY: Policy = {
  gate: 'regression',
  maxDrop: 0.05,
  confirmTrials: 8,
  mustPass: [],
  onInconclusive: 'warn',
  onUnmeasured: 'fail',
};

export function caseOf(id: string, rest: Partial<Case> = {}): Case {
  return { id, vars: { input: id }, expected: 'yes', tags: [], ...rest };
}

export function promptOf(text: string, rest: Partial<Prompt> = {}): Prompt {
  return {
    format: 'text',
    messages: [{ role: 'user', content: text }],
    onUndefined: 'error',
    parameters: {},
    ...rest,
  };
}

export const PROMPT_TARGET: PromptTarget = {
  kind: 'prompt',
  provider: 'openai',
  model: 'model-a',
  parameters: {},
  prompt: promptOf('Say {{input}}'),
};

/** The target of a suite that has a prompt. */
export function promptTargetOf({ target }: Pick<Suite, 'target'>): PromptTarget {
  if (target.kind === 'prompt') return target;
  throw new TypeError('The target is a command.');
}

/** Renders the prompt of a suite that has one. */
export const renderPrompt: RenderPrompt = ({ target }, { vars }) =>
  target.kind === 'prompt' ? renderMessages(target.prompt, vars) : { messages: [], missing: [] };

export function suiteOf(rest: Partial<Suite> = {}): Suite {
  return {
    name: 'triage',
    path: 'evals/triage.yml',
    promptPath: 'prompts/triage.txt',
    target: PROMPT_TARGET,
    cases: [caseOf('a'), caseOf('b')],
    scorers: [EXACT],
    policy: POLICY,
    ...rest,
  };
}

/** What one side of a case scored, trial by trial; `null` is a trial without a score, `failed` one without an output. */
export type SideScores = readonly (number | null | 'failed')[];

/** A measured suite from numbers: base and head scores of each case under one gating scorer. */
export function measuredOf(
  rows: readonly {
    base?: SideScores;
    head?: SideScores;
    tags?: string[];
    costUsd?: Partial<Record<Variant, number>>;
    latencyMs?: Record<Variant, number>;
    output?: string;
  }[],
  rest: Partial<PlannedSuite> = {},
): MeasuredSuite {
  const cases = rows.map((row, index): MeasuredCase => {
    const id = `case-${index}`;
    const policy = rest.policy ?? POLICY;
    return {
      planned: {
        case: caseOf(id, { tags: row.tags ?? [] }),
        origin: 'kept',
        mustPass: (row.tags ?? []).some((tag) => policy.mustPass.includes(tag)),
        identical: false,
        sides: {},
      },
      sides: {
        ...(row.base
          ? {
              base: row.base.map((value) =>
                trialOf(value, {
                  costUsd: row.costUsd?.base,
                  latencyMs: row.latencyMs?.base ?? 100,
                  output: row.output ?? 'x',
                }),
              ),
            }
          : {}),
        ...(row.head
          ? {
              head: row.head.map((value) =>
                trialOf(value, {
                  costUsd: row.costUsd?.head,
                  latencyMs: row.latencyMs?.head ?? 100,
                  output: row.output ?? 'x',
                }),
              ),
            }
          : {}),
      },
    };
  });
  const suite = suiteOf({ cases: cases.map(({ planned }) => planned.case) });
  return {
    cases,
    planned: {
      state: 'touched',
      head: suite,
      base: suite,
      trials: Math.max(...rows.map((row) => row.head?.length ?? 0)),
      scorers: [{ spec: { ...EXACT, threshold: 0.5 }, gating: true }],
      policy: POLICY,
      cases: cases.map(({ planned }) => planned),
      ...rest,
    },
  };
}

function trialOf(
  value: SideScores[number],
  measured: { costUsd: number | undefined; latencyMs: number; output: string },
): MeasuredTrial {
  if (value === 'failed') {
    return { trial: { ok: false, code: 'timeout', message: 'slow' }, scores: new Map() };
  }
  const score: Score =
    value === null
      ? { ok: false, code: 'judge-unreadable', message: 'no' }
      : { ok: true, value, reason: 'because' };
  return {
    trial: { ok: true, finish: 'stop', replayed: false, ...measured },
    scores: new Map([['exact', score]]),
  };
}
