import { describe, expect, test } from 'vitest';
import { expectedScore } from '../../../src/judges/expectation.ts';
import { answerText, formsOf, inForm } from '../../../src/judges/forms.ts';
import { judgeHash, judgeRequest } from '../../../src/judges/judge.ts';
import { settle } from '../../../src/judges/pairwise.ts';
import { checklist, INPUT, pairwise, rubric } from './specs.ts';

function request(spec = rubric()) {
  const built = judgeRequest(spec, INPUT);
  if (!built.ok) throw new Error(built.message);
  return built.request;
}

describe('forms of answer', () => {
  test('strictest first; the same question in each', () => {
    const asked = request();
    expect(formsOf(asked)).toEqual(['schema', 'tool', 'text']);
    for (const form of formsOf(asked)) expect(inForm(asked, form).messages).toEqual(asked.messages);
    expect(inForm(asked, 'schema')).toEqual(asked);
    const { parameters: tool } = inForm(asked, 'tool');
    expect(tool).toMatchObject({
      temperature: 0,
      tools: [
        { function: { name: 'judgement', parameters: { required: ['evidence', 'reasoning', 'verdict'] } } },
      ],
      tool_choice: { function: { name: 'judgement' } },
    });
    expect(tool).not.toHaveProperty('response_format');
    expect(inForm(asked, 'text').parameters).toEqual({ temperature: 0 });
  });
  test('odds only where they are asked for, and given up first', () => {
    const asked = request(rubric({ logprobs: true }));
    expect(asked.parameters).toMatchObject({ logprobs: true, top_logprobs: 20 });
    expect(formsOf(asked)).toEqual(['odds', 'schema', 'tool', 'text']);
    expect(inForm(asked, 'schema')).toEqual(request());
  });
  test("the user's own form of answer, or tools, are left alone", () => {
    const asks = { provider: 'openai', model: 'm', parameters: { response_format: { type: 'json_object' } } };
    expect(formsOf(request(rubric({ asks })))).toEqual(['text']);
    expect(inForm(request(rubric({ asks })), 'text')).toEqual(request(rubric({ asks })));
  });
  test('one call of the tool is the answer, two are none', () => {
    const call = { name: 'judgement', arguments: '{"a":1}' };
    expect(answerText({ text: 'x' })).toBe('x');
    expect(answerText({ text: '', toolCalls: [call] })).toBe('{"a":1}');
    expect(answerText({ text: '', toolCalls: [call, call] })).toBe('{"a":1}\n{"a":1}');
  });
});

describe('expectation over the levels', () => {
  const scores = new Map(['1', '2', '3', '4', '5'].map((level) => [level, Number(level)]));
  const odds = { 1: -6.2, 2: -3.1, 3: -0.9, 4: -0.7, 5: -2.5 };
  const token = (text: string, alternatives: Record<string, number> = { [text]: 0 }) => ({
    text,
    alternatives: Object.entries(alternatives).map(([one, logprob]) => ({ text: one, logprob })),
  });
  const answer = (verdict: ReturnType<typeof token>) => [
    token('{"reasoning": "say \\"verdict\\": 1", '),
    token('"verdict'),
    token('": "'),
    verdict,
    token('"}'),
  ];

  test('the oracle: weighted by the odds, less than 1 % left out', () => {
    expect(expectedScore(answer(token('4', odds)), '4', scores)).toBeCloseTo(3.5976051383, 9);
  });
  test('certainty is the verdict itself; spellings add up; other tokens count nothing', () => {
    expect(expectedScore(answer(token('2', { 2: 0 })), '2', scores)).toBe(2);
    const both = { 2: Math.log(0.25), ' 2': Math.log(0.25), 4: Math.log(0.5), cannot: Math.log(0.3) };
    expect(expectedScore(answer(token('2', both)), '2', scores)).toBeCloseTo(3, 12);
  });
  test('where the odds do not show the verdict there is none', () => {
    expect(expectedScore([], '4', scores)).toBeUndefined();
    expect(expectedScore(answer(token('4', odds)), '3', scores)).toBeUndefined();
    expect(expectedScore([token('4', odds)], '4', scores)).toBeUndefined();
    expect(expectedScore(answer(token('4', { 9: -0.1 })), '4', scores)).toBeUndefined();
    expect(expectedScore(answer(token('4', { 4: Number.NaN })), '4', scores)).toBeUndefined();
  });
});

test('two orders that agree are a verdict, others a tie', () => {
  expect(settle(1, 0)).toEqual({ value: 1, consistent: true });
  expect(settle(0, 1)).toEqual({ value: 0, consistent: true });
  expect(settle(0.5, 0.5)).toEqual({ value: 0.5, consistent: true });
  expect(settle(1, 1)).toEqual({ value: 0.5, consistent: false });
  expect(settle(1, 0.5)).toEqual({ value: 0.5, consistent: false });
});

test('what a judge is: models, repeats, kind and wording are in the hash, name and threshold are not', () => {
  const other = { provider: 'openai', model: 'judge-2', parameters: {} };
  const hashes = [
    rubric(),
    rubric({ repeats: 3 }),
    rubric({ logprobs: true }),
    rubric({ panel: [rubric().asks, other] }),
    rubric({ panel: [rubric().asks, other, other] }),
    checklist(),
    pairwise({ criterion: 'x' }),
  ].map(judgeHash);
  expect(new Set(hashes).size).toBe(hashes.length);
  expect(judgeHash(rubric({ name: 'other', threshold: 0.9, canaries: ['x'], requires: ['y'] }))).toBe(
    judgeHash(rubric()),
  );
});
