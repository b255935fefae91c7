import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClient } from '../../src/adapters/github/client.ts';
import { putComment } from '../../src/adapters/github/comment.ts';
import type { Settings } from '../../src/core/config/settings.ts';
import type { Progress } from '../../src/ports.ts';
import { createProgressComment } from '../../src/shells/action-progress.ts';
import { createGithubDouble, type GithubDouble } from '../support/github-double.ts';
import { liveConstructs } from '../support/live.ts';

const TOKEN = 'INPUT_GITHUB-TOKEN';
beforeEach(() => {
  process.env[TOKEN] = 'ghs_test';
});
afterEach(() => void delete process.env[TOKEN]);

const at = (done: number): Progress => ({
  done,
  total: 120,
  failed: 1,
  replayed: 0,
  inputTokens: 10,
  outputTokens: 10,
  costUsd: 0.02,
});

/** A run whose clock stands where the test puts it. */
function running(
  github: GithubDouble,
  options: { runId?: number; scope?: string; comment?: Settings['comment'] } = {},
) {
  let now = 0;
  const comment = createProgressComment({
    event: {
      event: 'pull_request',
      repository: 'acme/prompts',
      pullRequest: 1,
      headSha: 'a'.repeat(40),
      fork: false,
      closed: false,
    },
    apiUrl: github.apiUrl,
    source: { runId: options.runId ?? 1001, runAttempt: 1, scope: options.scope },
    monotonic: () => now,
  });
  comment.settings({ comment: options.comment ?? 'on-change', history: 'off' });
  const tick = (seconds: number, done: number) => {
    now = seconds * 1000;
    comment.tick(at(done));
  };
  return { comment, tick };
}

const bodies = (github: GithubDouble) => github.state.comments.map(({ body }) => body);

async function finish(github: GithubDouble, runId: number, text: string) {
  const client = createClient({ token: 'ghs_test', apiUrl: github.apiUrl });
  const place = { client, owner: 'acme', repo: 'prompts', pullRequest: 1 };
  return putComment(place, { run: { id: runId, attempt: 1 }, create: true, text: () => text });
}

test('a run that lasts says in the comment how far it is, and its result takes that place', async () => {
  await using github = await createGithubDouble();
  const { comment, tick } = running(github);
  tick(0, 1);
  tick(4, 10);
  expect(github.requests).toEqual([]);
  tick(6, 40);
  await comment.finished();
  expect(bodies(github)).toEqual([
    '<!-- prompt-ratchet v1 run=1001.1 running -->\n⏳ **Running** · 40 of 120 trials · 1 failed · $0.020 so far · for `aaaaaaa`',
  ]);
  expect(liveConstructs(bodies(github)[0]?.split('\n').slice(1).join('\n') ?? '')).toEqual([]);
  tick(60, 80);
  await comment.finished();
  expect(bodies(github)[0]).toContain('40 of 120');
  expect(await finish(github, 1001, 'Done.')).toMatchObject({ state: 'updated' });
  expect(bodies(github)).toEqual(['<!-- prompt-ratchet v1 run=1001.1 -->\nDone.']);
});

test('what the last run found stays readable below, once, however often progress is written', async () => {
  await using github = await createGithubDouble();
  await finish(github, 1000, '### ❌ Blocked\n\n---\n\nAll of it.');
  for (const done of [40, 80]) {
    const { comment, tick } = running(github);
    tick(0, 1);
    tick(6, done);
    await comment.finished();
    const [body = ''] = bodies(github);
    expect(body.match(/Running/g)).toHaveLength(1);
    expect(body).toContain(`${done} of 120 trials`);
    expect(
      body.endsWith('Below is the result of an earlier run.\n\n---\n\n### ❌ Blocked\n\n---\n\nAll of it.'),
    ).toBe(true);
  }
});

test('an older run that is still under way writes nothing over a newer one', async () => {
  await using github = await createGithubDouble();
  await finish(github, 1002, 'Newer.');
  const { comment, tick } = running(github, { runId: 1001 });
  tick(0, 1);
  tick(6, 40);
  await comment.finished();
  expect(bodies(github)).toEqual(['<!-- prompt-ratchet v1 run=1002.1 -->\nNewer.']);
});

test.each([
  ['never', 0],
  ['on-failure', 0],
  ['always', 1],
] as const)('with %s', async (when, comments) => {
  await using github = await createGithubDouble();
  const { comment, tick } = running(github, { comment: when });
  tick(0, 1);
  tick(5.5, 40);
  await comment.finished();
  expect(github.state.comments).toHaveLength(comments);
});

test('runs with a scope say it in their part', async () => {
  await using github = await createGithubDouble();
  const { comment, tick } = running(github, { scope: 'services/a' });
  tick(0, 1);
  tick(6, 40);
  await comment.finished();
  expect(bodies(github)[0]).toContain('**1 part** · ⏳ 1');
  expect(bodies(github)[0]).toContain('⏳ **Running** · **`services/a`** · 40 of 120 trials');
});
