import { describe, expect, test } from 'vitest';
import { endpointOf, isExposed } from '../../src/adapters/model/endpoint.ts';
import { PRESETS } from '../../src/adapters/model/presets.ts';

describe('endpointOf', () => {
  test.each<[string, Record<string, string>, { baseUrl: string; apiKey: string | undefined }]>([
    ['openai', { OPENAI_API_KEY: 'k' }, { baseUrl: 'https://api.openai.com/v1', apiKey: 'k' }],
    [
      'openai',
      { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'https://eu.example.com/v1' },
      { baseUrl: 'https://eu.example.com/v1', apiKey: 'k' },
    ],
    [
      'openai',
      { OPENAI_API_KEY: ' k\n', OPENAI_BASE_URL: '' },
      { baseUrl: 'https://api.openai.com/v1', apiKey: 'k' },
    ],
    [
      'local',
      { LOCAL_BASE_URL: 'http://[::1]:8080/v1' },
      { baseUrl: 'http://[::1]:8080/v1', apiKey: undefined },
    ],
    [
      'local',
      { LOCAL_BASE_URL: 'http://localhost:1/v1', LOCAL_API_KEY: '' },
      { baseUrl: 'http://localhost:1/v1', apiKey: undefined },
    ],
    [
      'my-gateway-2',
      { MY_GATEWAY_2_BASE_URL: 'https://g.example.com/v1?api-version=1', MY_GATEWAY_2_API_KEY: 'k' },
      { baseUrl: 'https://g.example.com/v1?api-version=1', apiKey: 'k' },
    ],
  ])('%s with %j', (provider, env, expected) => {
    expect(endpointOf(provider, env)).toMatchObject({ ok: true, ...expected });
  });

  test.each<[string, Record<string, string>, string]>([
    ['anthropic', { ANTHROPIC_API_KEY: 'k' }, 'https://api.anthropic.com/v1'],
    // As Anthropic's own tools have it.
    [
      'anthropic',
      { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: 'https://proxy.example.com/' },
      'https://proxy.example.com/v1',
    ],
    [
      'anthropic',
      { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: 'https://example.com/claude' },
      'https://example.com/claude',
    ],
    [
      'azure-openai',
      { AZURE_OPENAI_API_KEY: 'k', AZURE_OPENAI_ENDPOINT: 'https://acme.openai.azure.com/' },
      'https://acme.openai.azure.com/openai/v1',
    ],
    [
      'azure-openai',
      {
        AZURE_OPENAI_API_KEY: 'k',
        AZURE_OPENAI_ENDPOINT: 'https://acme.openai.azure.com/',
        AZURE_OPENAI_BASE_URL: 'https://example.com/v1',
      },
      'https://example.com/v1',
    ],
    ['gemini', { GOOGLE_API_KEY: 'k' }, 'https://generativelanguage.googleapis.com/v1beta/openai'],
    ['ollama', {}, 'http://localhost:11434/v1'],
    ['ollama', { OLLAMA_BASE_URL: 'http://gpu:11434/v1' }, 'http://gpu:11434/v1'],
    ['llama-cpp', { LLAMA_API_KEY: 'k' }, 'http://localhost:8080/v1'],
  ])('knows %s with %j', (provider, env, baseUrl) => {
    expect(endpointOf(provider, env)).toMatchObject({ ok: true, baseUrl });
  });

  test('every preset is reached with nothing but a key, or with an address of its own', () => {
    for (const [provider, preset] of Object.entries(PRESETS)) {
      const prefix = provider.toUpperCase().replaceAll('-', '_');
      const own = { [`${prefix}_BASE_URL`]: 'https://gateway.example.com/v1', [`${prefix}_API_KEY`]: 'k' };
      expect(endpointOf(provider, own)).toMatchObject({
        ok: true,
        baseUrl: 'https://gateway.example.com/v1',
        apiKey: 'k',
      });
      if (preset.baseUrl === undefined) continue;
      const found = endpointOf(provider, preset.isHosted ? { [`${prefix}_API_KEY`]: 'k' } : {});
      expect(found).toMatchObject({ ok: true, baseUrl: preset.baseUrl });
      expect(isExposed({ baseUrl: preset.baseUrl })).toBe(false);
    }
  });

  test('what is peculiar about a hosted provider is not so behind a gateway', () => {
    const at = (env: Record<string, string>) => endpointOf('mistral', { MISTRAL_API_KEY: 'k', ...env });
    expect(at({})).toMatchObject({ quirks: { systemOnly: true } });
    expect(at({ MISTRAL_BASE_URL: 'https://gateway.example.com/v1' })).toMatchObject({ quirks: {} });
    // Its own address, however it is written, is no gateway.
    const { quirks } = PRESETS['mistral'] ?? {};
    expect(at({ MISTRAL_BASE_URL: 'https://api.mistral.ai/v1/' })).toMatchObject({ quirks });
    const former = { TOGETHER_API_KEY: 'k', TOGETHER_BASE_URL: 'https://api.together.xyz/v1' };
    expect(endpointOf('together', former)).toMatchObject({ quirks: PRESETS['together']?.quirks });
    const moved = endpointOf('ollama', { OLLAMA_BASE_URL: 'http://gpu:11434/v1' });
    expect(moved).toMatchObject({ quirks: { systemOnly: true } });
  });

  test.each<[string, Record<string, string>]>([
    ['github-models', { GITHUB_MODELS_API_KEY: 'k' }],
    ['openai', { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'https://models.github.ai/inference' }],
    ['azure', { AZURE_API_KEY: 'k', AZURE_BASE_URL: 'https://models.inference.ai.azure.com' }],
  ])('%s with %j is told that GitHub Models is gone, and what to use', (provider, env) => {
    expect(endpointOf(provider, env)).toMatchObject({
      ok: false,
      code: 'no-endpoint',
      message: expect.stringMatching(/GitHub Models was retired in July 2026.*provider: openrouter/),
    });
  });

  test('a provider of the name with an address of its own is asked', () => {
    const env = { GITHUB_MODELS_BASE_URL: 'https://example.com/v1' };
    expect(endpointOf('github-models', env)).toMatchObject({ ok: true });
  });

  test.each<[string, Record<string, string>, string, string]>([
    ['openai', {}, 'no-key', 'OPENAI_API_KEY is not set.'],
    ['openai', { OPENAI_API_KEY: '  ' }, 'no-key', 'OPENAI_API_KEY is not set.'],
    ['openai', { OPENAI_API_KEY: 'a b' }, 'no-key', 'OPENAI_API_KEY contains white space'],
    ['openai', { OPENAI_API_KEY: 'k\nX-Other: header' }, 'no-key', 'OPENAI_API_KEY contains white space'],
    ['local', { LOCAL_API_KEY: 'k' }, 'no-endpoint', 'LOCAL_BASE_URL is not set'],
    ['local', { LOCAL_BASE_URL: 'nonsense' }, 'no-endpoint', 'LOCAL_BASE_URL is not a URL.'],
    [
      'local',
      { LOCAL_BASE_URL: 'file:///etc/passwd' },
      'no-endpoint',
      'LOCAL_BASE_URL is not an http or https URL.',
    ],
    [
      'local',
      { LOCAL_BASE_URL: 'ftp://example.com' },
      'no-endpoint',
      'LOCAL_BASE_URL is not an http or https URL.',
    ],
    [
      'local',
      { LOCAL_BASE_URL: 'https://u:p4ss@example.com' },
      'no-endpoint',
      'LOCAL_BASE_URL contains a user name',
    ],
  ])('%s with %j is refused', (provider, env, code, message) => {
    const result = endpointOf(provider, env);
    expect(result).toMatchObject({ ok: false, code, attempts: 0, message: expect.stringContaining(message) });
    expect(JSON.stringify(result)).not.toMatch(/p4ss|X-Other/);
  });

  // A provider's name comes from a pull request. It must not be able to reach for other variables, or for a host.
  test.each([
    '',
    'OpenAI',
    'https://evil.example.com',
    'a b',
    'a.b',
    'a_b',
    '-a',
    '1a',
    'a\nb',
    '../a',
    'x'.repeat(65),
  ])('%j is no name of a provider', (provider) => {
    const env = {
      HTTPS: 'x',
      OPENAI_API_KEY: 'k',
      A_B_BASE_URL: 'https://example.com',
      _BASE_URL: 'https://example.com',
    };
    expect(endpointOf(provider, env)).toMatchObject({ ok: false, code: 'no-endpoint' });
  });
});

test.each([
  ['https://example.com/v1', false],
  ['http://localhost:8080/v1', false],
  ['http://127.0.0.1:8080/v1', false],
  ['http://127.1.2.3/v1', false],
  ['http://[::1]:8080/v1', false],
  ['http://model.localhost/v1', false],
  ['http://example.com/v1', true],
  ['http://10.0.0.5:8080/v1', true],
  ['http://localhost.example.com/v1', true],
  ['http://127.0.0.1.example.com/v1', true],
])('%s is exposed: %s', (baseUrl, expected) => {
  expect(isExposed({ baseUrl })).toBe(expected);
});
