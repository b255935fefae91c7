import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createOpenAIModel, type OpenAIModelOptions } from '../../src/adapters/model/openai.ts';
import { createFallback, createRecorder, createReplay } from '../../src/adapters/model/recording.ts';
import { MODEL_FAILURE_CODES, type ModelReply, type ModelRequest } from '../../src/core/model.ts';
import type { CallPurpose, Model } from '../../src/ports.ts';
import {
  completion,
  createFakeClock,
  createModelServer,
  failure,
  type ModelServer,
  respond,
  type Step,
} from '../support/model-server.ts';

const KEY = 'sk-test-0123456789abcdef';
const MEBIBYTE = 1024 * 1024;

const REQUEST: ModelRequest = {
  provider: 'acme',
  model: 'small-1',
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hello?' },
  ],
  parameters: { temperature: 0, response_format: { type: 'text' } },
};
const PURPOSE: CallPurpose = { suite: 'greeting', case: 'hello', variant: 'head', trial: 0, round: 0 };

const live = () => new AbortController().signal;

async function server(...script: Step[]): Promise<ModelServer> {
  const created = await createModelServer(...script);
  onTestFinished(() => created[Symbol.asyncDispose]());
  return created;
}

/** The adapter for a server, with a clock and chance that a test controls. */
function openai(to: ModelServer, options: Partial<OpenAIModelOptions> = {}): Model {
  return createOpenAIModel({
    env: { ACME_BASE_URL: to.baseUrl, ACME_API_KEY: KEY },
    clock: createFakeClock(),
    random: () => 0.5,
    ...options,
  });
}

/** What the adapter makes of a server that always does the same. */
async function replyTo(
  step: Step,
  options: Partial<OpenAIModelOptions> = {},
): Promise<ModelReply & { calls: number }> {
  const to = await server(step);
  const reply = await openai(to, options).ask(REQUEST, PURPOSE, live());
  return { ...reply, calls: to.calls.length };
}

/** A recording of what a model answers to {@link REQUEST} in trials 0 to 39. */
async function recordingOf(model: Model): Promise<string> {
  const recorder = createRecorder(model);
  for (let trial = 0; trial < 40; trial++) await recorder.ask(REQUEST, { ...PURPOSE, trial }, live());
  return recorder.text();
}

/** Answers with the number of the request: no two answers are the same. */
function numbered(): Step {
  let number = 0;
  return (response, call) => completion(`Answer ${number++}`)(response, call);
}

const ADAPTERS: Record<string, { replayed: boolean; create: () => Promise<Model> }> = {
  openai: { replayed: false, create: async () => openai(await server(numbered())) },
  replay: {
    replayed: true,
    create: async () =>
      createReplay([{ path: 'r.jsonl', text: await recordingOf(openai(await server(numbered()))) }]),
  },
  recorder: { replayed: false, create: async () => createRecorder(openai(await server(numbered()))) },
  'fallback, recorded': {
    replayed: true,
    create: async () => {
      const to = openai(await server(numbered()));
      return createFallback(createReplay([{ path: 'r.jsonl', text: await recordingOf(to) }]), to);
    },
  },
  'fallback, not recorded': {
    replayed: false,
    create: async () => createFallback(createReplay([]), openai(await server(numbered()))),
  },
};

describe.each(Object.entries(ADAPTERS))('every model: %s', (_name, { replayed, create }) => {
  test('gives the answer with its usage, latency and origin', async () => {
    const model = await create();
    expect(await model.ask(REQUEST, PURPOSE, live())).toEqual({
      ok: true,
      text: 'Answer 0',
      finish: 'stop',
      usage: { inputTokens: 12, outputTokens: 3 },
      latencyMs: 0,
      servedModel: 'served-model',
      fingerprint: 'fp_1',
      replayed,
    });
  });

  test('gives parallel calls an answer each', async () => {
    const model = await create();
    const replies = await Promise.all(
      Array.from({ length: 40 }, (_, trial) => model.ask(REQUEST, { ...PURPOSE, trial }, live())),
    );
    expect(new Set(replies.map((reply) => reply.ok && reply.text)).size).toBe(40);
  });

  test('says that a stopped run was stopped', async () => {
    const model = await create();
    expect(await model.ask(REQUEST, PURPOSE, AbortSignal.abort())).toMatchObject({
      ok: false,
      code: 'cancelled',
      attempts: 0,
    });
  });

  test('fails by value, with a code and a message', async () => {
    const model = await create();
    const reply = await model.ask({ ...REQUEST, provider: 'nowhere' }, PURPOSE, live());
    if (reply.ok) expect.unreachable();
    expect(Object.keys(MODEL_FAILURE_CODES)).toContain(reply.code);
    expect(reply.message).not.toBe('');
    expect(reply.attempts).toBe(0);
  });

  test('leaves the request as it is', async () => {
    const model = await create();
    const request = structuredClone(REQUEST);
    await model.ask(request, PURPOSE, live());
    expect(request).toEqual(REQUEST);
  });
});

