import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createOpenAIModel, type OpenAIModelOptions } from '../../src/adapters/model/openai.ts';
import type { ModelReply, ModelRequest } from '../../src/core/model.ts';
import type { CallPurpose, Clock, Model } from '../../src/ports.ts';
import {
  completion,
  createFakeClock,
  createModelServer,
  failure,
  type ModelServer,
  respond,
  type Step,
} from '../support/model-server.ts';
import { createGate } from '../support/openai-double.ts';

const REQUEST: ModelRequest = {
  provider: 'acme',
  model: 'small-1',
  messages: [
    { role: 'developer', content: 'Be brief.' },
    { role: 'user', content: 'Hello?' },
  ],
  parameters: {},
};
const PURPOSE: CallPurpose = { suite: 'greeting', case: 'hello', variant: 'head', trial: 0, round: 0 };
const live = () => new AbortController().signal;

async function server(...script: Step[]): Promise<ModelServer> {
  const created = await createModelServer(...script);
  onTestFinished(() => created[Symbol.asyncDispose]());
  return created;
}

function modelAt(to: ModelServer, options: Partial<OpenAIModelOptions> = {}, name = 'ACME'): Model {
  const env = { [`${name}_BASE_URL`]: to.baseUrl, [`${name}_API_KEY`]: 'sk-test' };
  return createOpenAIModel({ env, clock: createFakeClock(), random: () => 0.5, ...options });
}

/** An answer of the Responses API; `parts` replace members of the body. */
function response(output: unknown[], parts: Record<string, unknown> = {}): Step {
  return respond(200, {
    id: 'resp_1',
    object: 'response',
    status: 'completed',
    model: 'served-model',
    output,
    usage: { input_tokens: 12, output_tokens: 3, total_tokens: 15 },
    ...parts,
  });
}

const said = (text: string) => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text, annotations: [] }],
});

async function replyTo(step: Step, request: Partial<ModelRequest> = {}): Promise<ModelReply> {
  return modelAt(await server(step)).ask({ ...REQUEST, ...request }, PURPOSE, live());
}

describe('the Responses API', () => {
  const api = 'responses' as const;

  test('is asked in its own terms, whichever terms the parameters are in', async () => {
    const to = await server(response([said('Hi.')]));
    const schema = { type: 'object' };
    const parameters = {
      max_tokens: 50,
      temperature: 0,
      reasoning_effort: 'low',
      response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } },
      tools: [{ type: 'function', function: { name: 'find', parameters: schema } }, { type: 'web_search' }],
      tool_choice: { type: 'function', function: { name: 'find' } },
      stream: true,
    };
    const reply = await modelAt(to).ask({ ...REQUEST, api, parameters }, PURPOSE, live());
    expect(reply).toEqual({
      ok: true,
      text: 'Hi.',
      finish: 'stop',
      usage: { inputTokens: 12, outputTokens: 3 },
      latencyMs: 0,
      servedModel: 'served-model',
      fingerprint: undefined,
      replayed: false,
    });
    expect(to.calls[0]).toMatchObject({ path: '/v1/responses' });
    expect(to.calls[0]?.body).toEqual({
      model: 'small-1',
      input: REQUEST.messages,
      store: false,
      max_output_tokens: 50,
      temperature: 0,
      reasoning: { effort: 'low' },
      text: { format: { type: 'json_schema', name: 'answer', strict: true, schema } },
      tools: [{ type: 'function', name: 'find', parameters: schema }, { type: 'web_search' }],
      tool_choice: { type: 'function', name: 'find' },
    });
  });

  const refused = { type: 'message', content: [{ type: 'refusal', refusal: 'I cannot.' }] };
  const called = { type: 'function_call', call_id: 'x', name: 'find', arguments: '{"id":7}' };
  const incomplete = (reason: string) => ({ status: 'incomplete', incomplete_details: { reason } });

  test.each<[string, Step, string, string]>([
    [
      'two parts',
      response([said('Hi'), { type: 'reasoning', summary: [] }, said(' there.')]),
      'stop',
      'Hi there.',
    ],
    ['nothing said', response([]), 'stop', ''],
    ['a refusal', response([refused]), 'refusal', 'I cannot.'],
    ['cut at the limit', response([said('Hi')], incomplete('max_output_tokens')), 'length', 'Hi'],
    ['filtered', response([], incomplete('content_filter')), 'content-filter', ''],
    ['cut for another reason', response([said('Hi')], incomplete('else')), 'other', 'Hi'],
    ['a tool call', response([called]), 'tool-calls', '[{"name":"find","arguments":{"id":7}}]'],
  ])('%s is an outcome', async (_name, step, finish, text) => {
    expect(await replyTo(step, { api })).toMatchObject({ ok: true, finish, text });
  });

  test.each<[string, Step, number]>([
    ['another shape', respond(200, { result: 'Hi.' }), 1],
    ['an error with 200', respond(200, { error: { message: 'Upstream failed.' } }), 1],
    [
      'a response that failed',
      response([], { status: 'failed', error: { code: 'invalid_prompt', message: 'No.' } }),
      1,
    ],
    [
      'a response that failed at the endpoint',
      response([], { status: 'failed', error: { code: 'server_error', message: 'Oh.' } }),
      6,
    ],
  ])('%s is no answer', async (_name, step, attempts) => {
    expect(await replyTo(step, { api })).toMatchObject({ ok: false, code: 'bad-answer', attempts });
  });

  test('may report no usage', async () => {
    const reply = await replyTo(response([said('Hi.')], { usage: { input_tokens: -1, output_tokens: 3 } }), {
      api,
    });
    expect(reply).toMatchObject({ ok: true, usage: undefined });
  });
});

