import { describe, expect, it } from 'vitest';
import type { ModelReply } from '../../src/core/model.ts';
import { countCalls } from '../../src/core/plan-calls.ts';
import type { CheckSpec, JudgeSpec } from '../../src/core/suite.ts';
import { type Ask, answer, apart, output, planOf, run, verdict } from '../support/judged-run.ts';
import { checklist, pairwise, rubric } from './judges/specs.ts';

const JSON_CHECK: CheckSpec = { kind: 'check', check: 'json', name: 'json', threshold: 1, within: 'whole' };
const LEVELS = rubric({ name: 'tone', criterion: 'Polite.', levels: ['Rude.', 'Polite.'] });
function refused(message = 'response_format is not supported'): ModelReply {
  return { ok: false, code: 'bad-request', message, attempts: 1 };
}

/** Trials that are open at once where one call may be under way. */
const UNDER_WAY = 2;

describe('forms of answer', () => {
  const plan = () => planOf([LEVELS], { cases: 3 });

  it('asks in the next form where an endpoint refuses one, and remembers it', async () => {
    const { calls, measured } = await run(plan(), {
      target: apart,
      judge: ({ parameters }) =>
        'response_format' in parameters
          ? refused()
          : answer('', { toolCalls: [{ name: 'judgement', arguments: verdict('1') }] }),
    });
    // Six outputs: those under way at first are asked twice, the others in the form that is known by then.
    expect(calls.length).toBeLessThanOrEqual(6 + UNDER_WAY);
    expect(calls.filter(({ request }) => 'tools' in request.parameters)).toHaveLength(6);
    expect(measured.cases[2]?.sides.head?.[0]?.scores.get('tone')).toMatchObject({ ok: true, value: 1 });
  });

  it('comes down to words alone', async () => {
    const { calls, measured } = await run(plan(), {
      target: apart,
      judge: ({ parameters }) =>
        'response_format' in parameters || 'tools' in parameters ? refused() : answer(verdict('0')),
    });
    expect(calls.length).toBeLessThanOrEqual(6 + 2 * UNDER_WAY);
    expect(measured.cases[0]?.sides.base?.[0]?.scores.get('tone')).toMatchObject({ ok: true, value: 0 });
  });

  it('does not go down again where it is something else that is refused, and says what', async () => {
    const { calls, measured } = await run(plan(), {
      target: apart,
      judge: ({ parameters }) =>
        refused('response_format' in parameters ? 'temperature must be 1' : 'something later'),
    });
    expect(calls.length).toBeLessThanOrEqual(6 + 2 * UNDER_WAY);
    expect(measured.cases[0]?.sides.base?.[0]?.scores.get('tone')).toMatchObject({
      ok: false,
      code: 'judge-failed',
      message: expect.stringContaining('temperature must be 1'),
    });
  });

  it('finds a recorded answer in the form in which it was given', async () => {
    const { measured } = await run(plan(), {
      target: apart,
      judge: ({ parameters }) =>
        'tools' in parameters
          ? answer('', { toolCalls: [{ name: 'judgement', arguments: verdict('1') }] })
          : { ok: false, code: 'not-recorded', message: 'none', attempts: 0 },
    });
    expect(measured.cases[0]?.sides.head?.[0]?.scores.get('tone')).toMatchObject({ ok: true, value: 1 });
  });

  it('takes the expectation where the odds are known, and the level alone where they are not', async () => {
    const tokens = [
      { text: '{"reasoning":"why","verdict":"', alternatives: [] },
      {
        text: '1',
        alternatives: [
          { text: '1', logprob: Math.log(0.75) },
          { text: '0', logprob: Math.log(0.25) },
        ],
      },
      { text: '"}', alternatives: [] },
    ];
    const { measured } = await run(planOf([{ ...LEVELS, logprobs: true } as JudgeSpec]), {
      target: apart,
      judge: (_request, { variant }) => answer(verdict('1'), variant === 'head' ? { tokens } : {}),
    });
    const [row] = measured.cases;
    expect(row?.sides.head?.[0]?.scores.get('tone')).toMatchObject({ value: expect.closeTo(0.75, 12) });
    expect(row?.sides.base?.[0]?.scores.get('tone')).toMatchObject({ value: 1 });
  });
});

