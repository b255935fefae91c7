import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createClient } from '../../src/adapters/github/client.ts';
import { createGithubPublisher, type GithubRender } from '../../src/adapters/github/publisher.ts';
import type { Report } from '../../src/core/report.ts';
import type { Published } from '../../src/ports.ts';
import { fitParts, PART_LIMIT } from '../../src/render/parts.ts';
import { createGithubDouble, type GithubDouble, SECONDARY_LIMIT } from '../support/github-double.ts';
import { SAMPLE_HEAD_SHA, sampleReport, sampleSuite } from '../support/sample-report.ts';

const render: GithubRender = {
  comment: (report) => `**${report.decision.outcome}**\n\nThe whole report.`,
  partLimit: PART_LIMIT,
  parts: fitParts,
  check: (report) => ({ title: `Decision: ${report.decision.outcome}`, summary: 'The summary.' }),
};

const BODY = '<!-- prompt-ratchet v1 run=1001.1 -->\n**fail**\n\nThe whole report.';
const UNTOUCHED: Partial<Report> = {
  decision: { outcome: 'pass', reasons: [{ code: 'nothing-touched', severity: 'info', kind: 'notice' }] },
  suites: [{ name: 'support', path: 'evals/support.yml', state: 'untouched' }],
};

interface PublishOptions {
  report?: Report;
  pullRequest?: number | undefined;
  headSha?: string | undefined;
  fork?: boolean;
  render?: GithubRender;
  /** Collects what would have been waited. */
  waits?: number[];
}

async function publish(github: GithubDouble, options: PublishOptions = {}): Promise<Published> {
  const client = createClient({
    token: 'ghs_test',
    apiUrl: github.apiUrl,
    sleep: async (milliseconds) => void options.waits?.push(milliseconds),
    now: () => Date.UTC(2026, 0, 1),
  });
  const publisher = createGithubPublisher({
    client,
    repository: 'acme/prompts',
    pullRequest: 'pullRequest' in options ? options.pullRequest : 1,
    headSha: 'headSha' in options ? options.headSha : SAMPLE_HEAD_SHA,
    fork: options.fork,
    render: options.render ?? render,
    sleep: () => new Promise((done) => setImmediate(done)),
    random: Math.random,
  });
  return publisher.publish(options.report ?? sampleReport());
}

function fromRun(runId: number, runAttempt = 1): Report {
  return sampleReport({ source: { ...sampleReport().source, runId, runAttempt } });
}

function marked(run: string, text = 'Older words.'): string {
  return `<!-- prompt-ratchet v1 run=${run} -->\n${text}`;
}

const bodies = (github: GithubDouble) => github.state.comments.map((comment) => comment.body);
const sent = (github: GithubDouble, method: string) =>
  github.requests.filter((request) => request.method === method && request.path !== '/graphql');
const isComment = {
  on: (request: { method: string; path: string }) =>
    /^POST .*\/comments$/.test(`${request.method} ${request.path}`),
};