describe('tools', () => {
  test('an output of tool calls is their names and arguments, without ids', async () => {
    const call = (name: string, given: string) => ({
      id: 'x',
      type: 'function',
      function: { name, arguments: given },
    });
    const message = { content: null, tool_calls: [call('find', '{"id": 7}'), call('tell', 'not JSON')] };
    expect(
      await replyTo(completion('', { choices: [{ message, finish_reason: 'tool_calls' }] })),
    ).toMatchObject({
      finish: 'tool-calls',
      text: '[{"name":"find","arguments":{"id":7}},{"name":"tell","arguments":"not JSON"}]',
    });
  });
});

describe('what is peculiar about a provider', () => {
  test.each<[string, string, ModelRequest['parameters'], Record<string, unknown>, string[]]>([
    ['ollama', 'OLLAMA', { max_completion_tokens: 9 }, { max_tokens: 9 }, []],
    ['ollama', 'OLLAMA', { max_completion_tokens: 9, max_tokens: 5 }, { max_tokens: 5 }, []],
    ['vllm', 'VLLM', { max_tokens: 9, seed: 1 }, { max_tokens: 9, seed: 1 }, []],
    [
      'lm-studio',
      'LM_STUDIO',
      { response_format: { type: 'json_object' }, seed: 1 },
      { seed: 1 },
      ['lm-studio does not take the parameter response_format: it is left out.'],
    ],
  ])('%s %s %j', async (provider, name, parameters, expected, warnings) => {
    const to = await server(completion('Hi.'));
    const said: string[] = [];
    const model = modelAt(to, { onWarning: (text) => said.push(text) }, name);
    await model.ask({ ...REQUEST, provider, parameters }, PURPOSE, live());
    await model.ask({ ...REQUEST, provider, parameters }, PURPOSE, live());
    expect(to.calls[0]?.body).toEqual({
      model: 'small-1',
      messages: [{ role: 'system', content: 'Be brief.' }, REQUEST.messages[1]],
      ...expected,
    });
    expect(said).toEqual(warnings);
  });

  test('errors in a list are read (Gemini)', async () => {
    const reply = await replyTo(respond(400, [{ error: { code: 400, message: 'Unknown name "seed".' } }]));
    expect(reply).toMatchObject({
      ok: false,
      code: 'bad-request',
      message: expect.stringContaining('Unknown name'),
    });
  });
});

