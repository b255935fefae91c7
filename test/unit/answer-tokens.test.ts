import { describe, expect, it } from 'vitest';
import { parseAnswer } from '../../src/adapters/model/answer.ts';
import { createRecorder, createReplay } from '../../src/adapters/model/recording.ts';
import type { ModelRequest } from '../../src/core/model.ts';

const body = (logprobs: unknown) => ({
  choices: [{ finish_reason: 'stop', message: { content: 'yes' }, logprobs }],
});
const token = (text: string, alternatives: [string, number][] = [[text, 0]]) => ({
  token: text,
  logprob: 0,
  bytes: null,
  top_logprobs: alternatives.map(([one, logprob]) => ({ token: one, logprob, bytes: null })),
});
const tokensOf = (logprobs: unknown) => {
  const parsed = parseAnswer(body(logprobs));
  if (!parsed.ok) throw new Error(parsed.fault);
  return parsed.answer.tokens;
};

describe('the odds of tokens', () => {
  it('are kept for the last tokens, where what was decided stands', () => {
    const content = Array.from({ length: 40 }, (_, index) => token(`t${index}`));
    expect(tokensOf({ content })).toHaveLength(24);
    expect(
      tokensOf({
        content: [
          token('y', [
            ['y', -0.1],
            ['n', -2.4],
          ]),
        ],
      }),
    ).toEqual([
      {
        text: 'y',
        alternatives: [
          { text: 'y', logprob: -0.1 },
          { text: 'n', logprob: -2.4 },
        ],
      },
    ]);
  });

  it.each([
    ['null', null],
    ['absent', undefined],
    ['no content', { content: null }],
    ['another shape', { content: [{ token: 1 }] }],
    ['an older shape', { tokens: ['y'], token_logprobs: [-0.1] }],
    ['no number', { content: [{ token: 'y', logprob: 'NaN', top_logprobs: [] }] }],
  ])('are left out where they are %s; the answer is read all the same', (_name, logprobs) => {
    expect(tokensOf(logprobs)).toBeUndefined();
  });

  it('come back from a recording', async () => {
    const parsed = parseAnswer(body({ content: [token('y', [['y', -0.25]])] }));
    if (!parsed.ok) throw new Error(parsed.fault);
    const reply = { ...parsed.answer, latencyMs: 1, replayed: false };
    const request: ModelRequest = { provider: 'openai', model: 'm', messages: [], parameters: {} };
    const purpose = { suite: 's', case: 'c', variant: 'head', trial: 0, scorer: 'j', round: 0 } as const;
    const { signal } = new AbortController();
    const recorder = createRecorder({ ask: async () => reply });
    await recorder.ask(request, purpose, signal);
    const replay = createReplay([{ path: 'r.jsonl', text: recorder.text() }]);
    expect(await replay.ask(request, purpose, signal)).toMatchObject({ ok: true, tokens: reply.tokens });
  });
});
