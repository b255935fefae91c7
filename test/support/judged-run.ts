import { suiteReport } from '../../src/core/assemble.ts';
import { compareSuites } from '../../src/core/change.ts';
import { compareAll } from '../../src/core/compare.ts';
import type { ModelReply, ModelRequest } from '../../src/core/model.ts';
import { type PlannedSuite, planSuite } from '../../src/core/plan.ts';
import type { ScorerSpec } from '../../src/core/suite.ts';
import type { CallPurpose } from '../../src/ports.ts';
import { evaluate } from '../../src/stages/evaluate.ts';
import { createJudging } from '../../src/stages/judging.ts';
import { createLedger } from '../../src/stages/ledger.ts';
import { caseOf, PROMPT_TARGET, promptOf, renderPrompt, suiteOf } from './build.ts';

/** A judge's answer. */
export const verdict = (value: string, reasoning = 'why') => JSON.stringify({ reasoning, verdict: value });

export function answer(text: string, rest: object = {}): ModelReply {
  return { ok: true, text, finish: 'stop', latencyMs: 1, replayed: false, ...rest };
}

/** A plan whose head has another prompt than base. */
export function planOf(
  scorers: readonly ScorerSpec[],
  { cases = 2, trials = 1, hasBase = true } = {},
): PlannedSuite {
  const rows = Array.from({ length: cases }, (_, index) => caseOf(`c${index}`));
  const base = suiteOf({ cases: rows, scorers, trials });
  const head = { ...base, target: { ...PROMPT_TARGET, prompt: promptOf('New {{input}}') } };
  return planSuite({
    head,
    ...(hasBase ? { base, difference: compareSuites(base, head) } : {}),
    render: renderPrompt,
  });
}

export type Ask = (request: ModelRequest, purpose: CallPurpose) => ModelReply;

/** Runs a plan: the target says what `target` says, judges are answered by `judge`. */
export async function run(plan: PlannedSuite, { target, judge }: { target: Ask; judge: Ask }) {
  const calls: { request: ModelRequest; purpose: CallPurpose }[] = [];
  const ledger = createLedger({ trials: 1, priceOf: () => 0, onProgress: () => {} });
  const [measured] = await evaluate([plan], {
    model: {
      ask: async (request, purpose) => {
        if (purpose.scorer === undefined) return target(request, purpose);
        calls.push({ request, purpose });
        return judge(request, purpose);
      },
    },
    ledger,
    concurrency: 1,
    signal: new AbortController().signal,
    judging: createJudging(),
  });
  if (!measured) throw new Error('nothing was measured');
  const comparisons = compareAll([measured], 'seed')[0] ?? [];
  const report = suiteReport(measured, comparisons, new Map(), []);
  return { calls, measured, comparisons, report };
}

/** Outputs that differ on each side. */
export const apart: Ask = (_request, { variant, case: id }) => answer(`${variant} ${id}`);
/** The output that a judge is shown. */
export const output = (request: ModelRequest): string =>
  /<<<OUTPUT [0-9a-f]+>>>\n([\s\S]*?)\n<<<END OUTPUT/.exec(request.messages[1]?.content ?? '')?.[1] ?? '';