describe('limits', () => {
  test('no more calls are under way than allowed, over all models and providers', async () => {
    let [underWay, most] = [0, 0];
    const full = createGate();
    const to = await server((reply, call) => {
      underWay += 1;
      most = Math.max(most, underWay);
      if (underWay === 3) full.open();
      void full.opened.then(() =>
        setImmediate(() => {
          underWay -= 1;
          completion('Hi.')(reply, call);
        }),
      );
    });
    const model = modelAt(to, {
      concurrency: 3,
      env: { ACME_BASE_URL: to.baseUrl, OTHER_BASE_URL: to.baseUrl },
    });
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        model.ask(
          { ...REQUEST, provider: index % 2 ? 'acme' : 'other', model: `m${index % 3}` },
          PURPOSE,
          live(),
        ),
      ),
    );
    expect(most).toBe(3);
  });

  test('a call that is refused keeps the others of its lane back for as long as it is told', async () => {
    const clock = createFakeClock();
    const said: unknown[] = [];
    const to = await server(
      failure(429, 'Slow down.', { headers: { 'retry-after': '3' } }),
      completion('Hi.'),
    );
    const model = modelAt(to, { clock, concurrency: 1, onWaiting: (waiting) => said.push(waiting) });
    const replies = await Promise.all([1, 2].map(() => model.ask(REQUEST, PURPOSE, live())));
    expect(replies.every(({ ok }) => ok)).toBe(true);
    expect(to.calls).toHaveLength(3);
    expect(said).toContainEqual({ for: 'acme/small-1', ms: 3_000 });
    expect(said.at(-1)).toBeUndefined();
  });

  test('it is said that an endpoint fails once nothing goes on but waiting for the next attempt', async () => {
    const clock = createFakeClock();
    const said: unknown[] = [];
    const asleep = createGate();
    const first = createGate();
    let came = 0;
    let saidBefore: number | undefined;
    const to = await server(async (reply, call) => {
      came += 1;
      if (came === 1) return failure(503, 'Down.')(reply, call);
      // The second call is under way until the first one waits.
      if (came === 2) {
        await first.opened;
        saidBefore = said.length;
      }
      return (came > 2 ? completion('Hi.') : failure(503, 'Down.'))(reply, call);
    });
    const sleep: Clock['sleep'] = async (ms, signal) => {
      if (clock.waits.length === 0) first.open();
      else asleep.open();
      await clock.sleep(ms, signal);
      await asleep.opened;
    };
    const model = modelAt(to, {
      clock: { ...clock, sleep },
      concurrency: 2,
      onWaiting: (waiting) => said.push(waiting),
    });
    const replies = await Promise.all([1, 2].map(() => model.ask(REQUEST, PURPOSE, live())));
    expect(replies.every(({ ok }) => ok)).toBe(true);
    expect(saidBefore).toBe(0);
    expect(said).toEqual([{ for: 'acme/small-1', ms: expect.any(Number), why: 'retry' }, undefined]);
  });

  test('a call ends when its time is up, however often it may be tried', async () => {
    const clock = createFakeClock();
    const to = await server(failure(503, 'Down.', { headers: { 'retry-after': '40' } }));
    const reply = await modelAt(to, { clock, callTimeoutMs: 100_000 }).ask(REQUEST, PURPOSE, live());
    expect(reply).toMatchObject({ ok: false, code: 'server-error', attempts: 3 });
    expect(clock.monotonic()).toBeLessThanOrEqual(100_000);
  });

  test('a connection that stalls is cut once the endpoint is known, and the call is made anew', async () => {
    const clock = createFakeClock();
    let isStalling = false;
    let stalled = 0;
    const to = await server((reply, call) => {
      if (isStalling && stalled === 0) stalled += 1;
      else completion('Hi.')(reply, call);
    });
    const model = modelAt(to, { clock, concurrency: 1 });
    for (let index = 0; index < 50; index += 1) await model.ask(REQUEST, PURPOSE, live());
    isStalling = true;
    // Only this timer: sockets have their own.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const reply = model.ask(REQUEST, PURPOSE, live());
    await vi.waitUntil(() => stalled === 1, { timeout: 100_000, interval: 1 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await reply).toMatchObject({ ok: true, text: 'Hi.' });
    expect(to.calls).toHaveLength(52);
  });
});

