import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createClient } from '../../src/adapters/github/client.ts';
import { createGithubPublisher } from '../../src/adapters/github/publisher.ts';
import type { Report } from '../../src/core/report.ts';
import { renderAnnotations } from '../../src/render/annotations.ts';
import { renderCheck } from '../../src/render/check.ts';
import { renderComment } from '../../src/render/comment.ts';
import { fitParts, PART_LIMIT } from '../../src/render/parts.ts';
import { createGithubDouble, type GithubDouble } from '../support/github-double.ts';
import { unseen } from '../support/live.ts';
import { anyReport } from '../support/report-arbitrary.ts';
import { SAMPLE_HEAD_SHA, sampleReport, sampleSuite } from '../support/sample-report.ts';

/** A report of which so many cases broke, each with its row. */
function withBroken(count: number, text = ''): Report {
  const suite = sampleSuite();
  const [broken] = suite.cases.filter(({ outcome }) => outcome === 'broke');
  if (!broken) throw new Error('The sample has a case that broke.');
  const cases = Array.from({ length: count }, (_none, at) => ({ ...broken, id: `${text}case-${at}` }));
  return sampleReport({
    suites: [
      {
        ...suite,
        name: `${text}support`,
        cases,
        places: {
          prompt: { path: 'prompts/support.md', from: 3, to: 5 },
          cases: cases.map(({ id }, at) => ({ id, path: 'evals/data/support.jsonl', line: at + 1 })),
        },
      },
    ],
    decision: {
      outcome: 'fail',
      reasons: [
        {
          code: 'case-broken',
          severity: 'fail',
          kind: 'quality',
          suite: `${text}support`,
          cases: [`${text}case-0`],
        },
      ],
    },
  });
}

function publish(github: GithubDouble, report: Report) {
  return createGithubPublisher({
    client: createClient({ token: 'ghs_test', apiUrl: github.apiUrl, sleep: async () => {} }),
    repository: 'acme/prompts',
    pullRequest: 1,
    headSha: SAMPLE_HEAD_SHA,
    render: { comment: renderComment, check: renderCheck, partLimit: PART_LIMIT, parts: fitParts },
  }).publish(report);
}

it('marks the lines of the prompt and the rows that broke, fifty a request', async () => {
  await using github = await createGithubDouble();
  expect(await publish(github, withBroken(120))).toMatchObject({ check: 'check-run' });
  expect(github.state.annotations).toHaveLength(121);
  const sizes = github.requests
    .filter(({ method, path }) => method === 'PATCH' && path.includes('check-runs'))
    .map(({ body }) => (body as { output: { annotations: unknown[] } }).output.annotations.length);
  expect(sizes).toEqual([50, 50, 21]);
  expect(github.state.annotations.slice(0, 3)).toMatchObject([
    { path: 'prompts/support.md', start_line: 3, end_line: 5, annotation_level: 'failure' },
    { path: 'evals/data/support.jsonl', start_line: 1, annotation_level: 'failure' },
    { path: 'evals/data/support.jsonl', start_line: 2, annotation_level: 'warning' },
  ]);
  expect(github.state.annotations[1]?.title).toBe('Prompt Ratchet: support, case case-0 broke');
  expect(github.state.annotations[1]?.message).toMatch(/^It passes at base and not at head/);
});

it('keeps the check where the marks are refused', async () => {
  await using github = await createGithubDouble();
  github.fail({ times: 9, status: 422, on: ({ method }) => method === 'PATCH' });
  expect(await publish(github, withBroken(3))).toMatchObject({ check: 'check-run', warnings: [] });
  expect(github.state.checkRuns).toHaveLength(1);
});

it('is bounded, and shows what cannot be seen', () => {
  const hostile = Object.values(
    JSON.parse(readFileSync('test/fixtures/hostile.json', 'utf8')) as Record<string, string>,
  );
  const expectPlain = (report: Report) => {
    const all = renderAnnotations(report);
    expect(all.length).toBeLessThanOrEqual(200);
    for (const { title, message } of all) {
      expect(unseen(title + message)).toEqual([]);
      expect(title).not.toContain('\n');
      expect(title.length).toBeLessThanOrEqual(255);
      expect(message.length).toBeLessThan(64 * 1024);
    }
  };
  for (const text of hostile) expectPlain(withBroken(2, text));
  expectPlain(withBroken(2000));
  fc.assert(fc.property(anyReport, expectPlain), { numRuns: 30 });
});