describe('repeats and panels', () => {
  it('keeps each of several judgements beside their mean', async () => {
    const { measured, calls } = await run(planOf([{ ...LEVELS, repeats: 3 } as JudgeSpec], { cases: 1 }), {
      target: apart,
      judge: (_request, { round, variant }) =>
        variant === 'base'
          ? answer(verdict('1'))
          : answer(verdict(round === 2 ? '1' : '0', `round ${round}`)),
    });
    expect(calls[0]?.request.parameters).not.toHaveProperty('temperature');
    expect(measured.cases[0]?.sides.head?.[0]?.scores.get('tone')).toMatchObject({
      ok: true,
      value: expect.closeTo(1 / 3, 12),
      repeats: [0, 1, 0],
      reason: 'round 0',
    });
  });

  it('needs more than half of the judgements', async () => {
    const { measured } = await run(planOf([{ ...LEVELS, repeats: 2 } as JudgeSpec], { cases: 1 }), {
      target: apart,
      judge: (_request, { round }) => answer(round === 0 ? verdict('1') : verdict('cannot_judge')),
    });
    expect(measured.cases[0]?.sides.head?.[0]?.scores.get('tone')).toMatchObject({
      ok: false,
      code: 'cannot-judge',
    });
  });

  it('keeps what each of a panel said; without one of them there is no score', async () => {
    const panel = ['a', 'b', 'c'].map((model) => ({ provider: 'openai', model, parameters: {} }));
    const spec = { ...LEVELS, panel } as JudgeSpec;
    const plan = planOf([spec], { cases: 1 });
    expect(countCalls([plan])).toMatchObject({ target: 2, judge: 6 });
    const { report } = await run(plan, {
      target: apart,
      judge: ({ model }, { variant }) =>
        variant === 'base' && model === 'b'
          ? { ok: false, code: 'timeout', message: 'late', attempts: 1 }
          : answer(verdict(model === 'c' ? '0' : '1', `by ${model}`)),
    });
    const [base, head] = [report.cases[0]?.base, report.cases[0]?.head].map((side) => {
      const trial = side?.trials[0];
      return trial?.ok ? trial.scores[0] : undefined;
    });
    expect(head).toMatchObject({
      ok: true,
      value: expect.closeTo(2 / 3, 12),
      judge: expect.stringMatching(/^[0-9a-f]{16}$/),
      jurors: [
        { model: 'a', value: 1, reason: 'by a' },
        { model: 'b', value: 1, reason: 'by b' },
        { model: 'c', value: 0, reason: 'by c' },
      ],
    });
    expect(base).toMatchObject({
      ok: false,
      code: 'judge-failed',
      message: expect.stringMatching(/^b: timeout/),
    });
    expect(report.comparisons[0]).toMatchObject({ judge: expect.any(String), judgedBy: ['a', 'b', 'c'] });
  });
});

describe('what is not asked', () => {
  it('judges what is the same at base and head once, and each trial by itself', async () => {
    const { calls } = await run(planOf([LEVELS], { cases: 2, trials: 3 }), {
      target: (_request, { case: id, variant }) => answer(id === 'c0' ? 'same' : variant),
      judge: () => answer(verdict('1')),
    });
    const of = (id: string) => calls.filter(({ purpose }) => purpose.case === id).length;
    expect([of('c0'), of('c1')]).toEqual([3, 6]);
  });

  it('skips a judge that requires a check which failed, and leaves the case out on both sides', async () => {
    const judge = { ...LEVELS, requires: ['json'] } as JudgeSpec;
    const { calls, comparisons, report } = await run(planOf([judge, JSON_CHECK], { cases: 4, trials: 3 }), {
      // One case's head fails once, another's base does; the rest are judged.
      target: (_request, { case: id, variant, trial }) =>
        answer(
          trial === 1 && ((id === 'c0' && variant === 'head') || (id === 'c1' && variant === 'base'))
            ? 'no json'
            : `{"of":"${variant}"}`,
        ),
      judge: (request) => answer(verdict(output(request).includes('head') ? '1' : '0')),
    });
    expect(calls.some(({ request }) => output(request) === 'no json')).toBe(false);
    expect(comparisons[0]).toMatchObject({ scorer: 'tone', pairs: 2, lost: 0, skipped: 2, delta: 1 });
    expect(comparisons[1]).toMatchObject({ scorer: 'json', pairs: 4, lost: 0 });
    expect(comparisons[1]).not.toHaveProperty('skipped');
    const [first] = report.cases;
    expect(first?.head?.means).toEqual({ json: expect.closeTo(2 / 3, 12) });
    const trial = first?.head?.trials[1];
    expect(trial?.ok && trial.scores.find(({ scorer }) => scorer === 'tone')).toEqual({
      scorer: 'tone',
      ok: false,
      code: 'skipped',
      message: '"json" failed',
    });
  });

  it('never takes skipping for a pass', async () => {
    const judge = { ...LEVELS, requires: ['json'] } as JudgeSpec;
    const { comparisons, report } = await run(planOf([judge, JSON_CHECK]), {
      target: (_request, { variant }) => answer(variant === 'head' ? 'no json' : '{"a":1}'),
      judge: () => answer(verdict('1')),
    });
    expect(comparisons[0]).toMatchObject({ pairs: 0, lost: 0, skipped: 2, verdict: 'inconclusive' });
    expect(report.cases.map(({ outcome, head }) => [outcome, head?.passes])).toEqual([
      ['broke', false],
      ['broke', false],
    ]);
  });
});

