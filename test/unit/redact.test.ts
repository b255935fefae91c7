import { describe, expect, it } from 'vitest';
import { redact, secretsOf } from '../../src/core/redact.ts';

const SECRET = 'sk-live "x"/1234+=';

describe('redact', () => {
  it.each([
    ['plain', `key ${SECRET}!`, 'key [redacted]!'],
    ['base64', `a ${Buffer.from(SECRET).toString('base64')} b`, 'a [redacted] b'],
    ['URL-encoded', `?k=${encodeURIComponent(SECRET)}&x`, '?k=[redacted]&x'],
    ['escaped in JSON', JSON.stringify({ key: SECRET }), '{"key":"[redacted]"}'],
  ])('finds a secret that stands %s', (_form, text, expected) => {
    expect(redact({ deep: [text] }, [SECRET])).toEqual({ deep: [expected] });
  });

  it('looks at keys as well, and leaves everything else alone', () => {
    expect(redact({ [SECRET]: 1, n: null, b: true }, [SECRET])).toEqual({
      '[redacted]': 1,
      n: null,
      b: true,
    });
  });

  it('copies what holds a secret and nothing else, names that come again included', () => {
    const row = (output: string) => ({ latencyMs: 1, trials: [{ output }, { output: 'other' }] });
    const value = {
      head: row(`say ${SECRET}`),
      base: row('nothing'),
      [`${SECRET}s`]: [{ [SECRET]: SECRET }],
    };
    const cleaned: Record<string, unknown> = redact(value, [SECRET]);
    expect(cleaned).toEqual({
      head: row('say [redacted]'),
      base: row('nothing'),
      '[redacted]s': [{ '[redacted]': '[redacted]' }],
    });
    expect(Object.keys(cleaned)).toEqual(['head', 'base', '[redacted]s']);
    expect(cleaned['base']).toBe(value.base);
    expect(value.head.trials[0]?.output).toContain(SECRET);
    const rows = [{ [SECRET]: 1 }, { latencyMs: 2 }, { [SECRET]: 3, latencyMs: 4 }];
    expect(redact(rows, [SECRET])).toEqual([{ '[redacted]': 1 }, rows[1], { '[redacted]': 3, latencyMs: 4 }]);
  });

  it('takes the longest first, so that none is left half standing', () => {
    expect(redact('abcdefghij', ['abcdefgh', 'abcdefghij'])).toBe('[redacted]');
  });

  it('finds what a cut has left of a secret at either end of a long text', () => {
    const text = 'x'.repeat(300);
    const half = SECRET.slice(0, 11);
    expect(redact(`${text}${half}`, [SECRET])).toBe(`${text}[redacted]`);
    expect(redact(`${SECRET.slice(4)}${text}`, [SECRET])).toBe(`[redacted]${text}`);
    expect(redact(`${text}${half}y`, [SECRET])).toBe(`${text}${half}y`);
    expect(redact(`${text}${SECRET.slice(0, 7)}`, [SECRET])).toBe(`${text}${SECRET.slice(0, 7)}`);
    for (let cut = 8; cut < SECRET.length; cut += 1) {
      expect(redact(`${text}${SECRET.slice(0, cut)}`, [SECRET])).toBe(`${text}[redacted]`);
      expect(redact(`${SECRET.slice(-cut)}${text}`, [SECRET])).toBe(`[redacted]${text}`);
    }
  });

  it('takes short texts for words, not secrets', () => {
    expect(redact('an abc', ['abc'])).toBe('an abc');
  });
});

it('knows secrets by the names of their variables', () => {
  const env = {
    OPENAI_API_KEY: 'k1',
    GITHUB_TOKEN: 'k2',
    'INPUT_GITHUB-TOKEN': 'k3',
    DB_PASSWORD: 'k4',
    PATH: '/bin',
    EMPTY_KEY: '',
  };
  expect(secretsOf(env)).toEqual(['k1', 'k2', 'k3', 'k4']);
});