describe('the comment', () => {
  test('is created once, with its marker on the first line', async () => {
    await using github = await createGithubDouble();
    const published = await publish(github);
    expect(published).toEqual({
      comment: 'created',
      commentUrl: 'https://github.example/acme/prompts/pull/1#issuecomment-1000',
      check: 'check-run',
      warnings: [],
    });
    expect(bodies(github)).toEqual([BODY]);
    expect(github.requests.every((request) => request.authorized)).toBe(true);
  });

  test('is updated in place by a later run and by a later attempt', async () => {
    await using github = await createGithubDouble();
    await publish(github);
    expect(await publish(github, { report: fromRun(1001, 2) })).toMatchObject({ comment: 'updated' });
    expect(await publish(github, { report: fromRun(1002, 1) })).toMatchObject({ comment: 'updated' });
    expect(bodies(github)).toEqual([BODY.replace('1001.1', '1002.1')]);
  });

  test('of a newer run is put back when an older one wrote over it', async () => {
    await using github = await createGithubDouble();
    const { id } = github.state.addComment({ body: marked('900.1') });
    let late = true;
    github.onRequest = (request) => {
      // The older run looked before ours wrote, and its write arrives after ours.
      if (late && request.method === 'GET' && request.path.endsWith(`/${id}`)) {
        late = false;
        github.state.editComment(id, marked('1000.1'));
      }
    };
    expect(await publish(github)).toMatchObject({ comment: 'updated' });
    expect(bodies(github)).toEqual([BODY]);
  });

  test('is left alone when nothing differs but line ends', async () => {
    await using github = await createGithubDouble();
    const { id } = github.state.addComment({ body: BODY.replaceAll('\n', '\r\n') });
    const published = await publish(github);
    expect(published.comment).toBe('unchanged');
    expect(published.commentUrl).toContain(`#issuecomment-${id}`);
    expect(sent(github, 'PATCH')).toEqual([]);
  });

  test('is found on the third page', async () => {
    await using github = await createGithubDouble();
    for (let n = 0; n < 230; n += 1) github.state.addComment({ body: `Comment ${n}`, login: `user-${n}` });
    const { id } = github.state.addComment({ body: marked('900.1') });
    for (let n = 0; n < 40; n += 1) github.state.addComment({ body: `More ${n}`, login: 'ada' });
    expect((await publish(github)).comment).toBe('updated');
    expect(github.state.comments.find((comment) => comment.id === id)?.body).toBe(BODY);
    expect(github.state.comments).toHaveLength(271);
    const listed = sent(github, 'GET').filter(({ path }) => path.endsWith('/1/comments'));
    expect(listed.map((request) => request.query['page'] ?? '1')).toEqual(['1', '2', '3']);
  });

  test('is created once among more than 250 comments of others', async () => {
    await using github = await createGithubDouble();
    for (let n = 0; n < 260; n += 1) github.state.addComment({ body: `Comment ${n}`, login: 'ada' });
    expect((await publish(github)).comment).toBe('created');
    expect((await publish(github)).comment).toBe('unchanged');
    expect(github.state.comments).toHaveLength(261);
  });

  test.each([
    ['an outsider', 'github-actions[bot]', 'mallory', 'User'],
    ['a user with the name of the bot', 'github-actions[bot]', 'github-actions', 'User'],
    ['another bot', 'github-actions[bot]', 'some-app[bot]', 'Bot'],
    ['a bot with the name of the user', 'octocat', 'octocat[bot]', 'Bot'],
    ['an organization with the name of the user', 'octocat', 'octocat', 'Organization'],
  ])('%s who forges the marker is not touched', async (_who, viewer, login, type) => {
    await using github = await createGithubDouble({ viewer });
    const forged = marked('999999.1', 'All is well!');
    github.state.addComment({ body: forged, login, type });
    expect((await publish(github)).comment).toBe('created');
    expect(bodies(github)).toEqual([forged, BODY]);
  });

  test.each([
    ['the workflow token', 'github-actions[bot]', 'github-actions[bot]', 'Bot'],
    ['the workflow token as GraphQL may call it', 'github-actions', 'github-actions[bot]', 'Bot'],
    ['an app', 'ratchet-app[bot]', 'ratchet-app[bot]', 'Bot'],
    ['a person', 'octocat', 'octocat', 'User'],
  ])('%s finds its own', async (_who, viewer, login, type) => {
    await using github = await createGithubDouble({ viewer });
    github.state.addComment({ body: marked('900.1'), login, type });
    expect((await publish(github)).comment).toBe('updated');
    expect(bodies(github)).toEqual([BODY]);
  });

  test('is taken for the workflow account where GraphQL is refused', async () => {
    await using github = await createGithubDouble();
    github.state.permissions.graphql = false;
    github.state.addComment({ body: marked('900.1') });
    github.state.addComment({ body: marked('901.1'), login: 'mallory' });
    expect((await publish(github)).comment).toBe('updated');
    expect(bodies(github)).toEqual([BODY, marked('901.1')]);
  });

  test('of ours without a marker on the first line is another tool’s', async () => {
    await using github = await createGithubDouble();
    const quoted = `Model output:\n${marked('1.1')}`;
    github.state.addComment({ body: quoted });
    expect((await publish(github)).comment).toBe('created');
    expect(bodies(github)).toEqual([quoted, BODY]);
  });

  test.each([
    ['a higher run', '1002.1'],
    ['a run with more digits', '10000.1'],
    ['a higher attempt of the same run', '1001.2'],
  ])('of %s is left alone', async (_what, run) => {
    await using github = await createGithubDouble();
    github.state.addComment({ body: marked(run) });
    expect((await publish(github)).comment).toBe('stale');
    expect(bodies(github)).toEqual([marked(run)]);
  });

  test('of two that a race left behind one stays', async () => {
    await using github = await createGithubDouble();
    const first = github.state.addComment({ body: marked('900.1') });
    github.state.addComment({ body: 'A person says something.', login: 'ada' });
    github.state.addComment({ body: marked('900.1') });
    const published = await publish(github);
    expect(published.comment).toBe('updated');
    expect(published.commentUrl).toContain(`#issuecomment-${first.id}`);
    expect(bodies(github)).toEqual([BODY, 'A person says something.']);
  });

  test('of a newer run that appears while ours is created wins', async () => {
    await using github = await createGithubDouble();
    github.onRequest = (request) => {
      if (isComment.on(request)) github.state.addComment({ body: marked('1002.1') });
    };
    expect((await publish(github)).comment).toBe('stale');
    expect(bodies(github)).toEqual([marked('1002.1')]);
  });

  test('of an older run that appears while ours is created is deleted', async () => {
    await using github = await createGithubDouble();
    github.onRequest = (request) => {
      if (isComment.on(request)) github.state.addComment({ body: marked('1000.1') });
    };
    const published = await publish(github);
    expect(published.comment).toBe('created');
    // Not the older run's, made ours: that run may be about to delete it.
    expect(published.commentUrl).toContain('#issuecomment-1001');
    expect(bodies(github)).toEqual([BODY]);
  });

  test('is created anew when it is deleted between finding and updating', async () => {
    await using github = await createGithubDouble();
    github.state.addComment({ body: marked('900.1') });
    github.onRequest = (request) => {
      if (request.method === 'PATCH') github.state.comments = [];
    };
    expect((await publish(github)).comment).toBe('created');
    expect(bodies(github)).toEqual([BODY]);
  });

  test('over the limit is never sent', async () => {
    await using github = await createGithubDouble();
    const room = 65_536 - BODY.indexOf('**');
    const fits = await publish(github, { render: { ...render, comment: () => 'x'.repeat(room) } });
    expect(fits).toMatchObject({ comment: 'created', warnings: [] });
    github.requests.length = 0;
    const over = await publish(github, { render: { ...render, comment: () => 'x'.repeat(room + 1) } });
    expect(over).toMatchObject({ comment: 'refused', check: 'check-run' });
    expect(over.warnings).toEqual([expect.stringContaining('65537')]);
    expect(github.requests.map((request) => request.path)).toEqual(['/repos/acme/prompts/check-runs']);
  });

  test('is skipped without a pull request, the check is not', async () => {
    await using github = await createGithubDouble();
    expect(await publish(github, { pullRequest: undefined })).toEqual({
      comment: 'skipped',
      commentUrl: undefined,
      check: 'check-run',
      warnings: [],
    });
    expect(github.requests.map((request) => request.path)).toEqual(['/repos/acme/prompts/check-runs']);
  });
});

