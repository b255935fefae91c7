import { describe, expect, it } from 'vitest';
import { compareSuites, isTouched } from '../../src/core/change.ts';
import { compareCases } from '../../src/core/drift.ts';
import { planSuite } from '../../src/core/plan.ts';
import { countCalls } from '../../src/core/plan-calls.ts';
import type { JudgeSpec, Suite } from '../../src/core/suite.ts';
import { caseOf, EXACT, POLICY, PROMPT_TARGET, promptOf, renderPrompt, suiteOf } from '../support/build.ts';

const base = suiteOf();
const target = PROMPT_TARGET;

describe('what changed', () => {
  it.each<[string, Partial<Suite>, string[], string[]]>([
    ['nothing', {}, [], []],
    [
      'the prompt',
      { target: { ...target, prompt: promptOf('Tell {{input}}') } },
      ['message user message'],
      [],
    ],
    ['the model', { target: { ...target, model: 'model-b' } }, ['model model model-a → model-b'], []],
    ['the provider', { target: { ...target, provider: 'other' } }, ['provider provider openai → other'], []],
    [
      'a parameter',
      { target: { ...target, parameters: { temperature: 0.7 } } },
      ['parameter temperature unset → 0.7'],
      [],
    ],
    ['a case', { cases: [caseOf('a'), caseOf('b', { expected: 'no' })] }, ['dataset prompts/triage.txt'], []],
    [
      'the place of the file',
      { path: 'evals/other.yml' },
      ['suite-path path evals/triage.yml → evals/other.yml'],
      [],
    ],
    ['a scorer', { scorers: [{ ...EXACT, threshold: 0.9 }] }, [], ['scorer exact  → edited']],
    [
      'the policy',
      { policy: { ...POLICY, maxDrop: 0.5, mustPass: ['x'] } },
      [],
      ['policy max-drop 0.05 → 0.5', 'policy must-pass [] → ["x"]'],
    ],
    ['the trials', { trials: 1 }, [], ['trials trials unset → 1']],
  ])('%s', (_title, changed, changes, gateChanges) => {
    const difference = compareSuites(base, suiteOf(changed));
    const words = (list: typeof difference.changes) =>
      list.map(
        ({ kind, what, from, to }) => `${kind} ${what}${to === undefined ? '' : ` ${from ?? ''} → ${to}`}`,
      );
    expect(words(difference.changes)).toEqual(changes);
    expect(words(difference.gateChanges)).toEqual(gateChanges);
    expect(isTouched(difference)).toBe(changes.length + gateChanges.length > 0);
  });

  it('pairs cases by id', () => {
    const before = ['a', 'b', 'c'].map((id) => caseOf(id));
    const after = [caseOf('d'), caseOf('c', { expected: 'no' }), caseOf('a')];
    expect(compareCases(before, after)).toEqual({
      kept: ['a'],
      renamed: [],
      extended: [],
      added: ['d'],
      edited: ['c'],
      removed: ['b'],
    });
  });
});

describe('the plan', () => {
  const planned = (changed: Partial<Suite>) => {
    const head = suiteOf(changed);
    return planSuite({
      base,
      head,
      difference: compareSuites(base, head),
      render: renderPrompt,
    });
  };
  const sides = (plan: ReturnType<typeof planned>) =>
    plan.cases.map((row) => `${row.case.id} ${row.origin} ${Object.keys(row.sides).join('+') || 'none'}`);
  const changedPrompt = { target: { ...target, prompt: promptOf('Tell {{input}}') } };

  it('runs both sides where the requests differ', () => {
    expect(sides(planned(changedPrompt))).toEqual(['a kept base+head', 'b kept base+head']);
  });

  it('runs neither where they are the same', () => {
    expect(sides(planned({ policy: { ...POLICY, maxDrop: 0.5 } }))).toEqual(['a kept none', 'b kept none']);
  });

  it('runs head alone for a new case of an unchanged prompt', () => {
    expect(sides(planned({ cases: [caseOf('a'), caseOf('b'), caseOf('c')] }))).toEqual([
      'a kept none',
      'b kept none',
      'c added head',
    ]);
  });

  it('lets base decide: its scorers, policy and trials', () => {
    const plan = planned({
      ...changedPrompt,
      scorers: [{ ...EXACT, threshold: 0 }],
      policy: { ...POLICY, maxDrop: 1 },
      trials: 1,
    });
    expect(plan.policy).toEqual(POLICY);
    expect(plan.trials).toBe(3);
    expect(plan.scorers).toEqual([{ spec: EXACT, gating: true }]);
    expect(plan.headGate).toEqual({
      policy: { ...POLICY, maxDrop: 1 },
      scorers: [{ spec: { ...EXACT, threshold: 0 }, scoredAs: 'exact' }],
    });
  });

  it('asks a scorer of head only where it asks something that base does not ask', () => {
    const judge: JudgeSpec = {
      kind: 'judge',
      judge: 'rubric',
      name: 'tone',
      threshold: 0.5,
      asks: { provider: 'openai', model: 'judge-a', parameters: {} },
      criterion: 'Polite.',
      levels: ['No.', 'Yes.'],
    };
    const before = suiteOf({ scorers: [EXACT, judge] });
    const plan = (scorers: Suite['scorers']) => {
      const head = suiteOf({ ...changedPrompt, scorers });
      const difference = compareSuites(before, head);
      return planSuite({ base: before, head, difference, render: () => ({ messages: [], missing: [] }) });
    };
    const lenient = plan([EXACT, { ...judge, threshold: 0, maxDrop: 1, name: 'kind' }]);
    expect(lenient.scorers.map(({ spec }) => spec.name)).toEqual(['exact', 'tone']);
    expect(lenient.headGate?.scorers.map(({ scoredAs }) => scoredAs)).toEqual(['exact', 'tone']);
    const other = plan([EXACT, { ...judge, criterion: 'Present.' }]);
    expect(other.scorers.map(({ spec }) => spec.name)).toEqual(['exact', 'tone', 'tone (head)']);
    expect(other.headGate?.scorers[1]).toMatchObject({ spec: { name: 'tone' }, scoredAs: 'tone (head)' });
    const sides = (suite: typeof other) => suite.cases.flatMap((row) => Object.keys(row.sides)).length * 3;
    expect(countCalls([lenient])).toMatchObject({ judge: sides(lenient) });
    expect(countCalls([other])).toMatchObject({ judge: 2 * sides(other) });
  });

  it('takes one trial where both sides are at temperature 0, three otherwise', () => {
    const cold = suiteOf({ target: { ...target, parameters: { temperature: 0 } } });
    const render = () => ({ messages: [], missing: [] });
    expect(planSuite({ head: cold, render }).trials).toBe(1);
    expect(planSuite({ head: cold, base, difference: compareSuites(base, cold), render }).trials).toBe(3);
  });

  it('makes a trial that cannot be rendered a failed one that names case and variable', () => {
    const plan = planned({ target: { ...target, prompt: promptOf('Say {{name}}') } });
    expect(plan.cases[0]?.sides.head).toMatchObject({
      ok: false,
      code: 'undefined-variable',
      message: 'prompts/triage.txt names {{name}}; case a has input.',
    });
  });
});