describe('a request', () => {
  test('is sent with key, model, messages and parameters', async () => {
    const to = await server(completion('Hi.'));
    await openai(to).ask(REQUEST, PURPOSE, live());
    expect(to.calls).toEqual([
      {
        path: '/v1/chat/completions',
        headers: expect.objectContaining({
          authorization: `Bearer ${KEY}`,
          'content-type': 'application/json',
        }),
        body: {
          model: 'small-1',
          messages: REQUEST.messages,
          temperature: 0,
          response_format: { type: 'text' },
        },
      },
    ]);
  });

  test('cannot be changed by parameters that are named like its own members', async () => {
    const to = await server(completion('Hi.'));
    const parameters = { model: 'other', messages: [], stream: true, stream_options: {}, seed: 1 };
    const reply = await openai(to).ask({ ...REQUEST, parameters }, PURPOSE, live());
    expect(reply).toMatchObject({ ok: true, text: 'Hi.' });
    expect(to.calls[0]?.body).toEqual({ model: 'small-1', messages: REQUEST.messages, seed: 1 });
  });

  test('takes nothing to a provider that belongs to another', async () => {
    const variables = {
      OPENAI_API_KEY: 'sk-openai-key',
      OPENAI_ADMIN_KEY: 'sk-admin-key',
      OPENAI_ORG_ID: 'org-secret',
      OPENAI_PROJECT_ID: 'proj-secret',
      OPENAI_CUSTOM_HEADERS: 'X-Gateway: gateway-secret\nAuthorization: Bearer gateway-key',
    };
    for (const [name, value] of Object.entries(variables)) {
      const before = process.env[name];
      process.env[name] = value;
      onTestFinished(() => {
        if (before === undefined) delete process.env[name];
        else process.env[name] = before;
      });
    }
    const to = await server(completion('Hi.'));
    await openai(to, { env: { ...process.env, ACME_BASE_URL: to.baseUrl } }).ask(REQUEST, PURPOSE, live());
    await openai(to).ask(REQUEST, PURPOSE, live());
    expect(to.calls.map(({ headers }) => headers.authorization)).toEqual([undefined, `Bearer ${KEY}`]);
    expect(JSON.stringify(to.calls)).not.toMatch(/secret|gateway|sk-openai|sk-admin/);
  });

  test.each([
    [{}, 'no-endpoint'],
    [{ ACME_BASE_URL: 'nonsense' }, 'no-endpoint'],
  ])('without an endpoint is not sent: %j', async (env, code) => {
    expect(await openai(await server(), { env }).ask(REQUEST, PURPOSE, live())).toMatchObject({
      ok: false,
      code,
      attempts: 0,
    });
  });

  test('many at once share a signal without a warning', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    onTestFinished(() => void process.off('warning', note));
    const model = openai(await server(completion('Hi.')));
    const signal = live();
    await Promise.all(Array.from({ length: 50 }, () => model.ask(REQUEST, PURPOSE, signal)));
    await new Promise(setImmediate);
    expect(warnings).toEqual([]);
  });
});