describe('whether there is anything to say', () => {
  test('no touched suite creates no comment', async () => {
    await using github = await createGithubDouble();
    expect(await publish(github, { report: sampleReport(UNTOUCHED) })).toMatchObject({
      comment: 'skipped',
      check: 'check-run',
      warnings: [],
    });
    expect(github.state.comments).toEqual([]);
  });

  test('no touched suite updates the comment of an earlier commit', async () => {
    await using github = await createGithubDouble();
    github.state.addComment({ body: marked('900.1', '**fail**') });
    expect(await publish(github, { report: sampleReport(UNTOUCHED) })).toMatchObject({ comment: 'updated' });
    expect(bodies(github)).toEqual([BODY.replace('fail', 'pass')]);
  });

  const { decision } = sampleReport(UNTOUCHED);
  const problem = { code: 'E_CONFIG_SYNTAX', message: 'No.', help: 'Mend it.' } as const;
  const support = { name: 'support', path: 'evals/support.yml' };
  test.each<[string, Partial<Report>, Published['comment']]>([
    ['touched', { decision, suites: [sampleSuite()] }, 'created'],
    ['new', { decision, suites: [sampleSuite({ state: 'new' })] }, 'created'],
    ['removed', { decision, suites: [{ ...support, state: 'removed' }] }, 'created'],
    [
      'broken',
      { decision, suites: [{ ...support, state: 'broken', problems: [problem], alsoAtBase: false }] },
      'created',
    ],
    [
      'broken at base too',
      { decision, suites: [{ ...support, state: 'broken', problems: [problem], alsoAtBase: true }] },
      'skipped',
    ],
    ['not even read, and so not passed', { suites: [], problems: [problem] }, 'created'],
  ])('a suite that is %s: %s', async (_state, overrides, expected) => {
    await using github = await createGithubDouble();
    expect((await publish(github, { report: sampleReport(overrides) })).comment).toBe(expected);
  });
});

