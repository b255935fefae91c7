import { expect, test } from 'vitest';
import { quotasOf } from '../../src/adapters/model/quota.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const IN_5_S = Date.parse(NOW) + 5_000;

function told(headers: Record<string, string>) {
  return quotasOf(new Map(Object.entries(headers)), NOW);
}

test.each<[string, number]>([
  ['1s', 1_000],
  ['6m0s', 360_000],
  ['2m59.56s', 179_560],
  ['120ms', 120],
  ['1h2m3s', 3_723_000],
  ['0.5', 500],
  ['30', 30_000],
  [String(IN_5_S), 5_000],
  [String(IN_5_S / 1_000), 5_000],
  ['2026-01-01T00:00:05Z', 5_000],
  ['2025-12-31T23:59:00Z', 0],
])('a limit comes back after %s', (reset, resetMs) => {
  const headers = {
    'x-ratelimit-limit-requests': '60',
    'x-ratelimit-remaining-requests': '59',
    'x-ratelimit-reset-requests': reset,
  };
  expect(told(headers).requests).toEqual({ limit: 60, remaining: 59, resetMs });
});

test('requests and tokens have limits of their own', () => {
  expect(
    told({
      'x-ratelimit-limit-requests': '60',
      'x-ratelimit-remaining-requests': '59',
      'x-ratelimit-reset-requests': '1s',
      'x-ratelimit-limit-tokens': '150000',
      'x-ratelimit-remaining-tokens': '149984',
      'x-ratelimit-reset-tokens': '6ms',
    }),
  ).toEqual({
    requests: { limit: 60, remaining: 59, resetMs: 1_000 },
    tokens: { limit: 150_000, remaining: 149_984, resetMs: 6 },
  });
});

test.each<[string, Record<string, string>]>([
  ['nothing', {}],
  ['half of it', { 'x-ratelimit-limit-requests': '60', 'x-ratelimit-remaining-requests': '59' }],
  [
    'more left than there is',
    { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '61', 'x-ratelimit-reset': '1' },
  ],
  ['no limit', { 'x-ratelimit-limit': '0', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' }],
  ['no time', { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': 'soon' }],
])('%s tells of no limit', (_name, headers) => {
  expect(told(headers).requests).toBeUndefined();
});
