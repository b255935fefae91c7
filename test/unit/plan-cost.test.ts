import { describe, expect, it } from 'vitest';
import { compareSuites } from '../../src/core/change.ts';
import { planSuite } from '../../src/core/plan.ts';
import { usageBound, usesOf } from '../../src/core/plan-cost.ts';
import type { Case, CheckSpec, JudgeSpec, ScorerSpec } from '../../src/core/suite.ts';
import { caseOf, PROMPT_TARGET, promptOf, renderPrompt, suiteOf } from '../support/build.ts';

const SIMILAR: CheckSpec = {
  kind: 'check',
  check: 'similar',
  name: 'near',
  threshold: 0.5,
  value: ['yes'],
  asks: { provider: 'openai', model: 'embed-1', parameters: {}, price: { input: 1, output: 0 } },
};
const JUDGE: JudgeSpec = {
  kind: 'judge',
  judge: 'rubric',
  name: 'tone',
  threshold: 0.5,
  asks: { provider: 'openai', model: 'judge-1', parameters: { max_tokens: 7 } },
  criterion: 'Polite.',
  levels: ['Rude.', 'Polite.'],
};

function usesWith(scorers: readonly ScorerSpec[], more: Partial<Case> = {}) {
  const base = suiteOf({ cases: [{ ...caseOf('c0'), ...more }], scorers, trials: 1 });
  const head = { ...base, target: { ...PROMPT_TARGET, prompt: promptOf('New {{input}}') } };
  const plan = planSuite({ base, head, difference: compareSuites(base, head), render: renderPrompt });
  return new Map(usesOf([plan]).uses.map((use) => [use.model, use]));
}

describe('what a plan can use at most', () => {
  it('has the calls for vectors in it, which have no output', () => {
    const use = usesWith([SIMILAR]).get('embed-1');
    expect(use).toMatchObject({ price: { input: 1 }, usage: { outputTokens: 0 } });
    expect(use?.usage.inputTokens).toBeGreaterThan(0);
    const { outputTokens, assumed } = usageBound({
      operation: 'embed',
      messages: [{ role: 'user', content: 'yes' }],
      parameters: {},
    });
    expect([outputTokens, assumed]).toEqual([0, false]);
  });

  it("has a case's own judges in it, also those in a set within a set", () => {
    const scorers: ScorerSpec[] = [{ kind: 'case', name: 'own', threshold: 0.5, judged: true }];
    const inner = { parts: [{ weight: 1, scorer: JUDGE }] };
    const set = { parts: [{ weight: 1, set: inner, name: 'both' }] };
    const use = usesWith(scorers, { scorers: { own: set } }).get('judge-1');
    // Two sides, each a question and its repair, and as often again where a case is looked at once more.
    expect(use?.usage.outputTokens).toBeGreaterThanOrEqual(4 * 7);
    expect(usesWith(scorers).has('judge-1')).toBe(false);
  });
});