describe('the check', () => {
  const quality = { code: 'regressed', severity: 'fail', kind: 'quality' } as const;
  const unmeasured = { code: 'unmeasured', severity: 'fail', kind: 'unmeasured' } as const;
  const removed = { code: 'suite-removed', severity: 'fail', kind: 'notice' } as const;
  const warning = { code: 'gate-changed', severity: 'warn', kind: 'notice' } as const;
  const passed = { code: 'improved', severity: 'info', kind: 'quality' } as const;

  test.each<[string, Report['decision'], string, string]>([
    ['pass', { outcome: 'pass', reasons: [passed] }, 'success', 'success'],
    ['warn', { outcome: 'warn', reasons: [warning] }, 'neutral', 'success'],
    ['fail: quality', { outcome: 'fail', reasons: [quality] }, 'failure', 'failure'],
    ['fail: both', { outcome: 'fail', reasons: [unmeasured, quality] }, 'failure', 'failure'],
    ['fail: a suite was removed', { outcome: 'fail', reasons: [removed] }, 'failure', 'failure'],
    ['fail: unmeasured', { outcome: 'fail', reasons: [unmeasured] }, 'action_required', 'error'],
    [
      'fail: unmeasured, something else improved',
      { outcome: 'fail', reasons: [unmeasured, warning, passed] },
      'action_required',
      'error',
    ],
  ])('%s', async (_what, decision, conclusion, state) => {
    await using github = await createGithubDouble();
    const report = sampleReport({ decision });
    expect((await publish(github, { report })).check).toBe('check-run');
    github.state.permissions.checks = 'none';
    expect((await publish(github, { report })).check).toBe('commit-status');
    expect(github.state.checkRuns.map((run) => run.conclusion)).toEqual([conclusion]);
    expect(github.state.statuses.map((status) => status.state)).toEqual([state]);
  });

  test('says what it is, on the head commit', async () => {
    await using github = await createGithubDouble();
    await publish(github);
    github.state.permissions.checks = 'none';
    await publish(github);
    const url = 'https://github.example/acme/prompts/actions/runs/1001/attempts/1';
    expect(github.state.checkRuns).toEqual([
      {
        name: 'Prompt Ratchet',
        head_sha: SAMPLE_HEAD_SHA,
        status: 'completed',
        conclusion: 'failure',
        details_url: url,
        output: { title: 'Decision: fail', summary: 'The summary.' },
      },
    ]);
    expect(github.state.statuses).toEqual([
      {
        sha: SAMPLE_HEAD_SHA,
        context: 'prompt-ratchet',
        state: 'failure',
        description: 'Decision: fail',
        target_url: url,
      },
    ]);
  });

  test('is a commit status where GitHub hides check runs', async () => {
    await using github = await createGithubDouble();
    github.fail({
      times: 1,
      status: 404,
      message: 'Not Found',
      on: (request) => request.path.endsWith('/check-runs'),
    });
    expect(await publish(github)).toMatchObject({ check: 'commit-status', warnings: [] });
  });

  test('keeps within the limits, whatever it is given', async () => {
    await using github = await createGithubDouble();
    const long = { ...render, check: () => ({ title: 'é'.repeat(200), summary: 'x'.repeat(65_536) }) };
    expect((await publish(github, { render: long })).check).toBe('check-run');
    github.state.permissions.checks = 'none';
    expect((await publish(github, { render: long })).check).toBe('commit-status');
    expect(github.state.checkRuns[0]?.output.summary).toBe('é'.repeat(200));
    expect(github.state.statuses[0]?.description).toBe(`${'é'.repeat(139)}…`);
  });

  test('is skipped without a head commit', async () => {
    await using github = await createGithubDouble();
    expect(await publish(github, { headSha: undefined })).toMatchObject({
      comment: 'created',
      check: 'skipped',
    });
    expect(github.state.checkRuns).toEqual([]);
  });
});