describe('streaming', () => {
  const events = (...data: unknown[]): Step =>
    respond(
      200,
      data.map((one) => `data: ${typeof one === 'string' ? one : JSON.stringify(one)}\n\n`).join(''),
      { 'content-type': 'text/event-stream; charset=utf-8' },
    );
  const chunk = (delta: unknown, finish_reason: string | null = null, rest = {}) => ({
    model: 'served-model',
    choices: [{ index: 0, delta, finish_reason }],
    ...rest,
  });
  const usage = { prompt_tokens: 12, completion_tokens: 3 };
  const late = failure(504, 'Gateway timeout.');

  test('is asked for after a gateway has hung up, and adds up to the same answer', async () => {
    const to = await server(
      late,
      events(
        chunk({ role: 'assistant', content: 'Hi' }),
        chunk({ content: ' there.' }),
        chunk({}, 'stop'),
        { choices: [], usage },
        '[DONE]',
      ),
    );
    expect(await modelAt(to).ask(REQUEST, PURPOSE, live())).toMatchObject({
      ok: true,
      text: 'Hi there.',
      finish: 'stop',
      usage: { inputTokens: 12, outputTokens: 3 },
      servedModel: 'served-model',
    });
    expect(to.calls.map(({ body }) => body)).toMatchObject([
      expect.not.objectContaining({ stream: true }),
      { stream: true, stream_options: { include_usage: true } },
    ]);
  });

  test('adds tool calls up', async () => {
    const call = (name: string, given: string, index = 0) => ({
      tool_calls: [{ index, function: { name, arguments: given } }],
    });
    const step = events(
      chunk(call('find', '{"id"')),
      chunk(call('', ':7}')),
      chunk(call('tell', '{}', 1)),
      chunk({}, 'tool_calls'),
    );
    expect(await modelAt(await server(late, step)).ask(REQUEST, PURPOSE, live())).toMatchObject({
      finish: 'tool-calls',
      text: '[{"name":"find","arguments":{"id":7}},{"name":"tell","arguments":{}}]',
    });
  });

  test('gives the response with which a stream of the Responses API ends', async () => {
    const whole = { status: 'completed', output: [said('Hi.')] };
    const to = await server(
      late,
      events({ type: 'response.created', response: {} }, { type: 'response.completed', response: whole }),
    );
    const reply = await modelAt(to).ask({ ...REQUEST, api: 'responses' }, PURPOSE, live());
    expect(reply).toMatchObject({ ok: true, text: 'Hi.' });
    expect(to.calls[1]?.body).toMatchObject({ stream: true });
    expect(to.calls[1]?.body).not.toHaveProperty('stream_options');
  });

  test.each<[string, Step]>([
    ['that ends early', events(chunk({ content: 'Hi' }))],
    ['of half an event', events('{"choices": [')],
    ['of nothing', events('[DONE]')],
  ])('a stream %s is no answer, and is asked for again', async (_name, step) => {
    const to = await server(late, step, completion('Hi.'));
    expect(await modelAt(to).ask(REQUEST, PURPOSE, live())).toMatchObject({ ok: true, text: 'Hi.' });
    expect(to.calls).toHaveLength(3);
  });

  test('an error in the middle of a stream is told', async () => {
    const step = events(chunk({ content: 'Hi' }), { error: { message: 'Upstream failed.' } });
    expect(await modelAt(await server(late, step)).ask(REQUEST, PURPOSE, live())).toMatchObject({
      ok: false,
      code: 'bad-answer',
      message: expect.stringContaining('Upstream failed.'),
    });
  });

  test('an endpoint that does not stream is understood as well', async () => {
    const to = await server(late, completion('Hi.'));
    expect(await modelAt(to).ask(REQUEST, PURPOSE, live())).toMatchObject({ ok: true, text: 'Hi.' });
  });
});
