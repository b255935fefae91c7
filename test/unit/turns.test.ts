import { describe, expect, it } from 'vitest';
import { inTurns } from '../../src/adapters/model/turns.ts';
import type { ModelAnswer, ModelReply, ModelRequest } from '../../src/core/model.ts';

const ANSWER: ModelAnswer = { ok: true, text: 'yes', finish: 'stop', latencyMs: 1, replayed: false };
const REQUEST: ModelRequest = { provider: 'openai', model: 'm', messages: [], parameters: {} };
const PURPOSE = { suite: 's', case: 'c', variant: 'head', trial: 0, round: 0 } as const;

/** What happens first: that an answer is given, or what was put off until the others had their say. */
async function orderOf(reply: ModelReply): Promise<string[]> {
  const model = inTurns({ ask: async () => reply });
  const order: string[] = [];
  const asked = [1, 2].map(() =>
    model.ask(REQUEST, PURPOSE, new AbortController().signal).then((given) => {
      expect(given).toBe(reply);
      order.push('given');
    }),
  );
  const sent = new Promise<void>((resolve) => process.nextTick(resolve)).then(() => order.push('sent'));
  await Promise.all([...asked, sent]);
  return order;
}

describe('a model in turns', () => {
  it('gives an answer when what could be sent meanwhile is sent', async () => {
    expect(await orderOf(ANSWER)).toEqual(['sent', 'given', 'given']);
  });

  it.each([
    ['a recording', { ...ANSWER, replayed: true }],
    ['an earlier run', { ...ANSWER, answeredAt: '2026-01-01T00:00:00.000Z' }],
    ['this run', { ...ANSWER, again: true as const }],
    ['nobody', { ok: false, code: 'connection', message: 'gone', attempts: 1 } as const],
  ])('gives what is from %s at once', async (_from, reply) => {
    expect(await orderOf(reply)).toEqual(['given', 'given', 'sent']);
  });
});
