import { expect, onTestFinished, test } from 'vitest';
import { createOpenAIModel } from '../../src/adapters/model/openai.ts';
import { createRecorder, createReplay } from '../../src/adapters/model/recording.ts';
import type { ModelRequest } from '../../src/core/model.ts';
import type { CallPurpose } from '../../src/ports.ts';
import {
  completion,
  createFakeClock,
  createModelServer,
  failure,
  respond,
  type Step,
} from '../support/model-server.ts';

const REQUEST: ModelRequest = {
  operation: 'embed',
  provider: 'acme',
  model: 'embed-1',
  messages: [
    { role: 'user', content: 'one' },
    { role: 'user', content: 'two' },
  ],
  parameters: { dimensions: 2 },
};
const PURPOSE: CallPurpose = { suite: 's', case: 'c', variant: 'head', trial: 0, round: 0 };
const live = () => new AbortController().signal;

async function modelFor(...script: Step[]) {
  const server = await createModelServer(...script);
  onTestFinished(() => server[Symbol.asyncDispose]());
  const env = { ACME_BASE_URL: server.baseUrl, ACME_API_KEY: 'sk-test-0123456789abcdef' };
  return { server, model: createOpenAIModel({ env, clock: createFakeClock(), random: () => 0.5 }) };
}

const vectors = (...data: unknown[]) =>
  respond(200, { object: 'list', model: 'served', data, usage: { prompt_tokens: 7, total_tokens: 7 } });

test('asks for plain numbers, and puts the vectors in the order of the texts', async () => {
  const { server, model } = await modelFor(
    vectors({ index: 1, embedding: [0, 1] }, { index: 0, embedding: [0.123456789, -2] }),
  );
  const reply = await model.ask(REQUEST, PURPOSE, live());
  expect(reply).toMatchObject({
    ok: true,
    vectors: [
      [0.123457, -2],
      [0, 1],
    ],
    usage: { inputTokens: 7, outputTokens: 0 },
    servedModel: 'served',
  });
  expect(server.calls[0]).toMatchObject({
    path: '/v1/embeddings',
    body: { model: 'embed-1', input: ['one', 'two'], dimensions: 2, encoding_format: 'float' },
  });
});

test.each<[string, Step]>([
  ['too few', vectors({ index: 0, embedding: [1] })],
  ['one twice', vectors({ index: 0, embedding: [1] }, { index: 0, embedding: [1] })],
  ['no numbers', vectors({ index: 0, embedding: ['x'] }, { index: 1, embedding: [1] })],
  ['an empty vector', vectors({ index: 0, embedding: [] }, { index: 1, embedding: [1] })],
  ['a chat completion', completion('hello')],
])('an answer with %s is a failure', async (_what, step) => {
  const { model } = await modelFor(step);
  expect(await model.ask(REQUEST, PURPOSE, live())).toMatchObject({ ok: false, code: 'bad-answer' });
});

test('retries as for every other call', async () => {
  const { server, model } = await modelFor(
    failure(500, 'oops'),
    vectors({ index: 0, embedding: [1] }, { index: 1, embedding: [1] }),
  );
  expect(await model.ask(REQUEST, PURPOSE, live())).toMatchObject({ ok: true });
  expect(server.calls).toHaveLength(2);
});

test('a recording answers for every trial, with the same vectors', async () => {
  const { server, model } = await modelFor(
    vectors({ index: 0, embedding: [0.1, 0.7] }, { index: 1, embedding: [1, 2] }),
  );
  const recorder = createRecorder(model);
  const first = await recorder.ask(REQUEST, PURPOSE, live());
  await recorder.ask(REQUEST, { ...PURPOSE, trial: 1 }, live());
  expect(server.calls).toHaveLength(1);
  const replay = createReplay([{ path: 'r.jsonl', text: recorder.text() }]);
  const again = await replay.ask(REQUEST, { ...PURPOSE, trial: 2 }, live());
  expect(again.ok && again.vectors).toEqual(first.ok && first.vectors);
});

test('the calls of tools are part of an answer, and of a recording', async () => {
  const message = {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'x', type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } }],
  };
  const { model } = await modelFor(
    completion('', { choices: [{ index: 0, message, finish_reason: 'tool_calls' }] }),
  );
  const request: ModelRequest = { ...REQUEST, operation: undefined };
  const recorder = createRecorder(model);
  const toolCalls = [{ name: 'weather', arguments: '{"city":"Paris"}' }];
  expect(await recorder.ask(request, PURPOSE, live())).toMatchObject({
    ok: true,
    finish: 'tool-calls',
    // As a text, too, so that any scorer can look at them.
    text: '[{"name":"weather","arguments":{"city":"Paris"}}]',
    toolCalls,
  });
  const replay = createReplay([{ path: 'r.jsonl', text: recorder.text() }]);
  expect(await replay.ask(request, PURPOSE, live())).toMatchObject({ ok: true, toolCalls });
});