describe('an answer', () => {
  const choice = (message: Record<string, unknown>, finish_reason: unknown) => ({
    choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason }],
  });

  test.each([
    ['stop', choice({ content: 'Hi.' }, 'stop'), 'stop', 'Hi.'],
    ['nothing said', choice({ content: null }, 'stop'), 'stop', ''],
    ['cut at the limit', choice({ content: 'Hi' }, 'length'), 'length', 'Hi'],
    ['nothing before the limit', choice({ content: null }, 'length'), 'length', ''],
    ['filtered', choice({ content: null }, 'content_filter'), 'content-filter', ''],
    ['filtered, without content', choice({}, 'content_filter'), 'content-filter', ''],
    ['tool calls', choice({ content: null, tool_calls: [{ id: 'x' }] }, 'tool_calls'), 'tool-calls', ''],
    ['a function call', choice({ content: null }, 'function_call'), 'tool-calls', ''],
    ['a refusal', choice({ content: null, refusal: 'I cannot.' }, 'stop'), 'refusal', 'I cannot.'],
    ['an unknown end', choice({ content: 'Hi.' }, 'eos'), 'other', 'Hi.'],
    ['no end', choice({ content: 'Hi.' }, null), 'other', 'Hi.'],
    ['a hostile end', choice({ content: 'Hi.' }, '__proto__'), 'other', 'Hi.'],
  ])('%s', async (_name, parts, finish, text) => {
    expect(await replyTo(completion('', parts))).toMatchObject({ ok: true, finish, text, calls: 1 });
  });

  test.each([
    ['missing', undefined],
    ['null', null],
    ['negative', { prompt_tokens: -1, completion_tokens: 3 }],
    ['fractional', { prompt_tokens: 1.5, completion_tokens: 3 }],
    ['text', { prompt_tokens: '12', completion_tokens: 3 }],
    ['half', { prompt_tokens: 12 }],
    ['beyond whole numbers', { prompt_tokens: Number.MAX_VALUE, completion_tokens: 3 }],
  ])('with usage %s has none', async (_name, usage) => {
    const reply = await replyTo(completion('Hi.', { usage }));
    expect(reply).toMatchObject({ ok: true, text: 'Hi.' });
    expect(reply.ok && reply.usage).toBeUndefined();
  });

  test('may come without model and fingerprint, and as plain text', async () => {
    const body = JSON.stringify({ choices: [{ message: { content: 'Hi.' }, finish_reason: 'stop' }] });
    expect(await replyTo(respond(200, body, { 'content-type': 'text/plain' }))).toMatchObject({
      ok: true,
      text: 'Hi.',
      servedModel: undefined,
      fingerprint: undefined,
    });
  });

  test('may be ten megabytes long', async () => {
    const long = 'x'.repeat(10 * MEBIBYTE);
    const reply = await replyTo(completion(long));
    expect(reply.ok && reply.text.length).toBe(long.length);
  });

  test('has the latency of its own attempt, with its whole body and without the waits', async () => {
    const clock = createFakeClock();
    clock.onSleep = () => clock.advance(5_000);
    const to = await server(
      (response, call) => {
        clock.advance(700);
        failure(503, 'Overloaded.')(response, call);
      },
      (response, call) => {
        clock.advance(40);
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write(' ', () => {
          clock.advance(2);
          response.end(
            JSON.stringify({ choices: [{ message: { content: call.path }, finish_reason: 'stop' }] }),
          );
        });
      },
    );
    expect(await openai(to, { clock }).ask(REQUEST, PURPOSE, live())).toMatchObject({
      ok: true,
      latencyMs: 42,
    });
  });
});

const cut: Step = (response) => response.destroy();
const halfBody: Step = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"choices": [', () => response.destroy());
};
const gzip = { 'content-encoding': 'gzip' };
const bomb = gzipSync(Buffer.alloc(64 * MEBIBYTE, ' '));
const HTML = `<html><body><h1>502 Bad Gateway</h1>${'<p>nginx</p>'.repeat(200)}</body></html>`;

