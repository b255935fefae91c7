import { describe, expect, it } from 'vitest';
import { compareSuites } from '../../src/core/change.ts';
import { decide, exitCodeOf } from '../../src/core/gate.ts';
import type { ModelReply, ModelRequest } from '../../src/core/model.ts';
import { missedBy, type NotRecorded } from '../../src/core/not-recorded.ts';
import { planSuite } from '../../src/core/plan.ts';
import type { JudgeSpec, ScorerSpec } from '../../src/core/suite.ts';
import type { CallPurpose } from '../../src/ports.ts';
import { confirm } from '../../src/stages/confirm.ts';
import { evaluate } from '../../src/stages/evaluate.ts';
import { createLedger } from '../../src/stages/ledger.ts';
import { caseOf, EXACT, POLICY, PROMPT_TARGET, promptOf, renderPrompt, suiteOf } from '../support/build.ts';

const MISS: ModelReply = { ok: false, code: 'not-recorded', message: 'No answer.', attempts: 0 };
const JUDGE: JudgeSpec = {
  kind: 'judge',
  judge: 'rubric',
  name: 'tone',
  threshold: 0.5,
  asks: { provider: 'openai', model: 'judge', parameters: {} },
  criterion: 'Polite.',
  levels: ['Rude.', 'Polite.'],
};
const JUDGEMENT = '{"reasoning":"Fine.","verdict":"L2"}';

type Ask = (request: ModelRequest, purpose: CallPurpose) => string | undefined;

/** Runs a suite of ten cases against a recording that answers as it is told to, or has no answer. */
async function run(says: Ask, { scorers = [EXACT] }: { scorers?: ScorerSpec[] } = {}) {
  const cases = Array.from({ length: 10 }, (_, row) => caseOf(`c${row}`));
  const base = suiteOf({ cases, scorers, trials: 1, policy: { ...POLICY, confirmTrials: 5 } });
  const head = { ...base, target: { ...PROMPT_TARGET, prompt: promptOf('New {{input}}') } };
  const difference = compareSuites(base, head);
  const plan = planSuite({ base, head, difference, render: renderPrompt });
  const ledger = createLedger({ trials: 20, priceOf: () => undefined, onProgress: () => {} });
  const ask = async (request: ModelRequest, purpose: CallPurpose): Promise<ModelReply> => {
    const text = says(request, purpose);
    return text === undefined ? MISS : { ok: true, text, finish: 'stop', latencyMs: 1, replayed: true };
  };
  const asking = { model: { ask }, ledger, concurrency: 4, signal: new AbortController().signal };
  const measured = await confirm(await evaluate([plan], asking), asking);
  return { measured, calls: missedBy(ledger.notRecorded, measured), all: ledger.notRecorded };
}

describe('an answer that is not recorded', () => {
  it('is named by suite, case, side and trial', async () => {
    const { calls } = await run((_, { case: id, variant }) =>
      id === 'c3' && variant === 'base' ? undefined : 'yes',
    );
    expect(calls).toEqual([
      { suite: calls[0]?.suite, case: 'c3', variant: 'base', trial: 0, scorer: undefined },
    ]);
  });

  it('is no miss in one form of asking a judge where there is one in another', async () => {
    const free = (request: ModelRequest) => !('response_format' in request.parameters);
    const scorers = [{ ...JUDGE }];
    const found = await run(
      (request, { scorer }) => (scorer ? (free(request) ? JUDGEMENT : undefined) : 'yes'),
      {
        scorers,
      },
    );
    expect(found.calls).toEqual([]);
    const lost = await run((_, { scorer, variant }) => (scorer ? undefined : variant), { scorers });
    expect(lost.calls).toHaveLength(20);
    expect(lost.calls[0]).toMatchObject({ scorer: 'tone', trial: 0 });
  });

  it('is missed in fresh trials that count, and in no others', async () => {
    // Broken at once: the first fresh trials settle it, and later ones are under way by then.
    const says =
      (recorded: number): Ask =>
      (_, { case: id, variant, trial }) =>
        id !== 'c3' ? 'yes' : trial > recorded ? undefined : variant === 'base' ? 'yes' : 'no';
    const short = await run(says(1));
    expect(short.calls.length).toBeGreaterThan(0);
    const { all, calls } = await run(says(4));
    expect(calls.length).toBeLessThanOrEqual(all.length);
    expect(calls.every(({ trial }) => trial > 4)).toBe(true);
  });

  it('is not looked for in fresh trials, which would be missed as well', async () => {
    const missing = { case: 'c3', variant: 'head', trial: 0 };
    const { all } = await run((_, { case: id, variant, trial }) =>
      trial > 0 || (id === missing.case && variant === missing.variant) ? undefined : 'yes',
    );
    expect(all).toMatchObject([missing]);
  });

  it('counts for canaries, which are no trials of a case', async () => {
    const { measured } = await run(() => 'yes');
    const suite = measured[0]?.planned.head.name ?? '';
    const at = (call: Partial<NotRecorded>): NotRecorded => ({
      suite,
      case: 'c1',
      variant: 'head',
      trial: 0,
      ...call,
    });
    const calls = [
      at({ trial: 1_000_000 }),
      at({ trial: 3 }),
      at({ case: 'a label' }),
      at({ suite: 'other' }),
    ];
    expect(missedBy(calls, measured)).toEqual([calls[0], calls[2], calls[3]]);
  });

  it('counts where a case is there in two forms and one of them was not run at that side', async () => {
    const { measured } = await run(() => 'yes');
    const [suite] = measured;
    const [row] = suite?.cases ?? [];
    if (!suite || !row) throw new Error('no case');
    const { base = [], head = [] } = row.sides;
    const forms = [
      { ...row, sides: { base } },
      { ...row, sides: { head } },
    ];
    const at = { suite: suite.planned.head.name, case: row.planned.case.id, trial: 0 };
    const calls = [{ ...at, variant: 'base' } as const, { ...at, variant: 'head' } as const];
    expect(missedBy(calls, [{ ...suite, cases: forms }])).toEqual(calls);
  });

  it('leaves nothing to be decided by the rest', () => {
    const decision = decide({
      suites: [],
      judged: [],
      problems: [],
      untrustedReplay: true,
      notRecorded: 1,
    });
    expect(decision.reasons.map(({ code }) => code)).toEqual(['not-recorded', 'replayed']);
    expect(exitCodeOf(decision)).toBe(2);
  });
});
