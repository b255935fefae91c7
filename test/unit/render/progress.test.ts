import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import type { Progress } from '../../../src/ports.ts';
import { renderProgress } from '../../../src/render/progress.ts';

const half: Progress = {
  done: 412,
  total: 1000,
  failed: 3,
  replayed: 40,
  inputTokens: 48_000,
  outputTokens: 3_200,
  costUsd: 0.2134,
};

it('shows a bar and what there is room for', () => {
  expect(
    [120, 80, 60, 40, 24, 10].map((width) => renderProgress(half, { width })).join('\n'),
  ).toMatchInlineSnapshot(`
    "███████████░░░░░░░░░░░░░░░░░   41 %    412/1,000  3 failed  $0.21  51k tokens  40 replayed
    ███████░░░░░░░░░░░   41 %    412/1,000  3 failed  $0.21  51k tokens  40 replayed
    ████░░░░░░░   41 %    412/1,000  3 failed  $0.21  51k tokens
    ████░░░░░░   41 %    412/1,000  3 failed
     41 %    412/1,000
     41 %    …"
  `);
});

it('is done at the end and not before', () => {
  expect(renderProgress({ ...half, done: 999 }, { width: 80 })).toContain(' 99 %');
  expect(renderProgress({ ...half, done: 1000 }, { width: 80 })).toContain('100 %');
  expect(renderProgress({ ...half, done: 0, total: 0 }, { width: 80 })).toContain('100 %');
});

it('is never wider than asked', () => {
  for (let width = 1; width < 140; width += 1) {
    expect(stringWidth(renderProgress(half, { width }))).toBeLessThanOrEqual(width);
  }
});

it('says how fast it goes, how long it takes and what it waits for', () => {
  const whole = { ...half, perSecond: 3.4, leftMs: 173_000, waiting: { for: 'openai/gpt-x', ms: 2_400 } };
  expect(
    [140, 100, 80, 60].map((width) => renderProgress(whole, { width })).join('\n'),
  ).toMatchInlineSnapshot(`
    "███████████░░░░░░░░░░░░░░░░░   41 %    412/1,000  3 failed  rate limit of gpt-x, 3 s  2 min 53 s left  $0.21  3/s  51k tokens  40 replayed
    ██████░░░░░░░░░   41 %    412/1,000  3 failed  rate limit of gpt-x, 3 s  2 min 53 s left  $0.21  3/s
    ██░░░░░   41 %    412/1,000  3 failed  rate limit of gpt-x, 3 s  2 min 53 s left
    ███████████░░░░░░░░░░░░░░░░░   41 %    412/1,000  3 failed"
  `);
  expect(renderProgress({ ...whole, perSecond: 0.05 }, { width: 140 })).toContain('3/min');
});

it('says that a provider fails, where all calls wait for their next attempt', () => {
  const waiting = { for: 'openai/gpt-x', ms: 2_400, why: 'retry' } as const;
  expect(renderProgress({ ...half, waiting }, { width: 140 })).toContain('  gpt-x fails, retry in 3 s  ');
});

it('takes a model by its name alone, and nothing from it that would move the line', () => {
  const waiting = { for: 'openai/evil\u001b[31m\u202e\n', ms: 10 };
  expect(renderProgress({ ...half, waiting }, { width: 140 })).toContain('rate limit of evil?[31m??, 1 s');
});
