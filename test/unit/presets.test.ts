import { expect, test } from 'vitest';
import { apiOf } from '../../src/adapters/model/apis.ts';
import { endpointOf } from '../../src/adapters/model/endpoint.ts';
import { PRESETS } from '../../src/adapters/model/presets.ts';
import type { ModelRequest } from '../../src/core/model.ts';

const REQUEST: ModelRequest = {
  provider: 'any',
  model: 'small-1',
  messages: [{ role: 'developer', content: 'Be brief.' }],
  parameters: {
    max_completion_tokens: 9,
    seed: 1,
    frequency_penalty: 0.5,
    logprobs: true,
    logit_bias: { 5: 1 },
    store: false,
    user: 'u',
    verbosity: 'low',
    response_format: { type: 'json_object' },
  },
};
const { max_completion_tokens: _, ...OTHERS } = REQUEST.parameters;
const WITH_OLD_NAME = { max_tokens: 9, ...OTHERS };

/** What each provider gets of it: the role of the instructions, the parameters, and what is left out. */
const EXPECTED: Record<string, [string, object, string[]]> = {
  openai: ['developer', REQUEST.parameters, []],
  'azure-openai': ['developer', REQUEST.parameters, []],
  anthropic: ['developer', REQUEST.parameters, []],
  openrouter: ['developer', REQUEST.parameters, []],
  gemini: [
    'system',
    {
      max_completion_tokens: 9,
      logprobs: true,
      user: 'u',
      verbosity: 'low',
      response_format: { type: 'json_object' },
    },
    ['seed', 'frequency_penalty', 'logit_bias', 'store'],
  ],
  groq: [
    'system',
    {
      max_completion_tokens: 9,
      seed: 1,
      frequency_penalty: 0.5,
      store: false,
      user: 'u',
      verbosity: 'low',
      response_format: { type: 'json_object' },
    },
    ['logprobs', 'logit_bias'],
  ],
  mistral: [
    'system',
    { max_tokens: 9, random_seed: 1, frequency_penalty: 0.5, response_format: { type: 'json_object' } },
    ['logprobs', 'logit_bias', 'store', 'user', 'verbosity'],
  ],
  together: ['system', WITH_OLD_NAME, []],
  vllm: ['system', REQUEST.parameters, []],
  'llama-cpp': ['system', WITH_OLD_NAME, []],
  ollama: ['system', WITH_OLD_NAME, []],
  'lm-studio': [
    'system',
    (({ response_format: __, ...rest }) => rest)(WITH_OLD_NAME as Record<string, unknown>),
    ['response_format'],
  ],
};

function quirksOf(provider: string) {
  const prefix = provider.toUpperCase().replaceAll('-', '_');
  const azure = { AZURE_OPENAI_ENDPOINT: 'https://acme.openai.azure.com' };
  const endpoint = endpointOf(provider, { [`${prefix}_API_KEY`]: 'k', ...azure });
  if (!endpoint.ok) throw new Error(endpoint.message);
  return endpoint.quirks;
}

test.each(Object.keys(PRESETS))('%s gets what it takes, under the names that it knows', async (provider) => {
  const { body } = await apiOf(REQUEST);
  const made = body(REQUEST, quirksOf(provider));
  const [role, parameters, left] = EXPECTED[provider] ?? ['', {}, []];
  expect(made.body).toEqual({ model: 'small-1', messages: [{ role, content: 'Be brief.' }], ...parameters });
  expect(made.left.toSorted()).toEqual(left.toSorted());
});

test('the old name of the limit becomes the new one where reasoning models refuse it', async () => {
  const { body } = await apiOf(REQUEST);
  const made = body({ ...REQUEST, parameters: { max_tokens: 9 } }, quirksOf('openai'));
  expect(made.body).toMatchObject({ max_completion_tokens: 9 });
  expect(made.body).not.toHaveProperty('max_tokens');
});

test('usage at the end of a stream is asked for, but not where that is refused', async () => {
  const { streamed } = await apiOf(REQUEST);
  expect(streamed(quirksOf('groq'))).toEqual({ stream: true, stream_options: { include_usage: true } });
  expect(streamed(quirksOf('mistral'))).toEqual({ stream: true });
});
