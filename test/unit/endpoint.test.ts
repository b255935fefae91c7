import { describe, expect, test } from 'vitest';
import { endpointOf, isExposed } from '../../src/adapters/model/endpoint.ts';

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
    expect(endpointOf(provider, env)).toEqual({ ok: true, ...expected });
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