/** What an endpoint does, and what becomes of it: code, status, and whether it is tried again. */
const FAULTS: [string, Step, string, number | undefined, boolean][] = [
  ['400', failure(400, 'Unknown parameter.'), 'bad-request', 400, false],
  [
    '400 context length, by code',
    failure(400, 'Too long.', { code: 'context_length_exceeded' }),
    'context-length',
    400,
    false,
  ],
  [
    '400 context length, by message',
    failure(400, "This model's maximum context length is 8192 tokens."),
    'context-length',
    400,
    false,
  ],
  [
    '400 context length, self-hosted',
    failure(400, 'the request exceeds the available context size'),
    'context-length',
    400,
    false,
  ],
  ['401', failure(401, 'Incorrect API key.'), 'unauthorized', 401, false],
  ['402', failure(402, 'Insufficient balance.'), 'bad-request', 402, false],
  ['403', failure(403, 'Country not supported.'), 'unauthorized', 403, false],
  ['404', failure(404, 'The model does not exist.'), 'not-found', 404, false],
  ['408', failure(408, 'Request timeout.'), 'timeout', 408, true],
  ['409', failure(409, 'Conflict.'), 'server-error', 409, true],
  ['413', failure(413, 'Payload too large.'), 'bad-request', 413, false],
  ['413 context length', failure(413, 'Input is too long.'), 'context-length', 413, false],
  ['422', failure(422, 'Unprocessable.'), 'bad-request', 422, false],
  ['429', failure(429, 'Slow down.'), 'rate-limited', 429, true],
  [
    '429 without quota',
    failure(429, 'You have no quota.', { code: 'insufficient_quota' }),
    'rate-limited',
    429,
    false,
  ],
  ['500', failure(500, 'Internal error.'), 'server-error', 500, true],
  ['502 with HTML', respond(502, HTML, { 'content-type': 'text/html' }), 'server-error', 502, true],
  ['503 without a body', respond(503, ''), 'server-error', 503, true],
  ['529', failure(529, 'Overloaded.'), 'server-error', 529, true],
  ['reset', cut, 'connection', undefined, true],
  ['half a body', halfBody, 'connection', undefined, true],
  ['half a JSON', respond(200, '{"choices": ['), 'bad-answer', undefined, true],
  ['HTML with 200', respond(200, HTML, { 'content-type': 'text/html' }), 'bad-answer', undefined, true],
  ['no body', respond(200, ''), 'bad-answer', undefined, true],
  ['204', respond(204, ''), 'bad-answer', undefined, true],
  ['not gzip', respond(200, 'plain', gzip), 'connection', undefined, true],
  ['another schema', respond(200, { result: 'Hi.' }), 'bad-answer', undefined, false],
  ['null', respond(200, 'null'), 'bad-answer', undefined, false],
  [
    'content of another kind',
    completion('', { choices: [{ message: { content: 5 }, finish_reason: 'stop' }] }),
    'bad-answer',
    undefined,
    false,
  ],
  [
    'no content',
    completion('', { choices: [{ message: {}, finish_reason: 'stop' }] }),
    'bad-answer',
    undefined,
    false,
  ],
  ['no choices', completion('', { choices: [] }), 'bad-answer', undefined, false],
  [
    'an error with 200',
    respond(200, { error: { message: 'Upstream failed.' } }),
    'bad-answer',
    undefined,
    false,
  ],
  ['gzip bomb', respond(200, bomb, gzip), 'bad-answer', undefined, false],
  ['gzip bomb with 500', respond(500, bomb, gzip), 'server-error', 500, true],
];

