import { describe, expect, test } from 'vitest';
import { createFallback, createRecorder, createReplay } from '../../src/adapters/model/recording.ts';
import { openReplay } from '../../src/adapters/model/replay-files.ts';
import { problemsOf } from '../../src/core/errors.ts';
import type { ModelAnswer, ModelReply, ModelRequest } from '../../src/core/model.ts';
import type { CallPurpose, Model, Tree } from '../../src/ports.ts';

const REQUEST: ModelRequest = {
  provider: 'acme',
  model: 'small-1',
  messages: [{ role: 'user', content: 'Hello?' }],
  parameters: { temperature: 0, top_p: 1 },
};
const PURPOSE: CallPurpose = { suite: 'greeting', case: 'hello', variant: 'head', trial: 0, round: 0 };
const HEADER = '{"prompt-ratchet-recording":1}';
const signal = new AbortController().signal;

function answer(text: string, parts: Partial<ModelAnswer> = {}): ModelAnswer {
  return { ok: true, text, finish: 'stop', latencyMs: 12, replayed: false, ...parts };
}

/** A model that answers what it is told to, or with the number of the call. */
function fake(...replies: ModelReply[]): Model & { calls: CallPurpose[] } {
  const calls: CallPurpose[] = [];
  return {
    calls,
    ask: async (_request, purpose) => {
      calls.push(purpose);
      return replies[calls.length - 1] ?? answer(`Answer ${calls.length}`);
    },
  };
}

