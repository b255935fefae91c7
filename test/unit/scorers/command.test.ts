import { describe, expect, it } from 'vitest';
import { commandInput, readScore } from '../../../src/scorers/command.ts';

const run = (stdout: string, exitCode = 0, stderr = '') =>
  ({ ok: true, stdout, exitCode, stderr, latencyMs: 1 }) as const;

describe('a scorer that is a command', () => {
  it('is told input, output, expected and variables, and not which side it is', () => {
    expect(JSON.parse(commandInput({ output: 'o', expected: 'e', vars: { input: 'i', tone: 't' } }))).toEqual(
      {
        input: 'i',
        output: 'o',
        expected: 'e',
        vars: { input: 'i', tone: 't' },
      },
    );
    expect(JSON.parse(commandInput({ output: '', vars: {} }))).toMatchObject({ input: null, expected: null });
  });

  it.each([
    ['{"score": 0.25, "reason": "half"}', { ok: true, value: 0.25, reason: 'half' }],
    ['{"score": 0}\n', { ok: true, value: 0, reason: '' }],
    ['{"score": 1, "reason": 3}', { ok: true, value: 1, reason: '' }],
  ])('reads %s', (stdout, score) => {
    expect(readScore(run(stdout), 'json')).toEqual(score);
  });

  it.each([
    '',
    'NaN',
    '0.5',
    '[1]',
    'fine {"score": 1}',
    '{"score": 1} {"score": 0}',
    '{"score": 1, "score": 0}',
    '{"score": "1"}',
    '{"score": true}',
    '{"score": 1.01}',
    '{"score": -0.01}',
    '{"score": 1e999}',
    '{"score": null}',
    '{}',
  ])('makes no number of %j', (stdout) => {
    expect(readScore(run(stdout), 'json')).toMatchObject({ ok: false, code: 'command-failed' });
  });

  it('takes no score from a program that failed', () => {
    expect(readScore(run('{"score": 1}', 2, 'boom'), 'json')).toMatchObject({
      ok: false,
      message: expect.stringMatching(/exit code 2: boom/),
    });
  });

  it('reads exit codes, and tells a verdict from a crash', () => {
    expect(readScore(run('good\n'), 'exit-code')).toEqual({ ok: true, value: 1, reason: 'good' });
    expect(readScore(run('too long\n', 1), 'exit-code')).toEqual({ ok: true, value: 0, reason: 'too long' });
    expect(readScore(run('', 1, 'Traceback'), 'exit-code')).toMatchObject({ ok: false });
    expect(readScore(run('', 127), 'exit-code')).toMatchObject({ ok: false });
  });
});
