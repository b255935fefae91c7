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
