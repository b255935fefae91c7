import { describe, expect, it } from 'vitest';
import { renderComment } from '../../../src/render/comment.ts';
import { renderTerminal } from '../../../src/render/terminal.ts';
import { reportOf } from '../../support/report-builder.ts';

const report = (changed?: string[]) =>
  reportOf(
    {
      outcome: 'fail',
      reasons: [{ code: 'suite-broken', severity: 'fail', kind: 'unmeasured', suite: 'legacy' }],
    },
    [
      {
        name: 'legacy',
        path: 'evals/legacy.yml',
        state: 'broken',
        alsoAtBase: true,
        ...(changed ? { changed } : {}),
        problems: [{ code: 'E_DATASET_EMPTY', message: 'The dataset d.jsonl has no rows.', help: '' }],
      },
    ],
  );

describe('a suite that was broken before', () => {
  it('is said not to be the fault of the pull request', () => {
    expect(renderComment(report())).toContain('this pull request did not break it');
    expect(renderTerminal(report(), { color: false, width: 80 })).toContain('(the same at base)');
  });

  it('is said to go unmeasured where the pull request changes what it tests', () => {
    const hostile = report(['prompts/<b>.md']);
    expect(renderComment(hostile)).toContain(
      'This suite cannot be read, as before, and this pull request changes `prompts/<b>.md`, which it is made of',
    );
    expect(renderTerminal(hostile, { color: false, width: 80 })).toContain('but prompts/<b>.md changes');
  });
});