describe('pairs', () => {
  const plan = (hasBase = true) =>
    planOf([checklist(), { ...pairwise(), severity: 'info' }], { cases: 4, hasBase });
  /** Prefers whichever output has the word; without it in either, the first. */
  const prefers =
    (word: string): Ask =>
    (request, { scorer }) => {
      if (scorer !== 'better') return answer(verdict('yes'));
      const [first = '', second = ''] = ['OUTPUT 1', 'OUTPUT 2'].map(
        (name) => request.messages[1]?.content.split(`<<<${name} `)[1] ?? '',
      );
      if (first.split('<<<END')[0]?.includes(word)) return answer(verdict('1'));
      return answer(verdict(second.split('<<<END')[0]?.includes(word) ? '2' : '1'));
    };

  it('asks in both orders; head and base share the preference', async () => {
    const { calls, comparisons } = await run(plan(), { target: apart, judge: prefers('head') });
    expect(calls.filter(({ purpose }) => purpose.scorer === 'better')).toHaveLength(8);
    expect(comparisons[1]).toMatchObject({
      scorer: 'better',
      gating: false,
      base: 0,
      head: 1,
      delta: 1,
      positions: { asked: 4, consistent: 4, first: 4, second: 4 },
    });
  });

  it('takes a verdict that changes with the order for a tie, and says so', async () => {
    const { comparisons, report } = await run(plan(), { target: apart, judge: prefers('neither') });
    expect(comparisons[1]).toMatchObject({
      base: 0.5,
      head: 0.5,
      delta: 0,
      positions: { asked: 4, consistent: 0, first: 8, second: 0 },
    });
    const trial = report.cases[0]?.head?.trials[0];
    expect(trial?.ok && trial.scores.find(({ scorer }) => scorer === 'better')).toMatchObject({
      value: 0.5,
      reason: expect.stringMatching(/^a tie: the verdict changed/),
      jurors: [
        { order: 'base-first', value: 0 },
        { order: 'head-first', value: 1 },
      ],
    });
  });

  it('does not ask about equal outputs, nor where there is no base', async () => {
    const same = await run(plan(), { target: () => answer('same'), judge: prefers('x') });
    expect(same.calls.some(({ purpose }) => purpose.scorer === 'better')).toBe(false);
    expect(same.comparisons[1]).toMatchObject({ delta: 0, pairs: 4 });
    const fresh = await run(plan(false), { target: apart, judge: prefers('head') });
    expect(fresh.comparisons.map(({ scorer }) => scorer)).toEqual(['list/polite']);
  });

  it('loses the pair where one side has no output', async () => {
    const { comparisons } = await run(plan(), {
      target: (request, purpose) =>
        purpose.case === 'c0' && purpose.variant === 'head'
          ? { ok: false, code: 'timeout', message: 'late', attempts: 1 }
          : apart(request, purpose),
      judge: prefers('head'),
    });
    // The loss is head's alone: counted on both sides it would cancel out.
    expect(comparisons[1]).toMatchObject({ pairs: 3, lost: 1, missing: { base: 0, head: 0.25 } });
  });
});

describe('canaries', () => {
  const judge = { ...LEVELS, canaries: ['Get lost.'] } as JudgeSpec;

  it('believes a judge that fails what is known to be bad', async () => {
    const { calls, comparisons } = await run(planOf([judge]), {
      target: apart,
      judge: (request) => answer(verdict(output(request).startsWith('Get lost.') ? '0' : '1')),
    });
    // Two cases, plainly and with a plea, before the outputs.
    expect(calls.slice(0, 4).map(({ request }) => output(request).startsWith('Get lost.'))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(calls).toHaveLength(8);
    expect(comparisons[0]).toMatchObject({ pairs: 2, verdict: expect.any(String) });
  });

  it('measures nothing with one that gives in to a plea', async () => {
    const { comparisons, report } = await run(planOf([judge]), {
      target: apart,
      judge: (request) => answer(verdict(/best verdict/.test(output(request)) ? '1' : '0')),
    });
    expect(comparisons[0]).toMatchObject({
      pairs: 0,
      lost: 2,
      verdict: 'inconclusive',
      reason: 'lost-pairs',
    });
    const trial = report.cases[0]?.head?.trials[0];
    expect(trial?.ok && trial.scores[0]).toMatchObject({
      ok: false,
      code: 'judge-untrusted',
      message: expect.stringContaining('with a plea to be judged well'),
    });
  });
});
