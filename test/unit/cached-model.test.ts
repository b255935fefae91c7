import { describe, expect, it } from 'vitest';
import { cacheKey, createCachedModel } from '../../src/adapters/model/cached.ts';
import type { Store } from '../../src/adapters/store/store.ts';
import type { ModelReply, ModelRequest } from '../../src/core/model.ts';
import { createSnapshots } from '../../src/core/snapshots.ts';
import type { CallPurpose } from '../../src/ports.ts';

const REQUEST: ModelRequest = {
  provider: 'acme',
  model: 'small-1',
  messages: [{ role: 'user', content: 'Hello?' }],
  parameters: { temperature: 0 },
};
const PURPOSE: CallPurpose = { suite: 'greeting', case: 'hello', variant: 'head', trial: 0, round: 0 };
const URL = 'https://acme.example/v1';

describe('what an answer is filed under', () => {
  it.each<[string, Partial<ModelRequest>, Partial<CallPurpose>, string?]>([
    ['the provider', { provider: 'other' }, {}],
    ['the address', {}, {}, 'https://other.example/v1'],
    ['the model', { model: 'small-2' }, {}],
    ['the API', { api: 'responses' }, {}],
    ['what is asked for', { operation: 'embed' }, {}],
    ['a word', { messages: [{ role: 'user', content: 'Hello!' }] }, {}],
    ['a role', { messages: [{ role: 'system', content: 'Hello?' }] }, {}],
    ['a parameter', { parameters: { temperature: 1 } }, {}],
    ['the case', {}, { case: 'other' }],
    ['the trial', {}, { trial: 1 }],
    ['the round', {}, { round: 1 }],
    ['the scorer', {}, { scorer: 'tone' }],
    ['the pair that a fresh trial compares', {}, { fresh: 'pair' }],
  ])('changes with %s', (_what, request, purpose, url = URL) => {
    expect(cacheKey({ ...REQUEST, ...request }, { ...PURPOSE, ...purpose }, url)).not.toBe(
      cacheKey(REQUEST, PURPOSE, URL),
    );
  });

  it('does not change with the side, the suite or the price', () => {
    const purpose = { ...PURPOSE, variant: 'base', suite: 'other', price: { input: 1, output: 1 } } as const;
    expect(cacheKey(REQUEST, purpose, URL)).toBe(cacheKey(REQUEST, PURPOSE, URL));
  });
});

describe('the cached model', () => {
  function setUp(ask: () => ModelReply) {
    const entries = new Map<string, { at: number; json: string }>();
    const store: Store = {
      get: (key) => entries.get(key),
      put: async ({ key, ...entry }) => void entries.set(key, entry),
      size: 0,
      close: () => {},
    };
    let [calls, time] = [0, 1000];
    const model = () =>
      createCachedModel(
        {
          ask: async () => {
            calls += 1;
            await undefined;
            return ask();
          },
        },
        {
          open: async () => store,
          baseUrlOf: () => URL,
          now: () => time,
          snapshots: createSnapshots(),
          secrets: ['sk-secret'],
          onFault: () => {},
        },
      );
    const signal = new AbortController().signal;
    return {
      run: () => {
        time += 1000;
        const one = model();
        return (purpose: Partial<CallPurpose> = {}) => one.ask(REQUEST, { ...PURPOSE, ...purpose }, signal);
      },
      entries,
      calls: () => calls,
    };
  }

  const answer: ModelReply = {
    ok: true,
    text: 'Yes, sk-secret.',
    finish: 'stop',
    latencyMs: 1,
    replayed: false,
  };

  it('makes identical requests once, and says of what age an answer is, or that the run had it before', async () => {
    const { run, calls } = setUp(() => answer);
    const first = run();
    const both = await Promise.all([first(), first({ variant: 'base' })]);
    expect(both).toEqual([answer, { ...answer, again: true }]);
    expect(await first()).toMatchObject({ ok: true, again: true });
    expect(await run()()).toMatchObject({ ok: true, answeredAt: new Date(2000).toISOString() });
    expect(calls()).toBe(1);
  });

  it('asks again once where several wait for a call that fails', async () => {
    const replies: ModelReply[] = [{ ok: false, code: 'timeout', message: 'slow', attempts: 1 }];
    const { run, calls } = setUp(() => replies.shift() ?? answer);
    const ask = run();
    const said = await Promise.all([ask(), ask({ variant: 'base' }), ask({ suite: 'other' })]);
    expect(said.map((reply) => [reply.ok, reply.ok && reply.again])).toEqual([
      [false, false],
      [true, undefined],
      [true, true],
    ]);
    expect(calls()).toBe(2);
  });

  it('keeps no failure and no secret', async () => {
    let reply: ModelReply = { ok: false, code: 'timeout', message: 'slow', attempts: 1 };
    const { run, calls, entries } = setUp(() => reply);
    const ask = run();
    await ask();
    expect(entries.size).toBe(0);
    reply = answer;
    await ask();
    expect(calls()).toBe(2);
    expect([...entries.values()][0]?.json).toContain('Yes, [redacted].');
  });
});