describe('a fault', () => {
  test.each(FAULTS)('%s', async (_name, step, code, status, isRetryable) => {
    // Too many requests are no fault of the call's: it waits longer than it would try.
    const attempts = isRetryable ? (status === 429 ? 40 : 6) : 1;
    const reply = await replyTo(step);
    expect(reply).toMatchObject({ ok: false, code, attempts, calls: attempts });
    if (reply.ok) expect.unreachable();
    expect(reply.status).toBe(status);
    expect(reply.message).toMatch(/^acme: .{3,400}$/u);
  });

  test.each(FAULTS.filter(([, , , , isRetryable]) => isRetryable))(
    '%s, and then an answer',
    async (_name, step) => {
      const clock = createFakeClock();
      const to = await server(step, step, completion('At last.'));
      expect(await openai(to, { clock }).ask(REQUEST, PURPOSE, live())).toMatchObject({
        ok: true,
        text: 'At last.',
      });
      expect(clock.waits).toHaveLength(2);
    },
  );

  test('an endpoint that is not there', async () => {
    const gone = await createModelServer();
    await gone[Symbol.asyncDispose]();
    const reply = await openai(gone).ask(REQUEST, PURPOSE, live());
    expect(reply).toMatchObject({ ok: false, code: 'connection', attempts: 6 });
    expect(reply.ok || reply.message).toContain('ECONNREFUSED');
  });

  const silent: Step = () => {};
  const headersOnly: Step = (response) => response.writeHead(200).flushHeaders();
  const drip: Step = (response) => {
    const drop = () => response.writable && response.write(' ', () => setImmediate(drop));
    response.writeHead(200, { 'content-type': 'application/json' });
    drop();
  };

  test.each([
    ['nothing', silent],
    ['headers alone', headersOnly],
    ['a slow drip', drip],
  ])('%s within the time limit', async (_name, step) => {
    const reply = await replyTo(step, { attemptTimeoutMs: 60, maxAttempts: 2 });
    expect(reply).toMatchObject({ ok: false, code: 'timeout', attempts: 2, calls: 2 });
  });

  test.each([301, 302, 303, 307, 308])(
    'a redirect (%i) is not followed: the key stays where it belongs',
    async (status) => {
      const other = await server(completion('Stolen.'));
      const reply = await replyTo(respond(status, '', { location: `${other.baseUrl}/chat/completions` }));
      expect(reply).toMatchObject({ ok: false, code: 'bad-answer', status, attempts: 1, calls: 1 });
      expect(reply.ok || reply.message).toContain('redirect');
      expect(other.calls).toEqual([]);
    },
  );

  test('keeps the size of a bomb out of memory and says so', async () => {
    const reply = await replyTo(respond(200, bomb, gzip));
    expect(reply.ok || reply.message).toContain('larger than 32 MiB');
  });

  test('is told in the words of the endpoint, on one line, cut, and without the key', async () => {
    const encoded = Buffer.from(KEY).toString('base64');
    const echo = `Bad key ${KEY} (${encoded}).\r\n\u001b[31m::set-output name=x::y ${'z'.repeat(1000)}`;
    const reply = await replyTo(failure(401, echo));
    if (reply.ok) expect.unreachable();
    expect(reply.message).toMatch(
      /^acme: the endpoint refused the key \(HTTP 401\): Bad key \[redacted\] \(\[redacted\].*\)\. \[31m::set-output name=x::y z+…$/,
    );
    expect(reply.message.length).toBeLessThan(380);
  });

  test('a key at the cut is not left in half', async () => {
    const reply = await replyTo(failure(400, `${'x'.repeat(290)}${KEY}`));
    expect(reply.ok || reply.message).not.toContain('sk-test');
  });
});

describe('waiting', () => {
  async function waits(headers: Record<string, string>, random = 0.5): Promise<number[]> {
    const clock = createFakeClock();
    const refused = failure(429, 'Slow down.', { headers });
    const to = await server(refused, refused, refused, completion('Hi.'));
    expect(await openai(to, { clock, random: () => random }).ask(REQUEST, PURPOSE, live())).toMatchObject({
      ok: true,
    });
    return clock.waits;
  }

  test.each<[string, Record<string, string>, number]>([
    ['seconds', { 'retry-after': '2' }, 2_000],
    ['parts of a second', { 'retry-after': '0.25' }, 250],
    ['milliseconds', { 'retry-after-ms': '150' }, 150],
    ['milliseconds before seconds', { 'retry-after-ms': '150', 'retry-after': '2' }, 150],
    ['a date that is past', { 'retry-after': 'Wed, 31 Dec 2025 23:59:00 GMT' }, 0],
    ['an hour, which is too long', { 'retry-after': '3600' }, 60_000],
    ['a day in milliseconds, which is too long', { 'retry-after-ms': '86400000' }, 60_000],
  ])('is as long as the endpoint asks: %s', async (_name, headers, expected) => {
    expect(await waits(headers)).toEqual([expected, expected, expected]);
  });

  test('ends at a date that the endpoint names', async () => {
    expect(await waits({ 'retry-after': 'Thu, 01 Jan 2026 00:00:05 GMT' })).toEqual([5_000, 0, 0]);
  });

  test.each<[string, Record<string, string>]>([
    ['nothing', {}],
    ['no time', { 'retry-after': 'soon' }],
    ['a negative time', { 'retry-after-ms': '-5' }],
  ])('otherwise doubles, by chance from nothing to all of it: %s', async (_name, headers) => {
    expect(await waits(headers, 0.5)).toEqual([250, 500, 1_000]);
    expect(await waits(headers, 0)).toEqual([0, 0, 0]);
  });

  test('never grows beyond half a minute', async () => {
    const clock = createFakeClock();
    const to = await server(failure(500, 'Down.'));
    await openai(to, { clock, random: () => 1, maxAttempts: 8 }).ask(REQUEST, PURPOSE, live());
    expect(clock.waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000]);
  });
});

describe('stopping', () => {
  test.each([1, 4])('during a call ends it, with %i attempts allowed', async (maxAttempts) => {
    const controller = new AbortController();
    const closed: Promise<unknown>[] = [];
    const to = await server((response) => {
      closed.push(once(response, 'close'));
      controller.abort();
    });
    const reply = await openai(to, { maxAttempts }).ask(REQUEST, PURPOSE, controller.signal);
    expect(reply).toMatchObject({ ok: false, code: 'cancelled', attempts: 1 });
    expect(await Promise.all(closed)).toHaveLength(1);
  });

  test('during a wait sends nothing more', async () => {
    const controller = new AbortController();
    const clock = createFakeClock();
    clock.onSleep = () => controller.abort();
    const to = await server(failure(500, 'Down.'));
    const reply = await openai(to, { clock }).ask(REQUEST, PURPOSE, controller.signal);
    expect(reply).toMatchObject({ ok: false, code: 'cancelled', attempts: 1 });
    expect(to.calls).toHaveLength(1);
  });
});