describe('refused permissions', () => {
  const YAML = 'permissions:\n  contents: read\n  pull-requests: write\n  checks: write';

  test.each(['read', 'none'] as const)('comments: %s leaves the check', async (comments) => {
    await using github = await createGithubDouble();
    github.state.permissions.comments = comments;
    const published = await publish(github);
    expect(published).toMatchObject({ comment: 'refused', check: 'check-run' });
    expect(published.warnings).toEqual([expect.stringContaining(YAML)]);
    expect(published.warnings[0]).toMatch(
      /write the pull-request comment \(403 Resource not accessible by integration/,
    );
    expect(published.commentUrl).toBeUndefined();
  });

  test('no checks and no statuses leaves the comment', async () => {
    await using github = await createGithubDouble();
    Object.assign(github.state.permissions, { checks: 'none', statuses: 'none' });
    const published = await publish(github);
    expect(published).toMatchObject({ comment: 'created', check: 'refused' });
    expect(published.warnings).toEqual([expect.stringContaining(YAML)]);
    expect(published.warnings[0]).toMatch(/write the check \(403/);
  });

  test('nothing at all is one warning for both', async () => {
    await using github = await createGithubDouble();
    Object.assign(github.state.permissions, {
      comments: 'none',
      checks: 'none',
      statuses: 'none',
      graphql: false,
    });
    const published = await publish(github);
    expect(published).toMatchObject({ comment: 'refused', check: 'refused' });
    expect(published.warnings).toHaveLength(1);
    expect(published.warnings[0]).toMatch(/the pull-request comment and the check \(403/);
    expect(published.warnings[0]).not.toMatch(/fork/);
  });

  test('for a fork the warning says why and what to do', async () => {
    await using github = await createGithubDouble();
    Object.assign(github.state.permissions, { comments: 'read', checks: 'none', statuses: 'none' });
    const { warnings } = await publish(github, { fork: true });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/comes from a fork.*read-only token/);
    expect(warnings[0]).toMatch(/workflow_run/);
    expect(warnings[0]).toContain(YAML);
  });

  test('a fork under pull_request_target is not why', async () => {
    await using github = await createGithubDouble();
    github.state.permissions.comments = 'read';
    const source = { ...sampleReport().source, event: 'pull_request_target' };
    const { warnings } = await publish(github, { fork: true, report: sampleReport({ source }) });
    expect(warnings[0]).toContain('Add to the job');
    expect(warnings[0]).not.toMatch(/comes from a fork/);
  });

  test('a locked conversation asks for no permission', async () => {
    await using github = await createGithubDouble();
    github.state.locked = true;
    const published = await publish(github);
    expect(published).toMatchObject({ comment: 'refused', check: 'check-run' });
    expect(published.warnings).toEqual([expect.stringMatching(/conversation is locked/)]);
    expect(published.warnings[0]).not.toContain('permissions:');
  });
});

describe('when GitHub fails', () => {
  test('502 twice, then it works', async () => {
    await using github = await createGithubDouble();
    const waits: number[] = [];
    github.fail({ times: 2, status: 502, ...isComment });
    expect(await publish(github, { waits })).toMatchObject({ comment: 'created', warnings: [] });
    expect(waits).toEqual([1_000, 4_000]);
    expect(bodies(github)).toEqual([BODY]);
  });

  test('502 three times is given up, and the check is still written', async () => {
    await using github = await createGithubDouble();
    github.fail({ times: 3, status: 502, message: '<html>\n<h1>Bad gateway</h1>\n</html>', ...isComment });
    const published = await publish(github);
    expect(published).toMatchObject({ comment: 'refused', check: 'check-run' });
    expect(published.warnings).toEqual([
      expect.stringMatching(/^The pull-request comment was not written: 502 <html> <h1>/),
    ]);
    expect(sent(github, 'POST').filter(isComment.on)).toHaveLength(3);
  });

  test('a dropped connection is tried again', async () => {
    await using github = await createGithubDouble();
    const waits: number[] = [];
    github.fail({ times: 1, status: 'drop', on: (request) => request.path.endsWith('/check-runs') });
    expect(await publish(github, { waits })).toMatchObject({ check: 'check-run', warnings: [] });
    expect(waits).toEqual([1_000]);
  });

  test('an answer lost after the comment was created leaves one comment', async () => {
    await using github = await createGithubDouble();
    github.fail({ times: 1, status: 'drop', afterwards: true, ...isComment });
    const published = await publish(github);
    expect(published).toMatchObject({ comment: 'created', warnings: [] });
    expect(bodies(github)).toEqual([BODY]);
    expect(published.commentUrl).toContain(`#issuecomment-${github.state.comments[0]?.id}`);
  });

  const now = Date.UTC(2026, 0, 1) / 1_000;
  test.each<[string, number, Record<string, string>, number]>([
    ['403 with retry-after', 403, { 'retry-after': '7' }, 7_000],
    ['429 with retry-after', 429, { 'retry-after': '7' }, 7_000],
    [
      '403 with a reset',
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now + 90) },
      90_000,
    ],
    ['403 with a reset that has passed', 403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' }, 0],
    [
      '403 with the reset of another limit',
      403,
      { 'x-ratelimit-remaining': '17', 'x-ratelimit-reset': '1' },
      60_000,
    ],
    ['403 without any', 403, {}, 60_000],
    ['429 with nonsense', 429, { 'retry-after': 'soon' }, 60_000],
  ])('secondary limit: %s', async (_what, status, headers, wait) => {
    await using github = await createGithubDouble();
    const waits: number[] = [];
    github.fail({ times: 1, status, headers, message: SECONDARY_LIMIT, ...isComment });
    expect(await publish(github, { waits })).toMatchObject({ comment: 'created', warnings: [] });
    expect(waits).toEqual([wait]);
  });

  test('a limit that lasts too long is not waited for, and is no matter of permissions', async () => {
    await using github = await createGithubDouble();
    const waits: number[] = [];
    const headers = { 'retry-after': '3600' };
    github.fail({
      times: 9,
      status: 403,
      headers,
      message: SECONDARY_LIMIT,
      on: ({ method }) => method === 'POST',
    });
    const published = await publish(github, { waits });
    expect(published).toMatchObject({ comment: 'refused', check: 'refused' });
    expect(waits).toEqual([]);
    expect(published.warnings).toHaveLength(2);
    for (const warning of published.warnings) expect(warning).toMatch(/rate limit.*again later/);
    expect(sent(github, 'POST').filter((request) => request.path.includes('/statuses/'))).toEqual([]);
  });

  test.each([401, 422])('%i is not tried again and becomes a warning', async (status) => {
    await using github = await createGithubDouble();
    const waits: number[] = [];
    github.fail({
      times: 9,
      status,
      message: 'GitHub says no',
      on: ({ method, path }) => method === 'POST' && path !== '/graphql',
    });
    const published = await publish(github, { waits });
    expect(published).toMatchObject({ comment: 'refused', check: 'refused' });
    expect(published.warnings).toEqual([
      expect.stringContaining(`The pull-request comment was not written: ${status} GitHub says no`),
      expect.stringContaining(`The check was not written: ${status} GitHub says no`),
    ]);
    expect(waits).toEqual([]);
    expect(sent(github, 'POST')).toHaveLength(2);
  });

  test('no server at all becomes warnings', async () => {
    const github = await createGithubDouble();
    await github[Symbol.asyncDispose]();
    const published = await publish(github);
    expect(published).toMatchObject({ comment: 'refused', check: 'refused' });
    expect(published.warnings).toHaveLength(2);
    for (const warning of published.warnings) expect(warning).not.toContain('ghs_test');
  });

  test('a renderer that throws is a warning of its part alone', async () => {
    await using github = await createGithubDouble();
    const broken = () => {
      throw new TypeError('no such case');
    };
    expect(await publish(github, { render: { ...render, comment: broken } })).toMatchObject({
      comment: 'refused',
      check: 'check-run',
      warnings: ['The pull-request comment was not written: no such case'],
    });
  });
});

test('an enterprise server has its API and GraphQL at other paths', async () => {
  await using github = await createGithubDouble({ basePath: '/api/v3', viewer: 'octocat' });
  github.state.addComment({ body: marked('900.1') });
  expect(await publish(github)).toMatchObject({ comment: 'updated', check: 'check-run' });
  expect(github.requests.map((request) => `${request.method} ${request.path}`)).toEqual([
    'POST /graphql',
    'GET /repos/acme/prompts/issues/1/comments',
    'PATCH /repos/acme/prompts/issues/comments/1000',
    'GET /repos/acme/prompts/issues/comments/1000',
    'POST /repos/acme/prompts/check-runs',
  ]);
});

test('many pages on an enterprise server stay on it', async () => {
  await using github = await createGithubDouble({ basePath: '/api/v3' });
  for (let n = 0; n < 150; n += 1) github.state.addComment({ body: `Comment ${n}`, login: 'ada' });
  github.state.addComment({ body: marked('900.1') });
  expect((await publish(github)).comment).toBe('updated');
  expect(github.state.comments.at(-1)?.body).toBe(BODY);
});

test('the client itself writes to no stream, whatever fails', async () => {
  await using github = await createGithubDouble();
  github.fail({ times: 9, status: 422, headers: { deprecation: 'true', sunset: 'soon' } });
  const module = new URL('../../src/adapters/github/client.ts', import.meta.url).href;
  const program = `
    const { createClient } = await import(${JSON.stringify(module)});
    const client = createClient({ token: 't', apiUrl: ${JSON.stringify(github.apiUrl)} });
    await client.rest.checks.create({ owner: 'acme', repo: 'prompts', name: 'x' }).catch(() => {});
  `;
  const run = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
  expect(run).toEqual({ stdout: '', stderr: '' });
  expect(github.requests).toHaveLength(1);
});