/** A reply that a test gives when it wants to. */
function deferred() {
  let resolve: (reply: ModelReply) => void = () => {};
  const promise = new Promise<ModelReply>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

const FAILURE: ModelReply = { ok: false, code: 'server-error', message: 'Down.', attempts: 4 };

function problemOf(text: string) {
  try {
    createReplay([{ path: 'evals/r.jsonl', text }]);
  } catch (error) {
    return problemsOf(error)?.[0];
  }
  return undefined;
}

test('is read as data, which may be large, at both ends', async () => {
  const text = '{"prompt-ratchet-recording":1}\n';
  const tree: Tree = {
    sha: undefined,
    list: async () => ['r.jsonl'],
    read: async (_path, kind) => (kind === 'data' ? text : undefined),
    fingerprint: async () => '',
  };
  const replay = await openReplay({ globs: ['*.jsonl'], base: tree, head: tree });
  expect(replay?.trusted).toBe(true);
});

describe('a recording', () => {
  test('is one line for each answer, of a fixed shape', async () => {
    const full = answer('Hi\n"there"', {
      usage: { inputTokens: 1, outputTokens: 2 },
      latencyMs: 12.3456,
      servedModel: 'small-1-2026',
      fingerprint: 'fp',
    });
    const recorder = createRecorder(fake(full));
    await recorder.ask(REQUEST, { ...PURPOSE, scorer: 'tone', round: 1 }, signal);
    expect(recorder.text()).toBe(
      `${HEADER}\n{"key":"f2686ad6455f74ae1af9de2413d981f849693554613c6a085ec65feece89c7f2","suite":"greeting","case":"hello","variant":"head","trial":0,"scorer":"tone","round":1,"request":{"provider":"acme","model":"small-1"},"reply":{"text":"Hi\\n\\"there\\"","finish":"stop","usage":{"inputTokens":1,"outputTokens":2},"latencyMs":12.3,"servedModel":"small-1-2026","fingerprint":"fp"}}\n`,
    );
  });

  test('is the same whatever order the answers came in', async () => {
    const trials = [0, 1, 2, 3, 4, 5];
    const texts = await Promise.all(
      [trials, trials.toReversed(), [3, 1, 5, 0, 2, 4]].map(async (order) => {
        const recorder = createRecorder({ ask: async (_request, { trial }) => answer(`Answer ${trial}`) });
        for (const trial of order) await recorder.ask(REQUEST, { ...PURPOSE, trial }, signal);
        return recorder.text();
      }),
    );
    expect(new Set(texts).size).toBe(1);
    expect(texts[0]?.split('\n')).toHaveLength(1 + trials.length + 1);
    const keys = texts[0]
      ?.split('\n')
      .slice(1, -1)
      .map((line) => JSON.parse(line).key);
    expect(keys).toEqual(keys?.toSorted());
  });

  test('replays as it was, with usage and latency', async () => {
    const live = answer('Hi \u2028 😀 \ud800', {
      usage: { inputTokens: 1, outputTokens: 2 },
      finish: 'length',
      servedModel: 'm',
    });
    const recorder = createRecorder(fake(live));
    await recorder.ask(REQUEST, PURPOSE, signal);
    const replay = createReplay([{ path: 'r.jsonl', text: recorder.text() }]);
    expect(await replay.ask(REQUEST, PURPOSE, signal)).toEqual({ ...live, replayed: true });
  });

  test('shares an answer between equal requests at base and head, in the recorded run as in its replay', async () => {
    const inner = fake();
    const recorder = createRecorder(inner);
    const variants = ['base', 'head'] as const;
    const ask = (model: Model) =>
      Promise.all(variants.map((variant) => model.ask(REQUEST, { ...PURPOSE, variant }, signal)));
    const recorded = await ask(recorder);
    expect(inner.calls).toHaveLength(1);
    expect(recorded).toEqual([answer('Answer 1'), answer('Answer 1')]);
    expect(recorder.text()).not.toContain('variant');
    const replayed = await ask(createReplay([{ path: 'r.jsonl', text: recorder.text() }]));
    expect(replayed).toEqual(recorded.map((reply) => ({ ...reply, replayed: true })));
  });

  test('names the first of equal calls by suite and case, whichever came first', async () => {
    const texts = await Promise.all(
      [
        ['b', 'a'],
        ['a', 'b'],
      ].map(async (order) => {
        const recorder = createRecorder({ ask: async () => answer('Same.') });
        for (const suite of order) await recorder.ask(REQUEST, { ...PURPOSE, suite }, signal);
        return recorder.text();
      }),
    );
    expect(texts[0]).toContain('"suite":"a"');
    expect(texts[0]).toBe(texts[1]);
  });

  test('keeps no failure, and a failure is not shared', async () => {
    const inner = fake(FAILURE, FAILURE, answer('At last.'));
    const recorder = createRecorder(inner);
    const both = await Promise.all([
      recorder.ask(REQUEST, PURPOSE, signal),
      recorder.ask(REQUEST, PURPOSE, signal),
    ]);
    expect(both).toEqual([FAILURE, FAILURE]);
    expect(recorder.text()).toBe(`${HEADER}\n`);
    expect(await recorder.ask(REQUEST, PURPOSE, signal)).toEqual(answer('At last.'));
    expect(recorder.text()).toContain('At last.');
  });

  test('keeps the first of two answers where both were asked for, and gives it to both', async () => {
    const failing = deferred();
    const answers = [deferred(), deferred()];
    const promises = [failing, ...answers].map(({ promise }) => promise);
    const recorder = createRecorder({ ask: () => promises.shift() ?? Promise.resolve(FAILURE) });
    // The first call fails, so that the two that waited for it ask at the same time.
    const replies = [0, 1, 2].map(() => recorder.ask(REQUEST, PURPOSE, signal));
    failing.resolve(FAILURE);
    await replies[0];
    answers[1]?.resolve(answer('Came first.'));
    await new Promise(setImmediate);
    answers[0]?.resolve(answer('Came second.'));
    expect(await Promise.all(replies)).toEqual([FAILURE, answer('Came first.'), answer('Came first.')]);
    expect(recorder.text()).toContain('Came first.');
  });

  test('holds no secret and not the messages', async () => {
    const secret = 'sk-0123456789';
    const recorder = createRecorder(fake(answer(`The key is ${secret}.`)), { secrets: [secret] });
    await recorder.ask(
      { ...REQUEST, messages: [{ role: 'user', content: 'Private.' }] },
      { ...PURPOSE, case: secret },
      signal,
    );
    expect(recorder.text()).toContain('The key is [redacted].');
    expect(recorder.text()).not.toMatch(/sk-0123456789|Private/);
  });

  test('is written when saved', async () => {
    const written: string[] = [];
    const recorder = createRecorder(fake(), { write: async (text) => void written.push(text) });
    await recorder.ask(REQUEST, PURPOSE, signal);
    expect(written).toEqual([]);
    await recorder.save();
    expect(written).toEqual([recorder.text()]);
  });
});

describe('the key of an answer', () => {
  const changes: [string, Partial<ModelRequest>, Partial<CallPurpose>][] = [
    ['provider', { provider: 'other' }, {}],
    ['model', { model: 'small-2' }, {}],
    ['a word', { messages: [{ role: 'user', content: 'Hello!' }] }, {}],
    ['a role', { messages: [{ role: 'system', content: 'Hello?' }] }, {}],
    ['a parameter', { parameters: { temperature: 1, top_p: 1 } }, {}],
    ['the trial', {}, { trial: 1 }],
    ['the round', {}, { round: 1 }],
  ];

  async function recorded(): Promise<Model> {
    const recorder = createRecorder(fake());
    await recorder.ask(REQUEST, PURPOSE, signal);
    return createReplay([{ path: 'r.jsonl', text: recorder.text() }]);
  }

  test.each(changes)('changes with %s', async (_name, request, purpose) => {
    const replay = await recorded();
    expect(await replay.ask({ ...REQUEST, ...request }, { ...PURPOSE, ...purpose }, signal)).toMatchObject({
      ok: false,
      code: 'not-recorded',
    });
  });

  test('does not change with what does not determine the answer', async () => {
    const replay = await recorded();
    const reordered = { ...REQUEST, parameters: { top_p: 1, temperature: 0 } };
    const purpose: CallPurpose = {
      suite: 'renamed',
      case: 'other',
      variant: 'base',
      trial: 0,
      round: 0,
      scorer: 'tone',
    };
    expect(await replay.ask(reordered, purpose, signal)).toMatchObject({ ok: true, text: 'Answer 1' });
  });
});

describe('a replay', () => {
  test('says why a call may not be recorded', async () => {
    const reply = await createReplay([]).ask(
      REQUEST,
      { ...PURPOSE, trial: 2, scorer: 'tone', round: 1 },
      signal,
    );
    expect(reply).toEqual({
      ok: false,
      code: 'not-recorded',
      message:
        'The prompt, the model or a parameter has changed since the recording was made, or the case is new.',
      attempts: 0,
    });
  });

  test('reads several files, and the first that answers counts', async () => {
    const texts = await Promise.all(
      ['First.', 'Second.'].map(async (text, number) => {
        const recorder = createRecorder(fake(answer(text), answer(text)));
        await recorder.ask(REQUEST, PURPOSE, signal);
        await recorder.ask(REQUEST, { ...PURPOSE, trial: number + 1 }, signal);
        return { path: `${number}.jsonl`, text: recorder.text() };
      }),
    );
    const replay = createReplay(texts);
    const texted = await Promise.all(
      [0, 1, 2].map((trial) => replay.ask(REQUEST, { ...PURPOSE, trial }, signal)),
    );
    expect(texted.map((reply) => reply.ok && reply.text)).toEqual(['First.', 'First.', 'Second.']);
  });

  test('does not mind what editors and checkouts do to line ends', async () => {
    const recorder = createRecorder(fake());
    await recorder.ask(REQUEST, PURPOSE, signal);
    const text = `\uFEFF${recorder.text().replaceAll('\n', '\r\n')}\r\n\r\n`;
    expect(await createReplay([{ path: 'r.jsonl', text }]).ask(REQUEST, PURPOSE, signal)).toMatchObject({
      ok: true,
    });
  });

  const line = (parts: Record<string, unknown> = {}, reply: Record<string, unknown> = {}) =>
    JSON.stringify({
      key: 'a'.repeat(64),
      suite: 's',
      case: 'c',
      trial: 0,
      round: 0,
      request: { provider: 'p', model: 'm' },
      reply: { text: 't', finish: 'stop', latencyMs: 1, ...reply },
      ...parts,
    });

  test('takes a line that is complete', () => {
    expect(problemOf(`${HEADER}\n${line()}\n`)).toBeUndefined();
  });

  test.each([
    ['an empty file', '', 1],
    ['no header', line(), 1],
    ['another version', '{"prompt-ratchet-recording":2}\n', 1],
    ['another header', '{"prompt-ratchet-recording":1,"x":1}\n', 1],
    ['no JSON', `${HEADER}\n${line()}\n<<<<<<< HEAD\n`, 3],
    ['half a line', `${HEADER}\n${line().slice(0, 60)}`, 2],
    ['a list', `${HEADER}\n[]\n`, 2],
    ['a key that is none', `${HEADER}\n${line({ key: '../../x' })}\n`, 2],
    ['no reply', `${HEADER}\n${line({ reply: undefined })}\n`, 2],
    ['an unknown variant', `${HEADER}\n${line({ variant: 'candidate' })}\n`, 2],
    ['an unknown end', `${HEADER}\n${line({}, { finish: 'done' })}\n`, 2],
    ['a negative latency', `${HEADER}\n${line({}, { latencyMs: -1 })}\n`, 2],
    ['an endless latency', `${HEADER}\n${line().replace('"latencyMs":1', '"latencyMs":1e999')}\n`, 2],
    ['negative usage', `${HEADER}\n${line({}, { usage: { inputTokens: -1, outputTokens: 0 } })}\n`, 2],
    ['text that is none', `${HEADER}\n${line({}, { text: 5 })}\n`, 2],
    ['two answers to one request', `${HEADER}\n${line()}\n\n${line({}, { text: 'u' })}\n`, 4],
  ])('refuses %s and says where', (_name, text, number) => {
    const problem = problemOf(text);
    expect(problem).toMatchObject({ code: 'E_RECORDING', place: { path: 'evals/r.jsonl', line: number } });
    expect(problem?.message).toMatch(new RegExp(`^evals/r\\.jsonl:${number}: `));
    expect(problem?.help).toContain('--record');
  });

  test('lets no line reach the prototype of anything', async () => {
    const text = `${HEADER}\n${line().replace('"suite"', '"__proto__":{"ok":false},"suite"')}\n`;
    expect(problemOf(text)).toBeUndefined();
    expect(Object.hasOwn(Object.prototype, 'ok')).toBe(false);
  });
});

describe('a fallback', () => {
  test('asks the live model for what is not recorded, and for nothing else', async () => {
    const recorder = createRecorder(fake(answer('Recorded.')));
    await recorder.ask(REQUEST, PURPOSE, signal);
    const live = fake(answer('Live.'));
    const model = createFallback(createReplay([{ path: 'r.jsonl', text: recorder.text() }]), live);
    expect(await model.ask(REQUEST, PURPOSE, signal)).toMatchObject({ text: 'Recorded.', replayed: true });
    expect(await model.ask(REQUEST, { ...PURPOSE, trial: 1 }, signal)).toMatchObject({
      text: 'Live.',
      replayed: false,
    });
    expect(await model.ask(REQUEST, PURPOSE, AbortSignal.abort())).toMatchObject({ code: 'cancelled' });
    expect(live.calls).toEqual([{ ...PURPOSE, trial: 1 }]);
  });

  test('recorded again keeps old answers and adds new ones', async () => {
    const first = createRecorder(fake(answer('Old.')));
    await first.ask(REQUEST, PURPOSE, signal);
    const replay = createReplay([{ path: 'r.jsonl', text: first.text() }]);
    const second = createRecorder(createFallback(replay, fake(answer('New.'))));
    await second.ask(REQUEST, PURPOSE, signal);
    await second.ask(REQUEST, { ...PURPOSE, trial: 1 }, signal);
    const [, ...lines] = second.text().trimEnd().split('\n');
    expect(lines.filter((one) => first.text().includes(one))).toHaveLength(1);
    expect(lines).toHaveLength(2);
  });
});
