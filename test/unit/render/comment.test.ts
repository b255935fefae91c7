import { describe, expect, it } from 'vitest';
import { COMMENT_LIMIT, renderComment } from '../../../src/render/comment.ts';
import { renderSummary } from '../../../src/render/summary.ts';
import { liveConstructs, tagsBalance, unseen, withoutOurMarks } from '../../support/live.ts';
import { compared, measured, reportOf, row, said, side } from '../../support/report-builder.ts';
import { scenarios } from '../../support/scenarios.ts';

describe.each(Object.entries(scenarios()))('%s', (name, report) => {
  it('reads as its snapshot', async () => {
    await expect(`${renderComment(report)}\n`).toMatchFileSnapshot(`../../fixtures/comments/${name}.md`);
  });

  it('is inert and whole', () => {
    const comment = withoutOurMarks(renderComment(report));
    expect(liveConstructs(comment)).toEqual([]);
    expect(unseen(comment)).toEqual([]);
    expect(tagsBalance(comment)).toBe(true);
  });
});

describe('a report too long for a comment', () => {
  const words = 'The answer to the question is a long one and it goes on and on. ';
  const moved = (count: number, length: number) =>
    Array.from({ length: count }, (_none, at) =>
      row(
        `case-${at}`,
        { question: words.repeat(length) },
        at % 4 === 3
          ? {
              base: side(said(`${words.repeat(length)}no`, { policy: 0 })),
              head: side(said(`${words.repeat(length)}yes`, { policy: 1 })),
            }
          : {
              base: side(said(`${words.repeat(length)}yes`, { policy: 1 })),
              head: side(said(`${words.repeat(length)}no`, { policy: 0 })),
            },
      ),
    );
  const long = (count: number, length: number) =>
    reportOf(
      {
        outcome: 'fail',
        reasons: [
          {
            code: 'regressed',
            severity: 'fail',
            kind: 'quality',
            suite: 'support',
            scorer: 'policy',
            actual: -0.3,
            limit: -0.05,
          },
        ],
      },
      [
        measured('support', {
          comparisons: [compared('policy', [0.9, 0.6], [-0.4, -0.2], 'regressed')],
          cases: moved(count, length),
        }),
      ],
    );

  it('gives up gains before losses, and long texts before whole cases', () => {
    const comment = renderComment(long(40, 40));
    expect(comment.length).toBeLessThanOrEqual(COMMENT_LIMIT);
    expect(comment).toContain('| `policy` |');
    expect(comment).toMatch(/\*\*Shortened to fit\.\*\* Left out here: (details|long texts) of/);
    expect(comment.match(/<details><summary><b>✗ broke/g)?.length).toBe(30);
  });

  it('names the cases beyond those that it shows', () => {
    const comment = renderComment(long(200, 1));
    expect(comment).toMatch(/Further cases that moved: `case-\d+` (broke|fixed)/);
    expect(comment).toContain('and 60 more.');
  });

  it('says more in the summary', () => {
    const report = long(40, 40);
    expect(renderSummary(report)).not.toContain('Shortened to fit');
    expect(renderSummary(report).length).toBeGreaterThan(COMMENT_LIMIT);
  });
});

it('offers no command to paste that a shell could misread', () => {
  const { hostile, pass } = scenarios();
  expect(hostile && renderComment(hostile)).not.toContain('npx prompt-ratchet');
  expect(pass && renderComment(pass)).toContain(
    'npx prompt-ratchet compare --base 9d1c0fe2b7a44c5d8e9f00112233445566778899',
  );
});

it('leaves a work tree out of the command', () => {
  const { pass } = scenarios();
  if (!pass) throw new Error('no scenario');
  expect(renderComment({ ...pass, head: { label: 'work tree' } })).toContain(
    'compare --base 9d1c0fe2b7a44c5d8e9f00112233445566778899\n',
  );
});

it('links a run and nothing else', () => {
  const { pass } = scenarios();
  if (!pass) throw new Error('no scenario');
  const linked = (runUrl: string) =>
    renderComment({ ...pass, source: { runUrl } }).includes('[workflow run](');
  expect(linked('https://github.com/acme/app/actions/runs/12')).toBe(true);
  expect(linked('https://ghe.example:8443/acme/app/actions/runs/12/attempts/2')).toBe(true);
  expect(linked('http://github.com/acme/app/actions/runs/12')).toBe(false);
  expect(linked('https://evil.example/login?x=/actions/runs/12')).toBe(false);
  expect(linked('https://evil.example/a/b/actions/runs/12)![x](https://evil.example/p.png')).toBe(false);
});
